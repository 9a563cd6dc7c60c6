"""A trial: a register under load, faults done to it, and what must hold once it has settled."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import eventlet

from tests.faults.invariants import Violation, violations
from tests.faults.register import Register
from tests.faults.tally import Tally


@dataclass(kw_only=True)
class Trial:
    """One run: its register, its choices, and how many faults were done so far."""

    row: str
    register: Register
    chance: random.Random
    faults: int = 0
    seconds_to_settle: float = 90.0
    found: tuple[Violation, ...] = ()
    _last: float = field(default_factory=time.monotonic)

    def fault(self, number: int = 1) -> None:
        """Note that faults have just been done, or have just ended."""
        self.faults += number
        self._last = time.monotonic()

    def loaded(self, **load: Any) -> Callable[[], Any]:
        """Put load on the register; gives what waits until all clients are answered."""
        return self.register.load(self.chance, **load)

    def until_answered(self, most: int = 8) -> None:
        """Let some more commands be answered: so the next fault falls into the midst of a load.

        How soon that is differs from machine to machine. A load that has ended is not waited for.
        """
        answers = self.register.clients.answers
        enough = len(answers) + self.chance.randint(0, most)
        while len(answers) < enough and not all(life.dead for life in self.register.lives):
            eventlet.sleep(0.005)
        eventlet.sleep(self.chance.uniform(0, 0.05))


@dataclass(frozen=True, kw_only=True)
class Trials:
    """Makes trials of one register, and enters them in the tally."""

    register: Register
    tally: Tally
    chance: random.Random

    @contextmanager
    def __call__(self, row: str, **differs: Any) -> Iterator[Trial]:
        """Run one; when the block has ended and all has settled, everything must hold."""
        with self.judged(row, **differs) as trial:
            yield trial
        self.tally.note(
            row, faults=trial.faults, found=trial.found, recovery=time.monotonic() - trial._last
        )
        assert not trial.found, "\n".join(map(str, trial.found))

    @contextmanager
    def judged(self, row: str, **differs: Any) -> Iterator[Trial]:
        """Run one and leave what does not hold in `found`, for whoever wants it to be so."""
        trial = Trial(row=row, register=self.register, chance=self.chance, **differs)
        yield trial
        self.register.settles(trial.seconds_to_settle)
        with self.register.evidence() as seen:
            trial.found = violations(seen)
