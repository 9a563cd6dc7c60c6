"""Bulk work: in chunks, by any worker, each item once, a bad one alone, resumed after a stop."""

import contextlib
from collections import Counter
from typing import Any
from uuid import UUID, uuid4

import eventlet
import pytest
from sqlalchemy import ARRAY, Uuid, func, literal, select, text

from bus import context, jobs, tables
from bus.database import Database, Transaction
from bus.jobs import progress
from contracts.errors import Unavailable
from contracts.principal import Principal, PrincipalKind
from tests.integration.toy_jobs import (
    Looking,
    Put,
    a_runner,
    done,
    failing_for,
    ids,
    raise_,
    run,
    start,
    told,
)
from tests.integration.toys import THINGS, emptied

PERSON = Principal(kind=PrincipalKind.PERSON, account=uuid4())


@pytest.fixture
def database(job_tables: Database) -> Database:
    return emptied(job_tables)


@pytest.fixture
def job() -> Put:
    return Put()


class TestAJob:
    def test_does_every_item_once_and_tells_how_far_it_is(
        self, database: Database, job: Put
    ) -> None:
        started = start(database, ids(25))
        before = told(database)
        assert (before.status, before.total, before.done) == ("running", 25, 0)
        after = run(a_runner(database, job), database)
        assert (after.id, after.status, after.total, after.done, after.failed) == (
            *(started, "done", 25, 25, 0),
        )
        assert after.counts == {"put": 25}
        assert done(database) == Counter(ids(25))
        assert job.closed == [started]

    def test_is_cut_into_chunks_of_the_wanted_size(self, database: Database) -> None:
        start(database, ids(25))
        with database.reading() as connection:
            sizes = connection.scalars(
                select(func.cardinality(tables.JOB_CHUNKS.c.item_ids)).order_by(
                    tables.JOB_CHUNKS.c.id
                )
            ).all()
        assert sizes == [10, 10, 5]

    def test_is_cut_in_the_order_that_its_select_gives_each_chunk_in_the_order_of_ids(
        self, database: Database
    ) -> None:
        given = [*reversed(ids(6)), UUID(int=6)]
        unnested = func.unnest(literal(given, ARRAY(Uuid)))
        listed = unnested.table_valued("id", with_ordinality="place").render_derived()
        with database.transaction() as transaction:
            items = select(listed.c.id, listed.c.place)
            jobs.start(transaction, "put", key="k", items=items, params={}, chunk=4)
        with database.reading() as connection:
            column = tables.JOB_CHUNKS.c.item_ids
            chunks = connection.scalars(select(column).order_by(tables.JOB_CHUNKS.c.id)).all()
        assert chunks == [ids(6)[2:], ids(6)[:2]]

    def test_has_each_statement_planned_for_its_chunk_but_not_each_foreign_key(
        self, database: Database
    ) -> None:
        job = Looking()
        start(database, ids(20), chunk=2, kind=job.kind)
        assert run(a_runner(database, job), database).counts == {"auto": 20}

    def test_is_started_once_for_one_key(self, database: Database, job: Put) -> None:
        first = start(database, ids(5))
        assert start(database, ids(50)) == first
        assert start(database, ids(1), key="other") != first
        run(a_runner(database, job), database)
        assert done(database)[UUID(int=2)] == 1

    def test_is_started_once_by_two_at_the_same_time(self, database: Database) -> None:
        pool = eventlet.GreenPool()
        assert len(set(pool.imap(lambda _: start(database, ids(5)), range(5)))) == 1

    def test_is_not_started_where_its_transaction_is_rolled_back(self, database: Database) -> None:
        items = select(THINGS.c.id)
        with contextlib.suppress(KeyError), database.transaction() as transaction:
            jobs.start(transaction, "put", key="k", items=items, params={})
            raise KeyError
        with database.reading() as connection:
            assert progress(connection, most=1) == []

    def test_with_nothing_to_do_is_closed_at_once(self, database: Database, job: Put) -> None:
        start(database, [])
        assert run(a_runner(database, job), database).status == "done"
        assert len(job.closed) == 1

    def test_does_an_item_once_that_is_named_twice_and_passes_over_none(
        self, database: Database, job: Put
    ) -> None:
        start(database, [*ids(3), *ids(3), None])
        assert run(a_runner(database, job), database).total == 3
        assert done(database) == Counter(ids(3))

    def test_acts_for_whoever_started_it_and_names_the_cause(
        self, database: Database, job: Put
    ) -> None:
        seen: list[context.Context] = []
        job.before = lambda _: seen.append(context.current())
        with context.acting(PERSON, correlation_id="c", causation_id="e", idempotency_key="k"):
            start(database, ids(1))
        run(a_runner(database, job), database)
        [one] = seen
        assert (one.principal, one.correlation_id, one.causation_id) == (PERSON, "c", "e")
        assert one.idempotency_key is None

    def test_that_newer_facts_have_overtaken_is_superseded(
        self, database: Database, job: Put
    ) -> None:
        job.before = lambda items: "superseded" if UUID(int=11) in items else "put"
        start(database, ids(20))
        after = run(a_runner(database, job), database)
        assert (after.status, after.counts) == ("superseded", {"put": 10, "superseded": 10})

    def test_of_a_kind_that_this_process_does_not_know_is_left_to_others(
        self, database: Database, job: Put
    ) -> None:
        start(database, ids(5), kind="unknown")
        a_runner(database, job)._round()
        assert told(database).status == "running"


