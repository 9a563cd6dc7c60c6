"""The HTTP server: one greenlet a connection, everything it may cost bounded beforehand.

Nothing that a client leaves unfinished holds one of the places in which requests are answered:
a request is read, bounded and complete, before it takes one. Where all connections are taken,
whoever keeps the server waiting makes room for the next.
"""

import logging
import socket
import time
from collections import defaultdict
from itertools import islice
from typing import Any, Final

import eventlet
from eventlet.green import socket as green_socket

from bus import telemetry
from bus.http_connection import Admission, Common, Connection, Door
from bus.http_limits import Limits, connections_within
from bus.http_messages import Gone, Head, Response, response_head

__all__ = ["Admission", "Door", "Head", "Limits", "Response", "Server"]

log = logging.getLogger("gascert.http")
_LOOKED_AT: Final = 64
_MAY_TAKE: Final = 5.0  # Seconds that a client may take an answer before its neighbours need room.


class Server:
    """Serves HTTP/1.1 on one address until stopped."""

    def __init__(self, door: Door, address: tuple[str, int], limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._common = Common(door, self._limits)
        self._most = connections_within(self._limits.connections)
        self._listener = _listen(address)
        self._of_peer: defaultdict[str, dict[Connection, Any]] = defaultdict(dict)
        self.connections = 0
        self._acceptor: Any = None

    @property
    def port(self) -> int:
        """Give the port, also where the system chose it."""
        return int(self._listener.getsockname()[1])

    @property
    def in_flight(self) -> int:
        """Count the requests that are being answered."""
        return self._common.places.held

    @property
    def streams(self) -> int:
        """Count the streams that are being sent."""
        return self._common.streams.held

    def start(self) -> None:
        """Begin to take connections."""
        self._acceptor = eventlet.spawn(self._accept)

    def _accept(self) -> None:
        while True:
            try:
                sock, address = self._listener.accept()
            except OSError as error:
                if self._common.is_stopping:
                    return
                telemetry.failure(log, "cannot accept a connection", error)
                eventlet.sleep(0.1)
                continue
            self._take(sock, str(address[0]))
            eventlet.sleep(0)  # However many there are that knock, others go on.

    def _take(self, sock: Any, peer: str) -> None:
        if self.connections >= self._most and not self._make_room(peer):
            self._turn_away(sock)
            return
        connection = Connection(self._common, sock, peer)
        self._of_peer[peer][connection] = eventlet.spawn(self._serve, connection)
        self.connections += 1

    def _make_room(self, peer: str) -> bool:
        """Drop who has kept us waiting longest, of the oldest few of the address that has most.

        Says whether there was one; addresses with fewer than the one who knocks are left alone.
        """
        own, heaviest = self._of_peer.get(peer, {}), max(self._of_peer.values(), key=len)
        may_take = 0.0
        if len(heaviest) <= len(own):
            heaviest, may_take = own, _MAY_TAKE
        oldest = islice((one for one in heaviest if one.keeps_us_waiting(may_take)), _LOOKED_AT)
        longest = max(oldest, key=lambda one: one.keeps_us_waiting(may_take), default=None)
        if longest is None:
            return False
        heaviest[longest].kill()
        self._forget(longest)
        return True

    def _forget(self, connection: Connection) -> None:
        """Close a connection; once is enough, and one that was killed early has not done so."""
        connection.close()
        of_peer = self._of_peer.get(connection.peer, {})
        if of_peer.pop(connection, None) is not None:
            self.connections -= 1
        if not of_peer:
            self._of_peer.pop(connection.peer, None)

    def _turn_away(self, sock: Any) -> None:
        response = self._common.door.refuse(503, None)
        head = response_head(response, keeps_alive=False, in_chunks=False)
        try:
            sock.fd.send(head + response.body)
        except OSError:
            return
        finally:
            sock.close()

    def _serve(self, connection: Connection) -> None:
        try:
            connection.serve()
        except (Gone, OSError, eventlet.Timeout):
            pass
        except Exception as error:  # noqa: BLE001  # one connection must not end the server
            telemetry.failure(log, "connection failed", error)
        finally:
            self._forget(connection)

    def stop(self) -> None:
        """Take nothing new, let what is being answered finish within `stop_time`, and close."""
        self._common.is_stopping = True
        if self._acceptor is not None:
            self._acceptor.kill()
        self._listener.close()
        for connection in self._all():
            connection.let_go()
        until = time.monotonic() + self._limits.stop_time
        while self.connections and time.monotonic() < until:
            eventlet.sleep(0.02)
        for greenlet in self._all().values():
            greenlet.kill()

    def _all(self) -> dict[Connection, Any]:
        return {one: way for of_peer in self._of_peer.values() for one, way in of_peer.items()}


def _listen(address: tuple[str, int]) -> Any:
    # Not eventlet.listen: it sets SO_REUSEPORT, by which two gateways would share one port.
    family = green_socket.AF_INET6 if ":" in address[0] else green_socket.AF_INET
    listener = green_socket.socket(family, green_socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(address)
    listener.listen(512)
    return listener
