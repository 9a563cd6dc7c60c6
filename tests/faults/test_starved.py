"""F7: a process whose processor or memory is taken away comes back, and nothing is parked."""

import resource
from pathlib import Path
from typing import Final

import eventlet
import pytest

from bus.failpoints import BURNING
from tests.faults.processes import Mortals
from tests.faults.trials import Trials

SECONDS_WITHOUT_MEMORY: Final = 8.0
UNLIMITED: Final = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


@pytest.mark.whole
@pytest.mark.parametrize(
    ("service", "place"),
    [
        ("enterprise", "calls.before_commit"),
        ("enterprise", "postman.after_lock"),
        ("certificate", "inbox.before_commit"),
        ("certificate", "jobs.before_commit"),
    ],
)
def test_busy_beyond_two_heartbeats_a_process_comes_back(
    trial: Trials, service: str, place: str
) -> None:
    with trial("F7", seconds_to_settle=120) as run:
        mortals = run.register.mortals
        mortals.restart(service, FAILPOINTS=f"{place}=burn")
        all_are_answered = run.loaded(firms=2, changes=2)
        mortals.wait_for(lambda: is_burning(mortals, service))
        run.fault()
        eventlet.sleep(BURNING)
        assert mortals.processes[service].poll() is None
        mortals.restart(service)
        all_are_answered()


@pytest.mark.parametrize("service", ["enterprise", "certificate"])
def test_without_memory_for_a_while_a_process_comes_back(trial: Trials, service: str) -> None:
    with trial("F7", seconds_to_settle=120) as run:
        mortals = run.register.mortals
        all_are_answered = run.loaded(firms=3, changes=3)
        run.until_answered()
        limit_memory(mortals, service)
        run.fault()
        eventlet.sleep(SECONDS_WITHOUT_MEMORY)
        if mortals.processes[service].poll() is None:
            resource.prlimit(mortals.processes[service].pid, resource.RLIMIT_AS, UNLIMITED)
        else:
            mortals.restart(service)
        run.fault(0)
        all_are_answered()


def is_burning(mortals: Mortals, service: str) -> bool:
    """Whether a process has not answered its operators for two seconds."""
    return mortals.page(service, "/healthz") == (0, "")


def limit_memory(mortals: Mortals, service: str) -> None:
    """Let a process have no more memory than it has."""
    process = mortals.processes[service].pid
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[0])
    size = pages * resource.getpagesize()
    resource.prlimit(process, resource.RLIMIT_AS, (size, resource.RLIM_INFINITY))
