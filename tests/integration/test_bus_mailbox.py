"""The outbox in the database: each event is sent once, and what is stuck holds up nothing."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import eventlet
import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError

import bus.postman
from bus import tables
from bus.database import Database
from bus.mailbox import Inbox
from bus.postman import PAGE, Postman
from bus.wire import Delivery
from tests.integration.toys import changed, emptied, lay_tables
from tests.provision import Databases


class FakeSender:
    """Takes all events but those of some names."""

    def __init__(self, *untaken: str) -> None:
        self.untaken = set(untaken)
        self.sent: list[UUID] = []
        self.before: Any = lambda: None

    def send(self, events: Sequence[Delivery]) -> list[UUID]:
        self.before()
        taken = [event.event_id for event in events if event.name not in self.untaken]
        self.sent += taken
        return taken

    def stop(self) -> None:
        """Nothing is open."""


class ClosingSender(FakeSender):
    """Confirms nothing of what goes together with an event that may not be announced."""

    def __init__(self, *untaken: str) -> None:
        super().__init__(*untaken)
        self.closed_for: list[set[str]] = []

    def send(self, events: Sequence[Delivery]) -> list[UUID]:
        self.before()
        kinds = {event.name for event in events}
        if kinds & self.untaken:
            self.closed_for.append(kinds)
            return []
        return super().send(events)


@pytest.fixture
def database(job_tables: Database) -> Database:
    return emptied(job_tables)


@pytest.fixture(autouse=True)
def _without_a_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be sent is tried again in the next round."""
    monkeypatch.setattr(bus.postman, "SECONDS_APART", 0.0)


def announce(database: Database, count: int, *, name: str = "category_changed") -> None:
    rows = [
        {"event_id": uuid4(), "source": "enterprise", "name": name, "body": "{}", "headers": "{}"}
        for _ in range(count)
    ]
    with database.transaction() as transaction:
        transaction.execute(insert(tables.OUTBOX), rows)


def unsent(database: Database) -> int:
    with database.reading() as connection:
        return (
            connection.scalar(
                select(func.count())
                .select_from(tables.OUTBOX)
                .where(tables.OUTBOX.c.sent_at.is_(None))
            )
            or 0
        )


class TestPostman:
    def test_sends_each_event_once_and_in_the_order_of_writing(self, database: Database) -> None:
        sender = FakeSender()
        announce(database, 2 * PAGE + 1)
        postman = Postman(database, sender, "test")
        for _ in range(2):
            postman._round()
        with database.reading() as connection:
            outbox = tables.OUTBOX.c
            written = connection.scalars(select(outbox.event_id).order_by(outbox.id)).all()
        assert sender.sent == written
        assert unsent(database) == 0
        assert not postman.is_stuck

    def test_passes_over_what_no_queue_takes_however_much_it_is(self, database: Database) -> None:
        sender = FakeSender("lost")
        announce(database, PAGE + 10, name="lost")
        announce(database, 5)
        postman = Postman(database, sender, "test")
        postman._round()
        assert len(sender.sent) == 5
        assert unsent(database) == PAGE + 10
        assert postman.is_stuck
        sender.untaken.clear()
        for _ in range(2):
            postman._round()
        assert unsent(database) == 0
        assert not postman.is_stuck

    def test_lets_what_may_not_be_announced_hold_up_nothing_of_another_kind(
        self, database: Database
    ) -> None:
        sender = ClosingSender("forbidden")
        postman = Postman(database, sender, "test")
        announce(database, PAGE, name="forbidden")
        for _ in range(2):
            for kind in ("before", "forbidden", "after"):
                announce(database, 3, name=kind)
            postman._round()
        assert len(sender.sent) == len(set(sender.sent)) == 12
        assert sender.closed_for == [{"forbidden"}] * 3  # with the first page, then alone
        assert (unsent(database), postman.is_stuck) == (PAGE + 6, True)
        sender.untaken.clear()
        for _ in range(2):
            postman._round()
        assert (unsent(database), postman.is_stuck) == (0, False)
        assert postman._suspects == {}

    def test_keeps_what_a_broker_does_not_confirm(self, database: Database) -> None:
        sender = FakeSender()

        def fail() -> None:
            raise OSError("no broker")

        sender.before = fail
        announce(database, 3)
        postman = Postman(database, sender, "test")
        with pytest.raises(OSError, match="no broker"):
            postman._round()
        assert unsent(database) == 3

    def test_is_stuck_while_its_rounds_fail(self, database: Database) -> None:
        """A broker may refuse the postman alone, while calls and events go on coming in."""
        sender = FakeSender()
        failures = [OSError(), OSError()]

        def fail() -> None:
            if failures:
                raise failures.pop()

        sender.before = fail
        announce(database, 3)
        postman = Postman(database, sender, "test")
        postman.loop.start()
        with eventlet.Timeout(5):
            for is_stuck in (True, False):
                while postman.is_stuck is not is_stuck:
                    eventlet.sleep(0.005)
        postman.loop.stop()
        assert len(sender.sent) == 3

    def test_is_woken_by_the_commit(self, database: Database) -> None:
        sender = FakeSender()
        postman = Postman(database, sender, "test")
        postman.loop.start()
        eventlet.sleep(0.05)
        with database.transaction() as transaction:
            transaction.announce(changed())
        with eventlet.Timeout(0.5):
            while not sender.sent:
                eventlet.sleep(0.005)
        postman.loop.stop()

    def test_leaves_to_another_what_the_other_holds(self, database: Database) -> None:
        first, second = FakeSender(), FakeSender()
        holding = eventlet.event.Event()
        first.before = holding.wait
        announce(database, 3)
        one = eventlet.spawn(Postman(database, first, "test")._round)
        eventlet.sleep(0.1)
        announce(database, 2)
        Postman(database, second, "test")._round()
        assert len(second.sent) == 2
        holding.send(None)
        one.wait()
        assert (len(first.sent), unsent(database)) == (3, 0)


class TestInbox:
    def test_with_an_empty_batch_tells_whether_the_database_takes_anything(
        self, databases: Databases
    ) -> None:
        url = databases.empty("read_only")
        lay_tables(url)
        database = Database(url, pool_size=1)
        Inbox(database, "certificate", {}).store("categories_changed", [])
        with database.independent() as transaction:
            transaction.execute(text("SET default_transaction_read_only = on"))
        with pytest.raises(DBAPIError, match="read-only"):
            Inbox(database, "certificate", {}).store("categories_changed", [])
        database.dispose()
