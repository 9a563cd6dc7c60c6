"""The audit trail: written with each change, chained, and broken by whoever touches it."""

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from sqlalchemy import TextClause, select, text
from sqlalchemy.exc import DBAPIError

from bus import audit, tables
from bus.audit_reading import AuditReading
from bus.database import Database
from contracts import identity as told
from contracts.audit import (
    AuditBreakKind,
    AuditRow,
    ListAuditTrail,
    VerifiedAuditTrail,
    VerifyAuditTrail,
)
from contracts.errors import InvalidMessage, NotAllowed, NotFound, Refused
from contracts.principal import Principal, PrincipalKind
from contracts.vocabulary import Province, Role
from identity.service import NAME
from tests.integration.identity_world import (
    READER,
    World,
    a_world,
    an_id_number,
    at_once,
    prove,
)
from tests.operators import OPERATOR, OTHERS
from tests.provision import Databases

DECIDER: Final = Principal(
    kind=PrincipalKind.AUTHORITY,
    account=UUID(int=8),
    province=Province.QINGHAI,
    roles=(Role.DECIDER,),
)


@pytest.fixture(scope="module")
def world(amqp_uri: str, module_databases: Databases) -> Iterator[World]:
    with a_world(amqp_uri, module_databases) as made:
        yield made


@pytest.fixture
def trail(databases: Databases) -> Iterator[Database]:
    """A trail of one's own, which may be broken: three deeds, sealed."""
    database = Database(databases.fresh(NAME)[NAME], name=NAME, pool_size=1)
    for name in ("first", "second", "third"):
        with audit.doing("command", name, {}), database.transaction():
            pass
    assert audit.Sealer(database, NAME).seal_page() == 3
    yield database
    database.dispose()


def rows_of(world: World, **wanted: Any) -> tuple[AuditRow, ...]:
    call = ListAuditTrail(service=NAME, **wanted)
    return world.stack.ask(call, by=OPERATOR).items


def sealed(world: World) -> None:
    """Wait until every row has its place in the chain."""
    world.stack.wait_for(lambda: verified(world).unsealed == 0)


def verified(world: World, **page: Any) -> VerifiedAuditTrail:
    return world.stack.ask(VerifyAuditTrail(service=NAME, **page), by=OPERATOR)


def tamper(database: Database, *statements: str) -> None:
    """Do what only the owner of the tables can, and no service does."""
    with database.transaction() as transaction:
        transaction.execute(text("ALTER TABLE audit_trail DISABLE TRIGGER USER"))
        for statement in statements:
            transaction.execute(text(statement))
        transaction.execute(text("ALTER TABLE audit_trail ENABLE TRIGGER USER"))


def alter_what_is_new(database: Database, written: TextClause, altered: TextClause) -> None:
    """Alter a row in the transaction that has written it."""
    with database.transaction() as transaction:
        row = transaction.execute(written).scalar_one()
        transaction.execute(altered, {"id": row})


class TestWriting:
    def test_a_command_leaves_who_did_what_and_the_id_of_what_it_made(self, world: World) -> None:
        account = world.person_account()
        [row, *_] = rows_of(world)
        assert (row.kind, row.name, row.subject) == (
            *("call", "register_person_account"),
            "anonymous:-",
        )
        assert row.details == {"id": str(account.id)}

    def test_no_text_of_a_command_is_kept(self, world: World) -> None:
        number = an_id_number()
        by = world.log_in(world.person_account().username).principal
        person = prove(world, by, number, name="慕容示例")
        [row] = rows_of(world, subject=by.subject)
        assert (row.name, row.details) == ("verify_real_name", {"id": str(person.id)})
        with world.database.reading() as connection:
            everything = connection.scalar(
                text("SELECT string_agg(t::text, '') FROM audit_trail t")
            )
        assert number not in everything
        assert "慕容" not in everything

    def test_a_command_repeated_with_its_key_leaves_one_row(self, world: World) -> None:
        by, key = world.newcomer(), uuid4().hex
        call = told.VerifyRealName(name="张三", id_number=an_id_number())
        for _ in range(2):
            world.stack.ask(call, by=by, key=key)
        assert len(rows_of(world, subject=by.subject)) == 1

    def test_a_command_that_is_refused_leaves_none(self, world: World) -> None:
        by = world.newcomer()
        with pytest.raises(Refused):
            world.stack.ask(told.UploadIdPhoto(content=b"no photo"), by=by)
        assert rows_of(world, subject=by.subject) == ()

    def test_what_belongs_together_is_found_by_its_correlation(self, world: World) -> None:
        world.person_account()
        [row, *_] = rows_of(world)
        [found] = rows_of(world, correlation=row.correlation_id)
        assert found.id == row.id


class TestReading:
    def test_it_is_paged_newest_first(self, world: World) -> None:
        for _ in range(3):
            world.person_account()
        whole = rows_of(world, size=3)
        first = world.stack.ask(ListAuditTrail(service=NAME, size=2), by=OPERATOR)
        second = world.stack.ask(
            ListAuditTrail(service=NAME, size=2, cursor=first.next), by=OPERATOR
        )
        assert [row.id for row in (*first.items, *second.items)][:3] == [row.id for row in whole]
        assert whole[0].id > whole[1].id > whole[2].id

    @pytest.mark.parametrize("call", [ListAuditTrail, VerifyAuditTrail])
    def test_it_is_for_operators_alone(self, world: World, call: Any) -> None:
        for other in OTHERS:
            with pytest.raises(NotAllowed):
                world.stack.ask(call(service=NAME), by=other)