class TestAFailure:
    def test_leaves_the_bad_item_alone_and_does_the_rest(
        self, database: Database, job: Put
    ) -> None:
        bad = UUID(int=7)
        job.before = failing_for(bad)
        start(database, ids(30), chunk=30)
        after = run(a_runner(database, job), database)
        assert (after.status, after.done, after.failed) == ("done", 29, 1)
        assert done(database) == Counter(set(ids(30)) - {bad})
        with database.reading() as connection:
            [failure] = connection.execute(select(tables.JOB_FAILURES)).all()
        assert failure.item == bad
        assert failure.error.startswith("ValueError at ")
        assert "639999198512319991" not in failure.error

    def test_of_every_item_fails_them_all_and_ends(self, database: Database, job: Put) -> None:
        job.before = failing_for(*ids(8))
        start(database, ids(8))
        after = run(a_runner(database, job), database)
        assert (after.status, after.done, after.failed) == ("done", 0, 8)

    def test_that_passes_is_no_failure(self, database: Database, job: Put) -> None:
        failures = [ValueError()] * 2
        job.before = lambda _: raise_(failures.pop()) if failures else None
        start(database, ids(1))
        after = run(a_runner(database, job), database)
        assert (after.done, after.failed) == (1, 0)

    def test_of_somebody_else_is_waited_for_and_nothing_is_halved(
        self, database: Database, job: Put
    ) -> None:
        failures: list[Exception] = [Unavailable()] * 6
        job.before = lambda _: raise_(failures.pop()) if failures else None
        start(database, ids(10))
        assert run(a_runner(database, job), database).done == 10
        with database.reading() as connection:
            assert connection.scalar(select(func.count()).select_from(tables.JOB_CHUNKS)) == 1

    def test_of_the_database_is_waited_for(self, database: Database, job: Put) -> None:
        def break_off(_: Any) -> None:
            with database.reading() as connection:
                connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

        trouble = [break_off] * 3
        job.before = lambda items: trouble.pop()(items) if trouble else None
        start(database, ids(10))
        assert run(a_runner(database, job), database).done == 10
        assert done(database) == Counter(ids(10))

    def test_to_close_one_job_keeps_no_other_open(self, database: Database, job: Put) -> None:
        class Unclosable(Put):
            kind = "unclosable"

            def finished(self, transaction: Transaction, job: jobs.Running) -> None:
                raise ValueError("a bug")

        start(database, ids(1), kind="unclosable")
        start(database, ids(1), key="other")
        runner = a_runner(database, Unclosable(), job)
        runner._round()
        with database.reading() as connection:
            states = {one.kind: one.status for one in progress(connection, most=5)}
        assert states == {"unclosable": "running", "put": "done"}
