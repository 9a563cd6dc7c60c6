"""A service's doors as nameko extensions: `@answers` calls, `@on` events, `@every` so often."""

import functools
import logging
import typing
from collections.abc import Callable
from typing import Any, TypeVar

import eventlet
from nameko.extensions import Entrypoint, SharedExtension, register_entrypoint

from bus import context, telemetry
from bus.loops import Loop
from bus.rules import Rule
from bus.wire import Answer, Begun, Request, refusal
from bus.work import Answering, Reacting
from contracts.errors import NotFound
from contracts.message import Call, Event, reply_type
from contracts.principal import Principal, service_principal
from contracts.subscriptions import subscribers_of

log = logging.getLogger("gascert.doors")
LONGEST_PAUSE = 60.0
Method = TypeVar("Method", bound=Callable[..., Any])


class Ways(SharedExtension):  # type: ignore[misc]  # nameko is untyped
    """The service's listeners, shared by all its doors; opened last, paused first."""

    def __init__(self) -> None:
        super().__init__()
        self.doors: dict[str, CallDoor] = {}
        self.reactions: dict[str, Reacting] = {}

    def start(self) -> None:
        """Open the ways."""
        self.container.config["service"].open_ways(self)

    def pause(self) -> None:
        """Take nothing new."""
        self.container.config["service"].pause_ways()

    def take(self, request: Request, answer: Answer, freed: Callable[[], None]) -> Begun:
        """Begin a call if a worker is free; says whether it has begun."""
        door = self.doors.get(request.method)
        if door is None:
            eventlet.spawn_n(answer, refusal(NotFound("NO_SUCH_CALL")))
            return Begun.HARMLESSLY
        pool = self.container._worker_pool  # noqa: SLF001  # nameko does not tell it
        if pool.free() <= 0 or self.container._being_killed:  # noqa: SLF001
            return Begun.NOT

        # Among nameko's workers, for which it waits as it stops; its own way to begin one would
        # cost three times as much, for providers of dependencies that there are none of.
        pool.spawn_n(self._work, request, answer, freed)
        return Begun.ONCE if door.how.call.wire_changes else Begun.HARMLESSLY

    def _work(self, request: Request, answer: Answer, freed: Callable[[], None]) -> None:
        try:
            answer(getattr(self.container.service_cls(), request.method)(request))
        except Exception as error:  # noqa: BLE001  # whatever it is, it ends this call alone
            telemetry.failure(log, "a reply could not be sent", error, call=request.method)
        finally:
            # The pool counts this worker as busy until it has ended.
            eventlet.spawn_n(freed)


class CallDoor(Entrypoint):  # type: ignore[misc]  # nameko is untyped
    """The door of one call."""

    ways = Ways()

    def __init__(self, how: Answering) -> None:
        super().__init__()
        self.how = how

    def setup(self) -> None:
        """Register with the ways."""
        self.ways.doors[self.how.call.wire_name] = self

    def stop(self) -> None:
        """Take nothing new."""
        self.ways.pause()


class EventDoor(Entrypoint):  # type: ignore[misc]  # nameko is untyped
    """The door of one event's reaction."""

    ways = Ways()

    def __init__(self, how: Reacting) -> None:
        super().__init__()
        self.how = how

    def setup(self) -> None:
        """Register with the ways."""
        self.ways.reactions[self.method_name] = self.how

    def stop(self) -> None:
        """Take nothing new."""
        self.ways.pause()


class TimerDoor(Entrypoint):  # type: ignore[misc]  # nameko is untyped
    """The door of a timer: the first round at once, then every so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._seconds = seconds

    def setup(self) -> None:
        """Make the loop."""
        name = f"{self.container.service_name}.{self.method_name}"
        pause = min(self._seconds, LONGEST_PAUSE)
        self._loop = Loop(name, self._round, every=self._seconds, longest_pause=pause)
        database = self.container.config["service"].database
        if database is not None:
            database.on_wake(self.method_name, self._loop.wake)

    def start(self) -> None:
        """Begin."""
        self._loop.start()

    def stop(self) -> None:
        """Finish the round that runs."""
        self._loop.stop()

    def kill(self) -> None:
        """End at once, with a container that has died."""
        self._loop.stop(0)

    def _round(self) -> bool:
        """Run the method; what it raises makes the loop try again before its time.

        Not as a worker: who waits for a place among the workers would get between the calls that
        are begun where there is one.
        """
        service = self.container.service_cls()
        return bool(getattr(service, self.method_name)())


def answers(call: type[Call[Any]], *, allow: Rule) -> Callable[[Method], Method]:
    """Answer a call with this method, for those whom `allow` allows.

    Refuses, at import, a method of another name, or whose types are not the call's.
    """

    def decorate(method: Method) -> Method:
        hints = typing.get_type_hints(method)
        wanted = {"call": call, "by": Principal, "return": reply_type(call)}
        if method.__name__ != call.wire_name or hints != wanted:
            raise TypeError(f"{method.__qualname__} must be {call.wire_name}{wanted}, not {hints}")
        how = Answering(call=call, allow=allow, method=call.wire_name)

        @functools.wraps(method)
        def door(self: Any, request: Request) -> bytes:
            def handler(asked: Any, by: Principal) -> Any:
                return method(self, asked, by)

            answer: bytes = self.door.answer(how, handler, request)
            return answer

        door.answering = how  # type: ignore[attr-defined]  # read by tests of the code base
        register_entrypoint(door, CallDoor(how))
        return typing.cast("Method", door)

    return decorate


def on(event: type[Event]) -> Callable[[Method], Method]:
    """React to an event with this method, which has one transaction at most."""

    def decorate(method: Method) -> Method:
        hints = typing.get_type_hints(method)
        if hints != {"event": event, "return": type(None)}:
            raise TypeError(f"{method.__qualname__} must take `event: {event.__name__}`")
        names = {
            name.partition(".")[2] for name in subscribers_of(event.wire_owner, event.wire_name)
        }
        if method.__name__ not in names:
            raise TypeError(f"{method.__name__} is missing in contracts.subscriptions")
        how = Reacting(event=event, method=method.__name__)
        method.reacting = how  # type: ignore[attr-defined]  # read by tests of the code base
        register_entrypoint(method, EventDoor(how))
        return method

    return decorate


def every(seconds: float) -> Callable[[Method], Method]:
    """Run this method at once and then every so many seconds; what it raises, it is tried again.

    A method that gives true has more to do and is run again at once, unless the service stops.
    Each replica does so: be idempotent. A transaction's `wake_after_commit` with the method's name
    lets the next round begin at once.
    """

    def decorate(method: Method) -> Method:
        @functools.wraps(method)
        def tick(self: Any) -> Any:
            context.enter(context.Context(principal=service_principal(self.name)))
            return method(self)

        register_entrypoint(tick, TimerDoor(seconds))
        return typing.cast("Method", tick)

    return decorate