class TestChain:
    def test_every_row_gets_its_place(self, world: World) -> None:
        at_once(*[world.person_account for _ in range(10)])
        sealed(world)
        found = verified(world)
        assert found.broken is None
        with world.database.reading() as connection:
            places = connection.scalars(text("SELECT position FROM audit_trail ORDER BY 1")).all()
        assert list(places) == list(range(1, found.upto + 1))

    def test_it_is_verified_page_by_page_with_the_same_end(self, world: World) -> None:
        world.person_account()
        sealed(world)
        whole, page = verified(world), verified(world, size=1)
        while page.has_more:
            page = verified(world, size=1, after=page.upto, digest=page.digest)
        assert (page.upto, page.digest) == (whole.upto, whole.digest)

    def test_sealers_that_meet_make_one_chain(self, world: World) -> None:
        sealers = [audit.Sealer(world.database, NAME) for _ in range(4)]
        at_once(*[world.person_account for _ in range(20)], *[one.seal_page for one in sealers * 5])
        sealed(world)
        assert verified(world).broken is None

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE audit_trail SET subject = 'nobody:-'",
            "UPDATE audit_trail SET position = NULL, digest = NULL",
            "DELETE FROM audit_trail",
            "TRUNCATE audit_trail",
        ],
    )
    def test_rows_cannot_be_touched(self, world: World, statement: str) -> None:
        world.person_account()
        sealed(world)
        with (
            pytest.raises(DBAPIError, match="append-only"),
            world.database.transaction() as transaction,
        ):
            transaction.execute(text(statement))

    def test_what_is_sealed_is_not_altered_with_it(self, world: World) -> None:
        written = text(
            "INSERT INTO audit_trail (kind, name, subject, correlation_id, details)"
            " VALUES ('call', 'x', 'person:-', '-', '{}') RETURNING id"
        )
        altered = text(
            "UPDATE audit_trail SET position = 1000000, digest = '-', subject = 'nobody:-'"
            " WHERE id = :id"
        )
        with pytest.raises(DBAPIError, match="append-only"):
            alter_what_is_new(world.database, written, altered)

    def test_a_row_altered_by_force_is_named(self, trail: Database) -> None:
        tamper(trail, "UPDATE audit_trail SET subject = 'person:other' WHERE position = 2")
        found = AuditReading(trail).verify(VerifyAuditTrail(service=NAME))
        assert found.broken is not None
        assert (found.broken.position, found.broken.kind) == (2, AuditBreakKind.ALTERED)
        with trail.reading() as connection:
            row = connection.scalar(text("SELECT id FROM audit_trail WHERE position = 2"))
        assert found.broken.row == row
        assert (found.upto, found.has_more) == (1, False)

    def test_a_row_removed_by_force_is_missed(self, trail: Database) -> None:
        tamper(trail, "DELETE FROM audit_trail WHERE position = 2")
        found = AuditReading(trail).verify(VerifyAuditTrail(service=NAME))
        assert found.broken is not None
        assert (found.broken.position, found.broken.kind) == (2, AuditBreakKind.MISSING)

    def test_a_row_sealed_anew_after_it_was_altered_breaks_the_next(self, trail: Database) -> None:
        altered = "UPDATE audit_trail SET subject = 'person:other' WHERE position = 2"
        tamper(trail, altered)
        with trail.reading() as connection:
            wanted = select(tables.AUDIT_TRAIL).where(audit.AUDIT.position == 2)
            before = select(audit.AUDIT.digest).where(audit.AUDIT.position == 1)
            digest = audit.digest_of(
                connection.scalar(before) or "", 2, connection.execute(wanted).one()
            )
        tamper(trail, f"UPDATE audit_trail SET digest = '{digest}' WHERE position = 2")
        found = AuditReading(trail).verify(VerifyAuditTrail(service=NAME))
        assert found.broken is not None
        assert found.broken.position == 3


class TestIdNumbers:
    def test_one_is_shown_to_whoever_may_see_it_and_leaves_its_reason(self, world: World) -> None:
        number = an_id_number()
        person = prove(world, world.newcomer(), number)
        call = told.ShowIdNumber(person=person.id, reason="群众来电核对")
        shown = world.stack.ask(call, by=DECIDER)
        assert shown.id_number == number
        [row, *_] = rows_of(world, subject=DECIDER.subject)
        assert row.name == "show_id_number"
        assert row.details == {"person": str(person.id), "reason": "群众来电核对"}

    def test_every_showing_leaves_a_row_of_its_own(self, world: World) -> None:
        person = prove(world, world.newcomer(), an_id_number())
        call = told.ShowIdNumber(person=person.id, reason="群众来电核对")
        before = len(rows_of(world, subject=DECIDER.subject, size=200))
        for _ in range(2):
            world.stack.ask(call, by=DECIDER, key="the-same")
        assert len(rows_of(world, subject=DECIDER.subject, size=200)) == before + 2

    def test_nobody_else_is_shown_one(self, world: World) -> None:
        person = prove(world, world.newcomer(), an_id_number())
        call = told.ShowIdNumber(person=person.id, reason="群众来电核对")
        for other in (READER, OPERATOR, Principal(kind=PrincipalKind.PERSON, person=person.id)):
            with pytest.raises(NotAllowed):
                world.stack.ask(call, by=other)

    def test_an_unknown_person_is_not_found_and_leaves_nothing(self, world: World) -> None:
        before = [row.id for row in rows_of(world, subject=DECIDER.subject)]
        with pytest.raises(NotFound):
            world.stack.ask(told.ShowIdNumber(person=uuid4(), reason="核对"), by=DECIDER)
        assert [row.id for row in rows_of(world, subject=DECIDER.subject)] == before

    def test_a_reason_holds_no_id_number(self, world: World) -> None:
        call = told.ShowIdNumber(person=uuid4(), reason=f"核对{an_id_number()}")
        with pytest.raises(InvalidMessage):
            world.stack.ask(call, by=DECIDER)
