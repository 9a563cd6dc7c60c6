"""Numbers after a restore: noticed by itself, or told; none is given twice (RULES 2)."""

from collections.abc import Iterator
from typing import Any, Final
from uuid import uuid4

import eventlet
import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import IntegrityError

import certificate.service
from bus.database import Database
from bus.testing import Stack
from certificate.adapters.numbering import allot
from certificate.domain.numbers import MARGIN
from contracts.certificate import NumbersSkipped, SkipNumbers
from contracts.errors import InvalidMessage, NotAllowed, Refused
from contracts.vocabulary import CertificateKind
from tests.makers import World, write_certificate
from tests.operators import ADMINISTRATOR, OPERATOR, OTHERS
from tests.provision import Databases
from tests.restores import administer

KIND: Final = CertificateKind.OPERATOR
YEAR: Final = 2024
SAME_ROWS_IN_NEW_TABLES: Final = (
    "ALTER TABLE number_home RENAME TO gone",
    "CREATE TABLE number_home (LIKE gone INCLUDING ALL)",
    "INSERT INTO number_home SELECT * FROM gone",
    "DROP TABLE gone",
)
ANOTHER_TIMELINE: Final = (
    "UPDATE number_home SET place = regexp_replace(place, '[^.]+$', '00000000')",
)


@pytest.fixture
def url(databases: Databases) -> str:
    return databases.fresh("certificate")["certificate"]


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    found = Database(url, pool_size=4)
    yield found
    found.dispose()


def given(database: Database, count: int = 1, year: int = YEAR) -> range:
    with database.transaction() as transaction:
        return allot(transaction, KIND, year, count)


def skipped(database: Database) -> list[tuple[Any, ...]]:
    with database.reading() as connection:
        rows = connection.execute(
            text("SELECT kind, year, first, last FROM skipped_numbers ORDER BY id")
        )
        return [tuple(row) for row in rows]


def happens(database: Database, *statements: str) -> None:
    with database.transaction() as transaction:
        for statement in statements:
            transaction.execute(text(statement))


class TestNoticing:
    def test_where_nothing_was_restored_numbers_follow_one_another(
        self, database: Database
    ) -> None:
        assert [given(database, 3), given(database), given(database, 2)] == [
            *(range(1, 4), range(4, 5), range(5, 7)),
        ]
        assert skipped(database) == []

    @pytest.mark.parametrize("restore", [SAME_ROWS_IN_NEW_TABLES, ANOTHER_TIMELINE])
    def test_tables_made_again_or_another_timeline_let_numbers_jump_once(
        self, database: Database, restore: tuple[str, ...]
    ) -> None:
        given(database, 7)
        happens(database, *restore)
        assert given(database) == range(7 + MARGIN + 1, 7 + MARGIN + 2)
        assert given(database) == range(7 + MARGIN + 2, 7 + MARGIN + 3)
        assert skipped(database) == [
            (kind.value, YEAR, 8 if kind is KIND else 1, MARGIN + (7 if kind is KIND else 0))
            for kind in CertificateKind
        ]

    def test_another_database_with_the_same_rows_lets_numbers_jump(
        self, database: Database, databases: Databases, url: str
    ) -> None:
        given(database, 7)
        database.dispose()
        folder, _, live = url.rpartition("/")
        role = make_url(url).username
        admin_url = databases.servers.postgres_url
        again = f"{live}_again"
        administer(admin_url, "CREATE DATABASE {} OWNER {} TEMPLATE {}", again, f"{role}", live)
        copied = Database(f"{folder}/{again}", pool_size=2)
        try:
            assert given(copied) == range(7 + MARGIN + 1, 7 + MARGIN + 2)
        finally:
            copied.dispose()
            administer(admin_url, "DROP DATABASE {}", again)

    def test_a_year_that_the_backup_did_not_know_jumps_too(self, database: Database) -> None:
        given(database, 7)
        happens(database, *ANOTHER_TIMELINE)
        assert given(database, year=YEAR + 1) == range(MARGIN + 1, MARGIN + 2)

    def test_several_who_notice_at_once_let_numbers_jump_once(self, database: Database) -> None:
        given(database, 7)
        happens(database, *ANOTHER_TIMELINE)
        pool = eventlet.GreenPool()
        parts = list(pool.imap(lambda _: given(database, 5), range(4)))
        numbers = [number for part in parts for number in part]
        assert sorted(numbers) == list(range(7 + MARGIN + 1, 7 + MARGIN + 21))
        assert len(skipped(database)) == len(CertificateKind)

    def test_what_was_skipped_is_kept_for_good(self, database: Database) -> None:
        given(database)
        happens(database, *ANOTHER_TIMELINE)
        given(database)
        with pytest.raises(IntegrityError):
            happens(database, "DELETE FROM skipped_numbers")


class TestTelling:
    @pytest.fixture
    def world(self, url: str) -> Iterator[World]:
        with Stack(
            {"certificate": certificate.service.build},
            amqp_uri="memory://",
            database_urls={"certificate": url},
        ) as stack:
            yield World(stack=stack)

    def skip(self, world: World, **told: Any) -> NumbersSkipped:
        return world.stack.ask(SkipNumbers(**told), by=OPERATOR)

    def last(self, told: NumbersSkipped) -> dict[CertificateKind, int]:
        return {each.kind: each.last for each in told.items}

    def test_every_kind_jumps_by_the_margin_in_this_year(self, world: World) -> None:
        given(world.stack.database("certificate"), 5, world.today.year)
        told = self.skip(world, margin=100)
        assert {each.year for each in told.items} == {world.today.year}
        assert self.last(told) == {kind: 105 if kind is KIND else 100 for kind in CertificateKind}
        after = given(world.stack.database("certificate"), 1, world.today.year)
        assert after == range(106, 107)

    def test_the_jump_begins_after_what_was_issued_or_seen(self, world: World) -> None:
        year = world.today.year
        write_certificate(world, kind=KIND, trade="01", letters="", printed="G", enterprise=uuid4())
        with world.stack.database("certificate").transaction() as transaction:
            renumber = "UPDATE certificates SET number_core = :core, number = :core || '01'"
            transaction.execute(text(renumber), {"core": f"青RQC{year}000400"})
        seen = (f"青RQA{year}000900GJ", f"青RQC{year}000300{'05'}", f"青RQB{year - 1}009999P")
        told = self.skip(world, margin=10, seen=seen)
        assert [each.last for each in told.items] == [910, 10, 410]
        assert [each.first for each in told.items] == [1, 1, 1]

    def test_what_is_no_number_is_refused_by_its_place(self, world: World) -> None:
        seen = ("青RQA2024000001G", "青RQX2024000001G", "639999198512319991")
        with pytest.raises(InvalidMessage) as refused:
            self.skip(world, seen=seen)
        assert [fault.path for fault in refused.value.faults] == ["seen.1", "seen.2"]
        assert skipped(world.stack.database("certificate")) == []

    def test_more_than_a_year_has_is_refused_and_changes_nothing(self, world: World) -> None:
        seen = (f"青RQB{world.today.year}950000G",)
        with pytest.raises(Refused) as refused:
            self.skip(world, margin=50_000, seen=seen)
        assert refused.value.facts == {"kinds": ["safety_manager"]}
        assert skipped(world.stack.database("certificate")) == []

    def test_it_is_the_operators_and_administrators_to_do(self, world: World) -> None:
        world.stack.ask(SkipNumbers(margin=1), by=ADMINISTRATOR)
        for by in OTHERS:
            with pytest.raises(NotAllowed):
                world.stack.ask(SkipNumbers(margin=1), by=by)
