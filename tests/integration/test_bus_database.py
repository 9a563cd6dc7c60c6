"""The bus and its database: waits that let others go on, queries that end, connections kept."""

import os
import subprocess
import sys
from contextlib import suppress
from typing import Any, Final

import eventlet
import psycopg.waiting
import pytest
from eventlet.event import Event as Signal
from eventlet.patcher import original
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bus import mailbox, runtime
from bus.database import Database
from bus.roles import APP, MIGRATE, POSTMAN, TIMEOUTS
from bus.threads import MOST_AT_ONCE, in_thread
from tests.provision import Databases

PSYCOPG_FIRST: Final = "import psycopg; import bus.runtime"
BUS_FIRST: Final = "import bus.runtime; import psycopg.waiting as w; assert w.wait.__name__"


def ticks_during(work: "eventlet.greenthread.GreenThread") -> int:
    """How often another greenlet's turn comes, of fifty a second, until some work is done."""
    turns = 0
    while not work.dead:
        eventlet.sleep(0.02)
        turns += 1
    work.wait()
    return turns


def sleep_in(database: Database, seconds: float) -> None:
    with database.reading() as connection:
        connection.execute(text("SELECT pg_sleep(:seconds)"), {"seconds": seconds})


def setting_in(database: Database, name: str) -> Any:
    with database.reading() as connection:
        return connection.scalar(text("SELECT current_setting(:name)"), {"name": name})


def backends(database: Database) -> set[int]:
    with database.reading() as connection:
        return set(connection.scalars(text("SELECT pg_backend_pid()")))


class TestWaiting:
    def test_a_query_lets_others_go_on(self, job_tables: Database) -> None:
        assert psycopg.waiting.wait is psycopg.waiting.wait_selector
        assert ticks_during(eventlet.spawn(sleep_in, job_tables, 0.5)) > 10

    @pytest.mark.parametrize(("code", "ends"), [(PSYCOPG_FIRST, 1), (BUS_FIRST, 0)])
    def test_a_process_that_would_wait_otherwise_does_not_start(self, code: str, ends: int) -> None:
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", code],
            env={"PATH": os.environ["PATH"]},
            check=False,
            capture_output=True,
        )
        assert (done.returncode, b"would block the hub" in done.stderr) == (ends, bool(ends))

    def test_heavy_work_in_a_thread_lets_others_go_on(self) -> None:
        work = eventlet.spawn(in_thread, original("time").sleep, 0.5)
        assert ticks_during(work) > 10

    def test_heavy_work_keeps_no_more_threads_than_it_may(self) -> None:
        sleep, thread = original("time").sleep, original("threading").get_ident
        pool = eventlet.GreenPool()
        used = pool.imap(lambda _: in_thread(lambda: (sleep(0.01), thread())[1]), range(50))
        assert len(set(used)) <= MOST_AT_ONCE


class TestEnding:
    @pytest.mark.parametrize("name", TIMEOUTS[MIGRATE])
    def test_every_session_has_the_limits_of_its_role(
        self, job_tables: Database, all_databases: Databases, name: str
    ) -> None:
        [roles] = all_databases.roles("identity").values()
        app, postman = Database(roles.app), Database(roles.postman)
        found = {task: setting_in(one, name) for task, one in ((APP, app), (POSTMAN, postman))}
        assert found == {task: TIMEOUTS[task][name] for task in (APP, POSTMAN)}
        assert setting_in(job_tables, name) == TIMEOUTS[MIGRATE][name]
        app.dispose()
        postman.dispose()

    def test_a_statement_ends_at_its_limit_in_the_server(self, job_tables: Database) -> None:
        with job_tables.reading() as connection:
            connection.execute(text("SET statement_timeout = '0.2s'"))
            with pytest.raises(DBAPIError, match="statement timeout"):
                connection.execute(text("SELECT pg_sleep(5)"))
            connection.execute(text("RESET statement_timeout"))

    def test_a_connection_whose_query_was_left_is_not_used_again(
        self, job_tables: Database
    ) -> None:
        before = backends(job_tables)
        with suppress(eventlet.Timeout), eventlet.Timeout(0.2):
            sleep_in(job_tables, 2)
        for _ in range(5):
            with job_tables.reading() as connection:
                assert connection.scalar(text("SELECT 1")) == 1
        assert backends(job_tables).isdisjoint(before)


class TestConnections:
    def test_one_is_kept_for_one_piece_of_work_after_another(self, job_tables: Database) -> None:
        found = set()
        for _ in range(50):
            with job_tables.transaction() as transaction:
                found.add(transaction.execute(text("SELECT pg_backend_pid()")).scalar())
            found |= backends(job_tables)
        assert len(found) == 1

    def test_there_is_one_for_every_worker_of_calls_and_of_events(
        self, job_tables: Database
    ) -> None:
        workers, have_one, all_have_one = runtime.WORKERS + mailbox.WORKERS, [], Signal()

        def work() -> None:
            with job_tables.reading():
                have_one.append(True)
                all_have_one.wait()

        working = [eventlet.spawn(work) for _ in range(workers)]
        with eventlet.Timeout(4):
            while len(have_one) < workers:
                eventlet.sleep(0.02)
        all_have_one.send(None)
        for one in working:
            one.wait()
