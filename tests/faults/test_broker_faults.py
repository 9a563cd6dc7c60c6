"""F9 to F11, F13: the broker ends, hangs, runs short or forgets; nothing is lost, all goes on."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Final

import amqp
import eventlet
import pytest
from sqlalchemy import text

from contracts.certificate import PreviewCategoryChange
from contracts.errors import Unavailable
from gascert_local.broker import Broker
from tests.faults.clients import Firm
from tests.faults.register import Register
from tests.faults.servers import app_stopped, in_alarm, killed, paused, without_rights
from tests.faults.trials import Trial, Trials
from tests.faults.unheard import approved_unheard, deleted, do_to_the_broker, unbound
from tests.makers import STAFF

RED_WITHIN: Final = 15.0
BACK_WITHIN: Final = 10.0
BEYOND_HEARTBEATS: Final = 20
SLACK: Final = 1.0  # for a machine that does other things as well
NO_EVENTS: Final = r"^(?!.*\.events$).*$"
Fault = Callable[[Broker], AbstractContextManager[None]]


def unsent(register: Register, service: str) -> int:
    return int(register.mortals.value(service, "SELECT count(*) FROM outbox WHERE sent_at IS NULL"))


def open_jobs(register: Register) -> int:
    return int(
        register.mortals.value("certificate", "SELECT count(*) FROM jobs WHERE finished_at IS NULL")
    )


def all_are_alive(register: Register) -> bool:
    return all(
        register.mortals.page(name, "/healthz")[0] == 200 for name in register.mortals.processes
    )


def calls_end_by_their_deadline(register: Register) -> bool:
    """A call is refused, and in time."""
    began = time.monotonic()
    with pytest.raises(Unavailable):
        register.clients.once(PreviewCategoryChange(case=register.firms[0].id), STAFF, "any")
    return time.monotonic() - began < register.clients.answer_within + SLACK


@contextmanager
def a_job_held_up(register: Register) -> Iterator[Firm]:
    """A category change is approved, and its job waits for a lock until the block ends."""
    firm = register.a_firm()
    firm.registers()
    with register.mortals.reading("certificate") as holder:
        holder.execute(text("LOCK TABLE certificate_versions IN EXCLUSIVE MODE"))
        firm.changes_to("G")
        register.mortals.wait_for(lambda: open_jobs(register) > 0)
        yield firm


@pytest.mark.parametrize(
    "seconds", [0, pytest.param(BEYOND_HEARTBEATS, marks=pytest.mark.whole)], ids=["short", "long"]
)
@pytest.mark.parametrize(
    "fault",
    [paused, lambda broker: in_alarm(broker, "memory"), lambda broker: in_alarm(broker, "disk")],
    ids=["paused", "memory alarm", "disk alarm"],
)
def test_f11_while_the_broker_takes_nothing_work_goes_on_and_is_announced_later(
    trial: Trials, broker: Broker, fault: Fault, seconds: int
) -> None:
    with trial("F11") as run:
        register = run.register
        with a_job_held_up(register):
            blocked = fault(broker)
            blocked.__enter__()
        try:
            register.mortals.wait_for(lambda: open_jobs(register) == 0, 20)
            assert unsent(register, "certificate") > 0
            assert calls_end_by_their_deadline(register)
            assert all_are_alive(register)
            eventlet.sleep(seconds)
        finally:
            blocked.__exit__(None, None, None)
        run.fault()
        register.mortals.wait_for(lambda: unsent(register, "certificate") == 0, 30)


def test_f10_a_broker_killed_under_load_loses_nothing_it_has_confirmed(
    trial: Trials, broker: Broker
) -> None:
    for _ in range(2):
        with trial("F10") as run:
            all_are_answered = run.loaded(firms=3, changes=5)
            run.until_answered()
            answered = len(run.register.clients.answers)
            with killed(broker):
                eventlet.sleep(run.chance.uniform(0, 1))
            run.fault()
            comes_back_in_time(run)
            all_are_answered()
            assert len(run.register.clients.answers) > answered


@pytest.mark.parametrize(
    "seconds",
    # A queue of replies ends with its connection: all of these are longer than it lives.
    [1, *(pytest.param(seconds, marks=pytest.mark.whole) for seconds in (15, 60))],
)
def test_f9_with_the_broker_gone_calls_end_and_are_answered_soon_after_its_return(
    trial: Trials, broker: Broker, seconds: int
) -> None:
    with trial("F9") as run:
        all_are_answered = run.loaded(firms=2, changes=2)
        run.until_answered(4)
        with app_stopped(broker):
            assert calls_end_by_their_deadline(run.register)
            assert all_are_alive(run.register)
            eventlet.sleep(seconds)
        run.fault()
        comes_back_in_time(run)
        all_are_answered()


def comes_back_in_time(run: Trial) -> None:
    """All consumers are registered anew within ten seconds of the broker's return."""
    began = time.monotonic()
    run.register.mortals.wait_until_ready()
    assert time.monotonic() - began < BACK_WITHIN


class TestForgetful:
    """F13: what is missing on the broker is noticed, waited for and made good."""

    def keeps_its_event(self, register: Register) -> bool:
        """Enterprise has something that nobody takes, and says soon that it is not ready."""
        mortals = register.mortals
        mortals.wait_for(lambda: not mortals.is_ready("enterprise"), RED_WITHIN)
        return unsent(register, "enterprise") > 0

    @pytest.mark.parametrize("harm", [deleted, unbound])
    def test_a_queue_deleted_or_unbound_while_its_consumer_is_away(
        self, trial: Trials, harm: Callable[[amqp.Channel], None]
    ) -> None:
        with trial("F13") as run:
            with approved_unheard(run.register, harm):
                assert self.keeps_its_event(run.register)
            run.fault()
            run.register.mortals.wait_until_ready(seconds=30)

    @pytest.mark.parametrize("harm", [deleted, unbound])
    def test_a_queue_deleted_or_unbound_of_a_living_consumer(
        self, trial: Trials, harm: Callable[[amqp.Channel], None]
    ) -> None:
        with trial("F13") as run:
            firm = run.register.a_firm()
            firm.registers()
            do_to_the_broker(run.register, harm)
            run.fault()
            firm.changes_to("G")

    def test_rights_taken_away(self, trial: Trials, broker: Broker) -> None:
        with trial("F13") as run:
            register = run.register
            firm = register.a_firm()
            firm.registers()
            with without_rights(broker, configure=".*", write=NO_EVENTS, read=".*"):
                firm.changes_to("G")
                assert self.keeps_its_event(register)
            run.fault()
            register.mortals.wait_until_ready(seconds=RED_WITHIN)
