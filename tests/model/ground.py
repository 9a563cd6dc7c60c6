"""What all rules stand on: how a run begins, who is meant by a number, what holds after a step."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from contracts.certificate import IssueCertificate
from contracts.vocabulary import CertificateKind, Trade
from tests.makers import World
from tests.model import invariants, tracing
from tests.model.days import Life
from tests.model.ledger import House, Paper, Someone
from tests.model.register import Register, WrongAnswer
from tests.workers import approved

STARTS: Final = (date(2024, 3, 15), date(2024, 2, 29), date(2024, 8, 31), date(2025, 1, 1))
# Half of them have all their life before them; the others soon come of age, or are soon too old.
BIRTHS: Final = (
    *(date(1990, 5, 1), date(1984, 2, 29), date(1988, 8, 31), date(1992, 12, 31)),
    *(date(1972, 2, 29), date(1966, 5, 1), date(1969, 4, 30), date(2006, 3, 18)),
)
LETTERS: Final = ("G", "P", "J", "GJ", "GP", "GPJQ")
PRINCIPAL, SAFETY, OPERATOR = CertificateKind
POSTS: Final = (SAFETY, OPERATOR, OPERATOR, PRINCIPAL)
TRADE: Final = Trade.USER_INSTALLATION
PEOPLE: Final = 3
ANY: Final = st.integers(min_value=0, max_value=11)
CHECKS: Final = (
    invariants.papers_are_as_the_ledger_says,
    invariants.versions_are_gapless_and_stand_right,
    invariants.holding_limits_are_kept,
    invariants.employments_are_as_the_ledger_says,
    invariants.cases_are_as_the_ledger_says,
    invariants.what_waits_lacks_something,
    tracing.untraceable,
)


Act = tuple[str, dict[str, Any]]
ACTS: Final[list[st.SearchStrategy[Act]]] = []
Method = TypeVar("Method", bound=Callable[..., None])


def act(weight: int = 1, **arguments: st.SearchStrategy[Any]) -> Callable[[Method], Method]:
    """Make a method one of the acts of which a step is one, so often as its weight says.

    Rules of their own would not do: Hypothesis leaves many of them out of each run.
    """

    def made(method: Method) -> Method:
        drawn = st.tuples(st.just(method.__name__), st.fixed_dictionaries(arguments))
        ACTS.extend([drawn] * weight)
        return method

    return made


class Ground(RuleBasedStateMachine):
    """A register with three people and three enterprises; the first person represents two."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.register = Register(world=world)

    @property
    def world(self) -> World:
        return self.register.world

    @property
    def today(self) -> date:
        return self.register.today

    @initialize(
        start=st.sampled_from(STARTS),
        lives=st.lists(
            st.builds(Life, born=st.sampled_from(BIRTHS), male=st.booleans()),
            min_size=PEOPLE,
            max_size=PEOPLE,
        ),
        letters=st.lists(st.sampled_from(LETTERS), min_size=2, max_size=2),
        posts=st.lists(st.sampled_from(POSTS), min_size=PEOPLE - 1, max_size=PEOPLE - 1),
    )
    def begins(
        self, start: date, lives: list[Life], letters: list[str], posts: list[CertificateKind]
    ) -> None:
        """Two enterprises with categories, a third without, and who works for whom."""
        register = self.register
        register.begin(start)
        tracing.look_from_here(register)
        for number, life in enumerate(lives):
            register.enters_person(life, "示例·" + "甲乙丙"[number])
        first = register.people[0]
        for number in range(3):
            house = register.registers(first.worker if number < 2 else None)
            if number < 2:
                first.represents.append(house)
                house.letters = letters[number]
                house.firm.is_approved(house.firm.submits(house.letters))
        self._are_employed()
        self._are_certified(posts)

    def _are_employed(self) -> None:
        """The first person stays without an employer, and represents two."""
        for someone in self.register.people[1:]:
            someone.joins(self.register.houses[0])
        self.follows()

    def _are_certified(self, posts: list[CertificateKind]) -> None:
        """One exam each is passed and approved; who meets the conditions gets a certificate."""
        first, *others = self.register.people
        exams = [
            someone.worker.passed(kind, TRADE if kind is OPERATOR else None, on=self.today)
            for someone, kind in zip(others, posts, strict=True)
        ]
        approved(self.world, first.worker.passed(PRINCIPAL, on=self.today), *exams)
        self.follows()
        if first.life.is_of_age(self.today):
            [result] = first.worker.results
            named = first.represents[0].firm.id
            call = IssueCertificate(result=result.id, enterprise=named)
            self.world.stack.ask(call, by=first.worker.by)
            self.follows()

    def someone(self, number: int) -> Someone:
        return self.register.people[number % PEOPLE]

    def house(self, number: int) -> House:
        return self.register.houses[number % len(self.register.houses)]

    def paper(self, number: int) -> Paper:
        return self.register.papers[number % len(self.register.papers)]

    def follows(self) -> None:
        """Wait for what follows from a step, and enter what was issued."""
        self.world.stack.settle()
        self._hold(invariants.adopt(self.register))

    @act()
    def rests(self) -> None:
        """Nothing is done: what Hypothesis begins with costs no time."""

    @invariant()
    def all_holds(self) -> None:
        """Everything that must hold does, whatever was done before."""
        if not self.register.has_acted:
            return
        self.follows()
        self.register.has_acted = False
        for check in CHECKS:
            self._hold(check(self.register))

    @staticmethod
    def _hold(violations: Any) -> None:
        found = list(violations)
        if found:
            raise WrongAnswer("\n".join(found))
