"""Toy services: they answer real calls and react to real events as a test tells them to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import Column, MetaData, Table, Text, Uuid, create_engine, insert, select, text

from bus import rules, tables
from bus.database import Database
from bus.entrypoints import answers, on
from bus.jobs import Job
from bus.outages import trying_again
from bus.patience import Patience
from bus.remote import Ask
from bus.runtime import Build, Service, Settings
from bus.testing import Stack
from contracts.certificate import FindJob, Jobs, ListJobs
from contracts.certificate import Job as JobView
from contracts.enterprise import (
    CategoryCase,
    CategoryChanged,
    CategoryTrades,
    GetCategoryCase,
    ListCategoryTrades,
    RejectCategoryCase,
    WithdrawCategoryCase,
)
from contracts.identity import GetPerson, Person, PersonVerified
from contracts.principal import Principal
from contracts.vocabulary import CaseStatus, CategoryCaseKind, Sex

METADATA: Final = MetaData()
THINGS: Final = Table("things", METADATA, Column("id", Uuid), Column("note", Text))
IMPATIENT: Final = Patience(
    most_attempts=10, first_pause=0.01, longest_pause=0.02, longest_hold=0.05, lease=1.0
)


@dataclass(frozen=True, kw_only=True)
class Toy:
    """What a toy's doors are given: the means of a service, and what is to be done."""

    database: Database
    ask: Ask
    doing: dict[str, Callable[["Toy", Any], Any]]

    def do(self, name: str, message: Any) -> Any:
        return self.doing[name](self, message)

    def put(self, thing: UUID, note: str = "") -> None:
        """Write a row in the present transaction, or in one of its own."""
        with self.database.transaction() as transaction:
            transaction.execute(insert(THINGS).values(id=thing, note=note))


class EnterpriseToy:
    """Answers four calls of enterprise."""

    use: Toy

    @answers(GetCategoryCase, allow=rules.anyone)
    def get_category_case(self, call: GetCategoryCase, by: Principal) -> CategoryCase:
        return self.use.do("get_category_case", call)  # type: ignore[no-any-return]  # told

    @answers(ListCategoryTrades, allow=rules.anyone)
    def list_category_trades(self, call: ListCategoryTrades, by: Principal) -> CategoryTrades:
        return self.use.do("list_category_trades", call)  # type: ignore[no-any-return]  # told

    @answers(WithdrawCategoryCase, allow=rules.anyone)
    def withdraw_category_case(self, call: WithdrawCategoryCase, by: Principal) -> CategoryCase:
        return self.use.do("withdraw_category_case", call)  # type: ignore[no-any-return]  # told

    @answers(RejectCategoryCase, allow=rules.services("certificate"))
    def reject_category_case(self, call: RejectCategoryCase, by: Principal) -> CategoryCase:
        return self.use.do("reject_category_case", call)  # type: ignore[no-any-return]  # told


class IdentityToy:
    """Answers one call of identity."""

    use: Toy

    @answers(GetPerson, allow=rules.anyone)
    def get_person(self, call: GetPerson, by: Principal) -> Person:
        return self.use.do("get_person", call)  # type: ignore[no-any-return]  # told


class CertificateToy:
    """Answers one call of certificate and reacts to two events."""

    use: Toy

    @answers(FindJob, allow=rules.anyone)
    def find_job(self, call: FindJob, by: Principal) -> JobView:
        return self.use.do("find_job", call)  # type: ignore[no-any-return]  # told

    @answers(ListJobs, allow=rules.anyone)
    def list_jobs(self, call: ListJobs, by: Principal) -> Jobs:
        return self.use.do("list_jobs", call)  # type: ignore[no-any-return]  # told

    @on(CategoryChanged)
    def categories_changed(self, event: CategoryChanged) -> None:
        self.use.do("categories_changed", event)

    @on(PersonVerified)
    def person_verified(self, event: PersonVerified) -> None:
        self.use.do("person_verified", event)


