"""F8: any process is killed at any moment, again and again, while clients go on."""

import random
from dataclasses import dataclass, field
from typing import Any, Final

import eventlet

from tests.faults.clients import Firm
from tests.faults.conftest import Scale
from tests.faults.processes import Mortals
from tests.faults.register import SERVICES
from tests.faults.test_killed_at_points import CALLS, INBOX, JOBS, POSTMAN
from tests.faults.trials import Trial, Trials

CLIENTS: Final = 5
PLACES: Final = (
    *(f"calls.{each}" for each in CALLS),
    *(f"postman.{each}" for each in POSTMAN),
    *(f"inbox.{each}" for each in INBOX),
    *(f"jobs.{each}" for each in JOBS),
)
LONGEST_LIFE: Final = 1.5


@dataclass(kw_only=True)
class Reaper:
    """Kills processes until there were enough deaths; some die at failpoints before that."""

    run: Trial
    enough: int
    deaths: int = field(default=0)

    @property
    def mortals(self) -> Mortals:
        return self.run.register.mortals

    @property
    def is_over(self) -> bool:
        return self.deaths >= self.enough

    def haunt(self, service: str, chance: random.Random) -> None:
        """Start a service, let it live a little, kill it, and so on; in the end let it live."""
        while not self.is_over:
            probability = chance.choice((0, 0.01, 0.05))
            self.mortals.restart(
                service,
                FAILPOINTS=";".join(f"{place}=kill:{probability}" for place in PLACES),
                FAILPOINTS_SEED=str(chance.random()),
            )
            self.mortals.let_live(service, chance.uniform(0, LONGEST_LIFE))
            self.deaths += 1
            self.run.fault()
        self.mortals.restart(service)


def lives_one_after_another(run: Trial, reaper: Reaper, chance: random.Random) -> int:
    """Be one firm after another, for as long as there are deaths; gives how many it was."""
    lived = 0
    while not reaper.is_over:
        firm: Firm = run.register.a_firm()
        firm.lives(chance, 3)
        lived += 1
    return lived


def test_killed_again_and_again_nothing_is_lost_and_nothing_done_twice(
    trial: Trials, scale: Scale, chance: random.Random
) -> None:
    trial.register.clients.patience = 600
    with trial("F8", seconds_to_settle=120) as run:
        reaper = Reaper(run=run, enough=scale.kills)

        def own() -> random.Random:
            return random.Random(chance.random())  # noqa: S311  # no secret

        clients = [
            eventlet.spawn(lives_one_after_another, run, reaper, own()) for _ in range(CLIENTS)
        ]
        reapers: list[Any] = [eventlet.spawn(reaper.haunt, each, own()) for each in SERVICES]
        for each in reapers:
            each.wait()
        lived = sum(client.wait() for client in clients)
    assert lived >= CLIENTS
    assert run.faults >= scale.kills
