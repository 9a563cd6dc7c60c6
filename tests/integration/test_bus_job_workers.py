"""The workers of bulk jobs: they gather facts, share chunks, and leave theirs when they die."""

from collections import Counter
from functools import partial
from typing import Any
from uuid import UUID

import eventlet
import pytest
from sqlalchemy import func, update

from bus import tables
from bus.database import Database
from bus.job_control import JobControl
from bus.jobs import FactsOutdated
from tests.integration.toy_jobs import (
    Put,
    PutOnFacts,
    a_runner,
    done,
    failing_for,
    ids,
    note_and_sleep,
    raise_,
    run,
    start,
    told,
    wait_for,
)
from tests.integration.toys import emptied


@pytest.fixture
def database(job_tables: Database) -> Database:
    return emptied(job_tables)


@pytest.fixture
def job() -> Put:
    return Put()


def test_a_job_that_is_opened_again_before_it_is_closed_is_done_first(
    database: Database, job: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    job.before = failing_for(UUID(int=3))
    start(database, ids(5))
    runner = a_runner(database, job)
    closing = runner._close
    opened: list[UUID] = []

    def close_too_late(row: Any) -> None:
        if not opened:
            opened.append(row.job)
            job.before = lambda _: None
            JobControl(database).retry(row.job)
        closing(row)

    monkeypatch.setattr(runner, "_close", close_too_late)
    ended = run(runner, database)
    assert (ended.done, ended.failed) == (5, 0)
    assert job.closed == opened


class TestFacts:
    def test_are_gathered_before_the_transaction(self, database: Database) -> None:
        job = PutOnFacts()
        start(database, ids(25), kind=job.kind)
        assert run(a_runner(database, job), database).done == 25

    def test_are_gathered_anew_while_they_are_outdated(self, database: Database) -> None:
        job = PutOnFacts()
        outdated = [FactsOutdated()] * 12
        job.before = lambda _: raise_(outdated.pop()) if outdated else None
        start(database, ids(5), kind=job.kind)
        after = run(a_runner(database, job), database)
        assert (after.done, after.failed) == (5, 0)
        assert done(database) == Counter(ids(5))


class TestWorkers:
    def test_of_two_replicas_share_the_work(self, database: Database) -> None:
        workers = [Put(), Put()]
        worked: list[int] = []
        for number, worker in enumerate(workers):
            worker.before = partial(note_and_sleep, worked, number, 0.01)
        start(database, ids(400))
        runners = [a_runner(database, worker) for worker in workers for _ in range(2)]
        for runner in runners:
            runner.loop.start()
        wait_for(lambda: told(database).finished_at is not None)
        for runner in runners:
            runner.loop.stop()
        assert done(database) == Counter(ids(400))
        assert set(worked) == {0, 1}
        assert len(workers[0].closed + workers[1].closed) == 1

    @pytest.mark.parametrize("second_fails", [False, True])
    def test_that_pick_one_chunk_do_not_both_work_on_what_one_has_halved(
        self, database: Database, *, second_fails: bool
    ) -> None:
        failing, other = Put(), Put()
        first, second = a_runner(database, failing), a_runner(database, other)
        start(database, ids(10))
        rows = first._pick(), second._pick()
        assert rows[0].id == rows[1].id
        failing.before = lambda _: raise_(ValueError())
        other.before = lambda _: raise_(ValueError()) if second_fails else None
        first._try(rows[0])
        second._try(rows[1])
        other.before = lambda _: None
        after = run(second, database)
        assert (after.total, after.done) == (10, 10)
        assert done(database) == Counter(ids(10))

    def test_that_is_killed_in_a_chunk_leaves_it_to_the_next(
        self, database: Database, job: Put
    ) -> None:
        begun: list[Any] = []
        job.before = partial(note_and_sleep, begun, "begun", 60)
        start(database, ids(30))
        killed = eventlet.spawn(a_runner(database, job)._round)
        wait_for(lambda: bool(begun))
        killed.kill()
        job.before = lambda _: None
        run(a_runner(database, job), database)
        assert done(database) == Counter(ids(30))

    def test_that_is_stopped_finishes_the_chunk_in_hand_and_begins_no_other(
        self, database: Database, job: Put
    ) -> None:
        job.before = lambda _: eventlet.sleep(0.2)
        start(database, ids(30))
        runner = a_runner(database, job)
        runner.loop.start()
        eventlet.sleep(0.1)
        runner.loop.stop()
        assert told(database).done == 10
        assert done(database) == Counter(ids(10))

    def test_whose_lease_has_ended_finds_the_chunk_done_by_another(
        self, database: Database
    ) -> None:
        job = PutOnFacts()
        start(database, ids(5), kind=job.kind)
        slow, quick = a_runner(database, job), a_runner(database, job)
        row = slow._pick()
        assert quick._pick() is None, "it is leased while its facts are gathered"
        with database.transaction() as transaction:
            transaction.execute(
                update(tables.JOB_CHUNKS).values(next_try_at=func.clock_timestamp())
            )
        run(quick, database)
        slow._try(row)
        assert done(database) == Counter(ids(5))