def a_case(case: UUID) -> CategoryCase:
    return CategoryCase(
        id=case,
        kind=CategoryCaseKind.REGISTRATION,
        enterprise=case,
        enterprise_name="燃气 𬭛",
        categories=(),
        former_categories=(),
        permitted_trades=(),
        category_version=1,
        status=CaseStatus.WITHDRAWN,
        reason=None,
        submitted_at=datetime(2024, 3, 15, tzinfo=UTC),
        decided_at=None,
        timeline=(),
        version=1,
    )


def a_person(person: UUID) -> Person:
    return Person(
        id=person,
        name="张三",
        id_number_masked="639***********9991",
        sex=Sex.MALE,
        born_on=date(1985, 12, 31),
        verified_at=None,
        photo=None,
        version=1,
    )


def changed(case: UUID | None = None) -> CategoryChanged:
    return CategoryChanged(
        enterprise=uuid4(),
        case=case or uuid4(),
        category_version=1,
        categories=(),
        permitted_trades=(),
        decided_on=date(2024, 3, 15),
    )


def withdraw(toy: Toy, call: WithdrawCategoryCase) -> CategoryCase:
    """Write a row and announce it."""
    with toy.database.transaction() as transaction:
        transaction.execute(insert(THINGS).values(id=call.case))
        transaction.announce(changed(call.case))
    return a_case(call.case)


USUAL: Final[dict[str, Callable[[Toy, Any], Any]]] = {
    "get_category_case": lambda _, call: a_case(call.case),
    "list_category_trades": lambda _, call: CategoryTrades(items=()),
    "withdraw_category_case": withdraw,
    "reject_category_case": withdraw,
    "get_person": lambda _, call: a_person(call.person),
    "categories_changed": lambda toy, event: toy.put(event.case),
    "person_verified": lambda toy, event: toy.put(event.person),
}
CLASSES: Final = {
    "identity": IdentityToy,
    "enterprise": EnterpriseToy,
    "certificate": CertificateToy,
}


def lay_tables(url: str) -> None:
    """Make the bus's tables and the toys' own."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    tables.METADATA.create_all(engine)
    METADATA.create_all(engine)
    engine.dispose()


def emptied(database: Database) -> Database:
    """The same database with nothing in it.

    Services that run on it may lock two of its tables the other way about and win: it is tried
    again then.
    """
    names = ", ".join([*(table.name for table in tables.METADATA.sorted_tables), THINGS.name])

    def truncate() -> None:
        with database.transaction() as transaction:
            transaction.execute(text(f"TRUNCATE {names}"))

    trying_again(truncate)
    return database


@dataclass(kw_only=True)
class Toys:
    """A stack of toys and what a test sees of them."""

    stack: Stack
    doing: dict[str, Callable[[Toy, Any], Any]]
    urls: dict[str, str]

    def reset(self) -> None:
        """Forget what the test before has left and told."""
        self.doing.clear()
        self.doing.update(USUAL)
        for one in CLASSES:
            emptied(self.stack.database(one))

    def things(self, service: str) -> list[UUID]:
        """What a service has written, as often as it has."""
        with self.stack.database(service).reading() as connection:
            return list(connection.scalars(select(THINGS.c.id)))

    def rows(self, service: str, table: Table) -> list[Any]:
        """All rows of one of the bus's tables."""
        with self.stack.database(service).reading() as connection:
            return list(connection.execute(select(table)).all())

    def rows_unsent(self, service: str) -> list[Any]:
        """The rows of a service's outbox that no queue has taken yet."""
        return [row for row in self.rows(service, tables.OUTBOX) if row.sent_at is None]


def builds_of(doing: dict[str, Callable[[Toy, Any], Any]], *jobs: Job) -> dict[str, Build]:
    """The composition roots of all toys; the jobs are certificate's."""

    def build_as(name: str) -> Build:
        def build(settings: Settings) -> Service:
            database = Database(settings.database_url, name=name)
            return Service(
                name=name,
                cls=CLASSES[name],
                use=Toy(database=database, ask=settings.ask, doing=doing),
                database=database,
                jobs=jobs if name == "certificate" else (),
                patience_with_events=IMPATIENT,
                patience_with_items=IMPATIENT,
            )

        return build

    return {name: build_as(name) for name in CLASSES}
