"""Timers and the life of a service: ticks, failing ticks, and a container that has died."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final
from uuid import uuid4

import eventlet
import pytest
from eventlet.event import Event as Signal

from bus import context
from bus.entrypoints import answers, every
from bus.rules import services
from bus.runtime import WORKERS, Running, Service, Settings, open_exchange
from bus.testing import Stack
from bus.wire import Begun
from contracts.certificate import RetriedIssuances, RetryPendingIssuances
from contracts.errors import Unavailable
from contracts.principal import Principal, service_principal
from tests.operators import SCHEDULER

DAY: Final = date(2026, 3, 2)


class Timers:
    """One timer that ticks often and one that hardly ever does."""

    use: Any

    @every(0.02)
    def often(self) -> None:
        self.use["often"]()

    @every(3600)
    def hourly(self) -> None:
        self.use["hourly"]()


@pytest.fixture
def ticks() -> list[Any]:
    return []


@pytest.fixture
def doing(ticks: list[Any]) -> dict[str, Any]:
    return {"often": lambda: None, "hourly": lambda: ticks.append(context.current())}


@pytest.fixture
def stack(doing: dict[str, Any]) -> Iterator[Stack]:
    def build(_: Settings) -> Service:
        return Service(name="review_scheduler", cls=Timers, use=doing)

    with Stack({"review_scheduler": build}, amqp_uri="memory://", database_urls={}) as stack:
        yield stack


def test_a_timer_ticks_at_once_on_the_services_own_account(stack: Stack, ticks: list[Any]) -> None:
    stack.wait_for(lambda: len(ticks) == 1)
    assert ticks[0].principal == service_principal("review_scheduler")


def test_a_timer_ticks_again_and_again(stack: Stack, doing: dict[str, Any]) -> None:
    often: list[None] = []
    doing["often"] = lambda: often.append(None)
    stack.wait_for(lambda: len(often) > 5)


def test_no_tick_begins_before_the_one_before_has_ended(
    stack: Stack, doing: dict[str, Any]
) -> None:
    at_once: list[int] = []
    running = [0]

    def tick() -> None:
        running[0] += 1
        at_once.append(running[0])
        eventlet.sleep(0.1)
        running[0] -= 1

    doing["often"] = tick
    stack.wait_for(lambda: len(at_once) > 3)
    assert set(at_once) == {1}


def test_a_tick_that_fails_is_tried_again_long_before_its_time(
    doing: dict[str, Any], ticks: list[Any], logged: list[str], request: pytest.FixtureRequest
) -> None:
    def fail_first() -> None:
        ticks.append(None)
        if len(ticks) < 3:
            raise ValueError("张三")

    doing["hourly"] = fail_first
    stack = request.getfixturevalue("stack")
    stack.wait_for(lambda: len(ticks) == 3)
    assert sum("review_scheduler.hourly" in line for line in logged) == 2
    assert "张三" not in "".join(logged)


class Busy(Timers):
    """Timers beside a call."""

    @answers(RetryPendingIssuances, allow=services("review_scheduler"))
    def retry_pending_issuances(
        self, call: RetryPendingIssuances, by: Principal
    ) -> RetriedIssuances:
        self.use["asked"](call.day)
        return RetriedIssuances(job=uuid4())


def test_a_tick_waits_for_no_worker_and_no_call_is_begun_twice_because_of_it(
    amqp_uri: str, doing: dict[str, Any]
) -> None:
    days = [DAY + timedelta(days=each) for each in range(6 * WORKERS)]
    begun: Counter[date] = Counter()
    often: list[bool] = []

    def work(day: date) -> None:
        begun[day] += 1
        eventlet.sleep(0.02 + day.day % 5 * 0.01)

    def build(_: Settings) -> Service:
        return Service(name="certificate", cls=Busy, use=doing)

    doing["asked"] = work
    with Stack({"certificate": build}, amqp_uri=amqp_uri, database_urls={}) as stack:
        workers = stack.running["certificate"].container._worker_pool
        doing["often"] = lambda: often.append(workers.free() == 0)
        asking = [
            eventlet.spawn(stack.ask, RetryPendingIssuances(day=day), by=SCHEDULER) for day in days
        ]
        for one in asking:
            assert one.wait().job
    assert begun == Counter(days)
    assert any(often)


def test_a_stopped_service_ticks_no_more(stack: Stack, doing: dict[str, Any]) -> None:
    often: list[None] = []
    doing["often"] = lambda: often.append(None)
    stack.wait_for(lambda: len(often) > 2)
    stack.stop("review_scheduler")
    count = len(often)
    eventlet.sleep(0.1)
    assert len(often) == count


@pytest.mark.parametrize("uri", ["memory://", None], ids=["memory", "rabbitmq"])
def test_a_tick_that_asks_whom_nobody_answers_keeps_no_service_from_stopping(
    uri: str | None, request: pytest.FixtureRequest
) -> None:
    exchange = open_exchange(uri or request.getfixturevalue("amqp_uri"))
    asked = Signal()
    refused: list[str] = []

    def build(settings: Settings) -> Service:
        def ask_twice() -> None:
            for _ in range(2):
                try:
                    settings.ask.as_service(RetryPendingIssuances(day=DAY), timeout=600)
                except Unavailable as error:
                    refused.append(error.code)

        doing = {"often": lambda: None, "hourly": ask_twice}
        return Service(name="review_scheduler", cls=Timers, use=doing)

    def take(*_: Any) -> Begun:
        asked.send(None)
        return Begun.ONCE

    silent = exchange.listen_for_calls("certificate", take)
    scheduler = Running("review_scheduler", build, {"database_url": ""}, exchange)
    scheduler.start()
    with eventlet.Timeout(30):
        asked.wait()
        scheduler.stop()
    silent.stop()
    assert refused == ["UNAVAILABLE"] * 2


def test_a_service_whose_container_has_died_is_not_ready_and_known_to_have_died(
    stack: Stack, logged: list[str], doing: dict[str, Any]
) -> None:
    often: list[None] = []
    doing["often"] = lambda: often.append(None)
    running = stack.running["review_scheduler"]
    assert running.is_ready
    error = RuntimeError("张三")
    running.container.kill((RuntimeError, error, None))
    stack.wait_for(lambda: running.has_died)
    stack.wait_for(lambda: not running.is_ready)
    assert any("container died" in line for line in logged)
    count = len(often)
    eventlet.sleep(0.1)
    assert len(often) == count
