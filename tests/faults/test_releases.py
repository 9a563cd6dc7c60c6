"""F22: an older and a newer release work side by side, and what was stored is done again."""

from typing import Final

import pytest
from sqlalchemy import text

from tests.faults.trials import Trials

BESIDE: Final = ("enterprise", "certificate")
AGAIN: Final = "UPDATE inbox SET done_at = NULL, next_try_at = clock_timestamp()"
MORE_THAN_IS_KNOWN: Final = "SELECT count(*) FROM outbox WHERE body LIKE '%of_a_newer_release%'"


@pytest.mark.parametrize("words", ["newer", "older"])
def test_releases_understand_each_other(trial: Trials, words: str) -> None:
    with trial("F22") as run:
        mortals = run.register.mortals
        for service in BESIDE:
            mortals.start(service, replica="-2", WORDS=words)
        mortals.wait_until_ready()
        run.fault(len(BESIDE))
        run.loaded(firms=5, changes=3)()
        assert run.register.settles()
        for service in BESIDE:
            mortals.kill(service, replica="-2")
    newer = int(mortals.value("enterprise", MORE_THAN_IS_KNOWN))
    assert newer > 0 or words == "older"


def test_stored_events_that_are_done_again_change_nothing(trial: Trials) -> None:
    with trial("F22") as run:
        run.loaded(firms=3, changes=3)()
        assert run.register.settles()
        with run.register.mortals.reading("certificate") as connection:
            again = connection.execute(text(AGAIN)).rowcount
        run.fault(again)
        assert again > 0
