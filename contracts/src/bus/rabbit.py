"""The exchange over RabbitMQ: connections to one broker, opened as they are asked for."""

from bus import topology
from bus.link import BREAKS, collect, connect
from bus.rabbit_calls import RabbitCaller, RabbitCalls
from bus.rabbit_events import RabbitEvents
from bus.rabbit_sender import RabbitSender
from bus.wire import StoreEvents, TakeCall


class RabbitExchange:
    """Opens connections to one broker."""

    def __init__(self, uri: str) -> None:
        self._uri = uri

    def connect_caller(self, service: str) -> RabbitCaller:
        """Open the way by which a service asks others."""
        return RabbitCaller(self._uri, service)

    def connect_sender(self, service: str) -> RabbitSender:
        """Open the way by which a service's postman sends its events."""
        return RabbitSender(self._uri, service)

    def listen_for_calls(self, service: str, take: TakeCall) -> RabbitCalls:
        """Hand every call that arrives for a service to `take`."""
        return RabbitCalls(self._uri, service, take)

    def listen_for_events(self, service: str, store: StoreEvents) -> RabbitEvents:
        """Hand every batch of events that arrives for a service to `store`."""
        return RabbitEvents(self._uri, service, store)

    def dead_letters(self) -> int | None:
        """Count what could not be read or stored, over a connection of its own.

        None where the broker does not answer or has no such queue yet.
        """
        try:
            connection = connect(self._uri, "dead letters")
        except BREAKS:
            return None
        try:
            queue = connection.channel().queue_declare(topology.DEAD, passive=True)
            connection.close()
        except BREAKS:
            return None
        finally:
            collect(connection)
        return int(queue.message_count)
