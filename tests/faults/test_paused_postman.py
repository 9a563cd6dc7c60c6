"""F3: a postman is paused while it holds rows; another goes on, and the locks end by timeout."""

import signal
from typing import Final

from sqlalchemy import text

from tests.faults.processes import Mortals
from tests.faults.trials import Trials

OTHERS_GO_ON: Final = 9.0  # as long as the pause that the matrix asks for
LOCKS_END: Final = 45.0  # `idle_in_transaction_session_timeout` is 30 s
UNSENT: Final = "SELECT count(*) FROM outbox WHERE sent_at IS NULL AND id <= :last"
SENT_SINCE: Final = "SELECT count(*) FROM outbox WHERE sent_at IS NOT NULL AND id > :last"


def held_by_others(mortals: Mortals) -> int:
    """How many unsent rows somebody holds."""
    with mortals.reading("enterprise") as connection:
        unsent = "SELECT id FROM outbox WHERE sent_at IS NULL"
        free = len(connection.execute(text(f"{unsent} FOR UPDATE SKIP LOCKED")).all())
        return len(connection.execute(text(unsent)).all()) - free


def test_another_postman_goes_on_and_in_the_end_has_the_rows(trial: Trials) -> None:
    with trial("F3") as run:
        mortals = run.register.mortals
        mortals.restart("enterprise", FAILPOINTS="postman.after_lock=stop")
        all_are_answered = run.loaded(firms=1, changes=2)
        mortals.wait_for(lambda: mortals.is_paused("enterprise"))
        run.fault()
        held = held_by_others(mortals)
        assert held > 0
        last = int(mortals.value("enterprise", "SELECT max(id) FROM outbox"))

        mortals.start("enterprise", replica="-2")
        mortals.wait_for(lambda: mortals.is_ready("enterprise", replica="-2"))
        others_are_answered = run.loaded(firms=1, changes=1)
        mortals.wait_for(
            lambda: mortals.value("enterprise", SENT_SINCE, last=last) > 0, OTHERS_GO_ON
        )
        assert mortals.value("enterprise", UNSENT, last=last) == held_by_others(mortals) == held

        mortals.wait_for(lambda: mortals.value("enterprise", UNSENT, last=last) == 0, LOCKS_END)
        assert mortals.is_paused("enterprise")
        all_are_answered()
        others_are_answered()
        mortals.send("enterprise", signal.SIGCONT)
        run.fault(0)
        mortals.restart("enterprise")
        mortals.kill("enterprise-2")
