"""Outbox and inbox in the database: what is stuck holds up nothing, what is old is let go."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import eventlet
import pytest
from sqlalchemy import func, insert, select, text, update

from bus import parked, retention, tables
from bus.database import Database
from bus.mailbox import PAGE, Postman
from bus.retention import Retention
from bus.wire import Delivery
from tests.integration.toy_jobs import emptied
from tests.integration.toys import changed


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


@pytest.fixture
def database(job_tables: Database) -> Database:
    return emptied(job_tables)


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
        postman._round()
        assert unsent(database) == 0
        assert not postman.is_stuck

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


def park(database: Database) -> UUID:
    event = uuid4()
    with database.transaction() as transaction:
        transaction.execute(
            insert(tables.INBOX).values(
                event_id=event,
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
    return event


class TestParked:
    def test_what_is_parked_can_be_listed_and_replayed_by_a_command(
        self, database: Database, capsys: pytest.CaptureFixture[str]
    ) -> None:
        url = database.engine.url.render_as_string(hide_password=False)
        one, other = park(database), park(database)
        parked.main(["list", url])
        told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert [row["event_id"] for row in told] == [str(one), str(other)]
        assert told[0]["error"] == "KeyError at react:1"
        parked.main(["replay", url, str(one)])
        parked.main(["replay", url])
        assert capsys.readouterr().out.split()[::5] == ["1", "1"]
        with database.reading() as connection:
            left = connection.execute(
                select(tables.INBOX.c.attempts, tables.INBOX.c.parked_at)
            ).all()
        assert left == [(0, None)] * 2


class TestRetention:
    def test_what_is_done_with_is_let_go_after_its_time_and_nothing_else(
        self, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(retention, "PAGE", 4)
        announce(database, 12)
        kept = park(database)
        for _ in range(2):
            park(database)
        with database.transaction() as transaction:
            for table, days in ((tables.OUTBOX, 15), (tables.INBOX, 91)):
                done = "sent_at" if table is tables.OUTBOX else "done_at"
                transaction.execute(
                    update(table)
                    .where(table.c.id.in_(select(table.c.id).order_by(table.c.id).limit(10)))
                    .where(table.c.event_id != kept)
                    .values({done: text(f"now() - interval '{days} days'")})
                )
            for key, age in (("old", "3 days"), ("new", "1 day")):
                transaction.execute(
                    insert(tables.IDEMPOTENCY).values(
                        subject="s",
                        key=key,
                        call="c",
                        digest="d",
                        reply="{}",
                        made_at=text(f"now() - interval '{age}'"),
                    )
                )
        Retention(database, "test")._round()
        with database.reading() as connection:
            assert (
                unsent(database)
                == connection.scalar(select(func.count()).select_from(tables.OUTBOX))
                == 2
            )
            assert list(connection.scalars(select(tables.INBOX.c.event_id))) == [kept]
            assert list(connection.scalars(select(tables.IDEMPOTENCY.c.key))) == ["new"]
