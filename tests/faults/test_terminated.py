"""F6: told to end under load, with the broker away and calls pending, processes are soon gone."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Final

import eventlet
import pytest

from gascert_local.broker import Broker
from tests.faults.register import SERVICES
from tests.faults.trials import Trials

GONE_WITHIN: Final = 30.0


@contextmanager
def stopped(broker: Broker) -> Iterator[None]:
    """A broker that has shut its application down: connections are refused."""
    assert broker.control("stop_app")
    yield
    assert broker.control("start_app")


@contextmanager
def paused(broker: Broker) -> Iterator[None]:
    """A broker whose process stands still: connections stand and say nothing."""
    process = int((broker.home / "pid").read_text())
    os.kill(process, signal.SIGSTOP)
    yield
    os.kill(process, signal.SIGCONT)


@pytest.mark.parametrize("away", [stopped, paused])
def test_all_are_gone_within_half_a_minute_and_nothing_is_lost(
    trial: Trials, broker: Broker, away: Callable[[Broker], AbstractContextManager[None]]
) -> None:
    with trial("F6", seconds_to_settle=120) as run:
        mortals = run.register.mortals
        all_are_answered = run.loaded(firms=5, changes=4)
        run.until_answered()
        # Identity stands still, so that registrations wait for what it does not answer.
        mortals.send("identity", signal.SIGSTOP)
        pending = run.loaded(firms=5, changes=1)
        eventlet.sleep(0.3)
        with away(broker):
            run.fault()
            eventlet.sleep(run.chance.uniform(0, 2.0))
            mortals.send("identity", signal.SIGCONT)
            for service in SERVICES:
                mortals.send(service, signal.SIGTERM)
                run.fault()
            codes = {service: mortals.ended(service, GONE_WITHIN) for service in SERVICES}
            assert set(codes.values()) <= {0, -signal.SIGALRM}, codes
        for service in SERVICES:
            mortals.restart(service)
        run.fault(0)
        all_are_answered()
        pending()
