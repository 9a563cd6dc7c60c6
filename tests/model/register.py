"""The register under test beside the ledger: how it begins, and how a command is tried on it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlalchemy import text

from contracts.certificate import Certificate, DailyTask, RetryPendingIssuances, RunDailyWork
from contracts.errors import ConditionsNotMet, GasCertError
from contracts.principal import service_principal
from tests.makers import World, an_id_number
from tests.model.days import DAY, Life
from tests.model.ledger import Held, House, Paper, Someone, held_by
from tests.model.refusals import unexplained
from tests.model.verdicts import Question
from tests.workers import Worker, a_worker

Answer = TypeVar("Answer")
SCHEDULER: Final = service_principal("review_scheduler")
# What is sent, received, remembered and audited goes on beside the business.
BESIDE: Final = frozenset(
    {"outbox", "inbox", "idempotency", "audit_trail", "alembic_version", "verifications"}
)
TABLES: Final = text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
FORGET_DAYS: Final = text("UPDATE jobs SET key = id::text WHERE finished_at IS NOT NULL")


class WrongAnswer(AssertionError):
    """The register did something else than the ledger says."""


@dataclass(kw_only=True)
class Register:
    """One run's people, enterprises and papers, in a world that other runs have used before.

    `done_through` is the last day whose daily work was done.
    """

    world: World
    people: list[Someone] = field(default_factory=list)
    houses: list[House] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    done_through: date = date.min
    # How far each table has been looked through for what caused its rows.
    from_rows: dict[str, int] = field(default_factory=dict)
    causes_of_days: set[UUID] = field(default_factory=set)
    # Whether anything was tried, or a day has passed, since all was looked at.
    has_acted: bool = True
    shown: dict[Someone, tuple[Certificate, ...]] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return self.world.today

    def begin(self, on: date) -> None:
        """Let the legal day be `on`, with no day's work done yet."""
        self.moves_to(on)
        self.done_through = on - DAY
        with self.world.stack.database("certificate").independent() as transaction:
            transaction.execute(FORGET_DAYS)

    def moves_to(self, day: date) -> None:
        self.world.stack.clock.move_to(day)
        self.has_acted = True

    def looks(self) -> None:
        """Read what the register shows of everybody's certificates today."""
        self.shown = {someone: someone.worker.certificates for someone in self.people}

    def enters_person(self, life: Life, name: str) -> Someone:
        number = an_id_number(life.born.strftime("%Y%m%d"), male=life.male)
        made = Someone(worker=a_worker(self.world, name=name, id_number=number), life=life)
        self.people.append(made)
        return made

    def registers(self, representative: Worker | None) -> House:
        about: dict[str, Any] = {}
        if representative is not None:
            about["legal_representative_name"] = representative.name
            about["legal_representative_id_number"] = representative.id_number
        firm = self.world.an_enterprise(**about)
        made = House(firm=firm, name=firm.enterprise.name)
        self.houses.append(made)
        return made

    def house_of(self, enterprise: object) -> House:
        return next(each for each in self.houses if each.firm.id == enterprise)

    def asked(self, paper: Paper, **differs: Any) -> Question:
        """The question whether a paper meets a business's conditions today."""
        beside = tuple(
            each for each in self.papers if each.holder is paper.holder and each is not paper
        )
        return Question(
            paper=paper, beside=beside, on=self.today, done_through=self.done_through, **differs
        )

    def tries(
        self, command: Callable[[], Answer], *, refused_for: list[str] | str | None = None
    ) -> Answer | None:
        """Try a command; refused as foreseen, it must explain itself and change nothing."""
        self.has_acted = True
        if not refused_for:
            return command()
        self.world.stack.settle()
        before = self.contents()
        try:
            command()
        except GasCertError as refused:
            self._is_as_foreseen(refused, refused_for)
        else:
            raise WrongAnswer(f"done, though {refused_for} stands against it")
        self.world.stack.settle()
        if self.contents() != before:
            raise WrongAnswer(f"refused for {refused_for}, and yet something has changed")
        return None

    def contents(self) -> list[tuple[str, str]]:
        """A digest of every table of every service's business."""
        return [
            (service, digest)
            for service in self.world.stack.running
            for digest in self._digests(service)
        ]

    def _digests(self, service: str) -> list[str]:
        with self.world.stack.database(service).reading() as connection:
            tables = [name for name in connection.scalars(TABLES) if name not in BESIDE]
            rows = " UNION ALL ".join(
                f"SELECT '{name} ' || md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), ''))"
                f" FROM {name} AS t"
                for name in tables
            )
            return list(connection.scalars(text(rows)))

    @staticmethod
    def _is_as_foreseen(refused: GasCertError, refused_for: list[str] | str) -> None:
        missing = unexplained(refused)
        if missing:
            raise WrongAnswer(f"{refused.code} is not explained: {missing}")
        told: list[str] | str = refused.code
        if isinstance(refused, ConditionsNotMet):
            told = [each["code"] for each in refused.facts["unmet"]]
        if told != refused_for:
            raise WrongAnswer(f"refused for {told}, not for {refused_for}")

    def does_day(self, day: date) -> None:
        """Have a day's work done, as the scheduler asks for it."""
        self.world.stack.ask(RetryPendingIssuances(day=day), by=SCHEDULER)
        for task in DailyTask:
            self.world.stack.wait_for(
                partial(self._is_done, RunDailyWork(task=task, day=day, through=day))
            )
        self.done_through = day

    def _is_done(self, call: RunDailyWork) -> bool:
        return self.world.stack.ask(call, by=SCHEDULER).is_done

    def places(self, someone: Someone) -> list[Held]:
        """The places that somebody holds today (H2)."""
        return [
            held_by(someone, each.kind, each.house)
            for each in self.papers
            if each.holder is someone and each.holds_a_place(self.today)
        ]
