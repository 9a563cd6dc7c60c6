"""F5: a consumer that stood still until the broker gave it up wakes, and does nothing twice."""

import signal
from typing import Final

import eventlet
import pytest

from bus.link import HEARTBEAT
from tests.faults.trials import Trials

BEYOND_TWO_HEARTBEATS: Final = 4 * HEARTBEAT  # The broker, too, looks only now and then.
REPLICA: Final = " 2"


@pytest.mark.whole
@pytest.mark.parametrize("service", ["certificate", "enterprise"])
def test_f5_what_it_held_is_taken_by_another_and_done_once(trial: Trials, service: str) -> None:
    with trial("F5") as run:
        mortals = run.register.mortals
        mortals.start(service, replica=REPLICA)
        mortals.wait_until_ready(service + REPLICA)
        all_are_answered = run.loaded(firms=3, changes=6)
        run.until_answered()
        mortals.send(service, signal.SIGSTOP)
        eventlet.sleep(BEYOND_TWO_HEARTBEATS)
        all_are_answered()
        mortals.send(service, signal.SIGCONT)
        run.fault()
        mortals.wait_until_ready(seconds=15)
    mortals.kill(service, replica=REPLICA)
