"""F1, F2, F4: a service killed at each place where it matters loses and repeats nothing."""

from typing import Final

import pytest

from tests.faults.conftest import Scale
from tests.faults.processes import KILLED
from tests.faults.register import Register
from tests.faults.trials import Trials

CALLS: Final = ("before_ack", "before_work", "before_commit", "after_commit", "before_reply")
POSTMAN: Final = ("after_lock", "after_publish", "after_confirm")
INBOX: Final = (
    *("before_store", "after_store", "before_ack"),
    *("in_delivery", "before_commit", "after_commit"),
)
JOBS: Final = ("before_commit", "after_commit", "between_chunks")
PLACES: Final = (
    *(("F1", service, f"calls.{at}") for service in ("enterprise", "certificate") for at in CALLS),
    *(
        ("F2", service, f"postman.{at}")
        for service in ("enterprise", "certificate")
        for at in POSTMAN
    ),
    *(("F4", "certificate", f"inbox.{place}") for place in INBOX),
    *(("F4", "certificate", f"jobs.{place}") for place in JOBS),
)


@pytest.fixture(autouse=True)
def _hasty(register: Register, scale: Scale) -> None:
    """What a dead worker has taken comes due again after two seconds instead of twenty."""
    if not scale.is_whole:
        register.mortals.environment["PATIENCE"] = "brief"


@pytest.mark.parametrize(("row", "service", "place"), PLACES)
def test_killed_there_nothing_is_lost_and_nothing_done_twice(
    trial: Trials, row: str, service: str, place: str
) -> None:
    with trial(row) as run:
        mortals = run.register.mortals
        mortals.restart(service, FAILPOINTS=f"{place}=kill")
        all_are_answered = run.loaded(firms=2, changes=2)
        assert mortals.ended(service, 30) == KILLED
        run.fault()
        mortals.restart(service)
        all_are_answered()
