"""Outbox and inbox kept in the postman's role, beside the business in the service's."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4

import eventlet
import pytest
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import ProgrammingError

from bus import tables
from bus.database import Database
from bus.ledger import Ledger
from bus.postman import Postman
from bus.retention import Retention
from gascert_local.databases import Roles
from tests.integration.test_bus_mailbox import FakeSender
from tests.integration.toys import changed
from tests.provision import Databases

OUT, IN, KEPT = tables.OUTBOX.c, tables.INBOX.c, tables.IDEMPOTENCY.c


@dataclass(frozen=True, kw_only=True)
class Mail:
    """A service's database as its process has it, and as its owner does."""

    database: Database
    owner: Database
    roles: Roles

    def announce(self) -> UUID:
        with self.database.transaction() as transaction:
            return transaction.announce(changed())

    @property
    def unsent(self) -> list[UUID]:
        with self.database.reading() as connection:
            return list(connection.scalars(select(OUT.event_id).where(OUT.sent_at.is_(None))))


def park(database: Database) -> None:
    """Leave an event in the inbox that was given up."""
    with database.transaction() as transaction:
        transaction.execute(
            insert(tables.INBOX).values(
                event_id=uuid4(),
                handler="categories_changed",
                source="enterprise",
                name="category_changed",
                body="{}",
                headers="{}",
                attempts=10,
                error="KeyError at react:1",
                parked_at=func.clock_timestamp(),
            )
        )


@pytest.fixture(scope="module")
def roles(module_databases: Databases) -> Roles:
    return module_databases.roles("enterprise")["enterprise"]


@pytest.fixture
def mail(roles: Roles) -> Iterator[Mail]:
    database, owner = Database(roles.app), Database(roles.migrate)
    database.open_mail(roles.postman)
    yield Mail(database=database, owner=owner, roles=roles)
    with owner.transaction() as transaction:
        for table in (tables.OUTBOX, tables.INBOX, tables.IDEMPOTENCY):
            transaction.execute(delete(table))
    database.dispose()
    owner.dispose()


def test_the_postman_is_woken_by_a_commit_in_the_services_role(mail: Mail) -> None:
    sender = FakeSender()
    postman = Postman(mail.database, sender, "enterprise")
    postman.loop.start()
    eventlet.sleep(0.1)
    event = mail.announce()
    with eventlet.Timeout(0.7):
        while mail.unsent:
            eventlet.sleep(0.01)
    postman.loop.stop()
    assert sender.sent == [event]


def test_a_postman_without_its_rights_is_stuck_until_they_are_back(mail: Mail) -> None:
    postman = Postman(mail.database, FakeSender(), "enterprise")
    mail.announce()
    for right, is_stuck in (
        ("REVOKE SELECT ON outbox FROM", True),
        ("GRANT SELECT ON outbox TO", False),
    ):
        with mail.owner.transaction() as transaction:
            role = mail.owner.engine.url.username
            transaction.execute(text(f"{right} {role}_postman"))
        try:
            postman._round()
        except ProgrammingError:
            assert is_stuck
        assert postman.is_stuck == is_stuck
    assert mail.unsent == []


def test_what_was_sent_is_sent_again_at_an_operators_word(mail: Mail) -> None:
    event = mail.announce()
    Postman(mail.database, FakeSender(), "enterprise")._round()
    assert mail.unsent == []
    assert Ledger(mail.database).send_again([event]).events == (event,)
    assert mail.unsent == [event]


def test_what_stands_parked_is_delivered_again_at_an_operators_word(mail: Mail) -> None:
    park(mail.owner)
    assert Ledger(mail.database).replay(None).events == 1
    with mail.database.reading() as connection:
        assert connection.scalars(select(IN.parked_at)).all() == [None]


def test_what_is_done_with_is_let_go(mail: Mail) -> None:
    mail.announce()
    park(mail.owner)
    long_ago = text("now() - interval '100 days'")
    with mail.owner.transaction() as transaction:
        transaction.execute(update(tables.OUTBOX).values(sent_at=long_ago))
        transaction.execute(update(tables.INBOX).values(parked_at=None, done_at=long_ago))
        transaction.execute(
            insert(tables.IDEMPOTENCY).values(
                subject="s", key="k", call="c", digest="d", reply="{}", made_at=long_ago
            )
        )
    Retention(mail.database, "enterprise")._round()
    with mail.owner.reading() as connection:
        for column in (OUT.id, IN.id, KEPT.key):
            assert connection.scalars(select(column)).all() == []
