"""Bulk jobs in an operator's hands: paused, resumed, and what failed tried again."""

from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import eventlet
import pytest
from sqlalchemy import ARRAY, Uuid, delete, func, literal, select, update

from bus import jobs, tables, telemetry
from bus.status import refresh_metrics
from contracts import operations as told
from contracts.errors import InvalidMessage, NotFound, Refused
from contracts.vocabulary import JobStatus
from tests.integration.conftest import running_toys
from tests.integration.toy_jobs import Put, failing_for, ids
from tests.integration.toys import THINGS, Toys
from tests.operators import LONG_AGO, OPERATOR, SCHEDULER, later
from tests.provision import Databases

SERVICE = "certificate"


@pytest.fixture(scope="module")
def put() -> Put:
    return Put()


@pytest.fixture(scope="module")
def working_toys(put: Put, all_databases: Databases) -> Iterator[Toys]:
    yield from running_toys("memory://", all_databases, put)


@pytest.fixture
def toys(working_toys: Toys, put: Put) -> Toys:
    """Toys of which certificate puts things, as new for each test."""
    working_toys.reset()
    put.before = lambda _: None
    put.closed.clear()
    return working_toys


def start(toys: Toys, items: list[UUID], key: str = "k") -> UUID:
    unnested = func.unnest(literal(items, ARRAY(Uuid))).column_valued("id")
    with toys.stack.database(SERVICE).transaction() as transaction:
        return jobs.start(transaction, "put", key=key, items=select(unnested), params={}, chunk=10)


def told_of(toys: Toys, job: UUID) -> told.BulkJob:
    page = toys.stack.ask(told.ListBulkJobs(service=SERVICE), by=OPERATOR)
    [found] = [each for each in page.items if each.id == job]
    return found


def wait_until_done(toys: Toys, job: UUID) -> told.BulkJob:
    toys.stack.wait_for(lambda: told_of(toys, job).status is JobStatus.DONE)
    return told_of(toys, job)


def measured(toys: Toys) -> dict[str, float | None]:
    """What a scrape gives of the jobs that run."""
    refresh_metrics([toys.stack.running[SERVICE]])
    return {
        state: telemetry.REGISTRY.get_sample_value(
            "gascert_job_items", {"service": SERVICE, "kind": "put", "state": state}
        )
        for state in ("total", "done", "failed")
    }


def given_up(toys: Toys) -> float | None:
    """What a scrape gives of items that were given up."""
    refresh_metrics([toys.stack.running[SERVICE]])
    return telemetry.REGISTRY.get_sample_value(
        "gascert_job_items_given_up", {"service": SERVICE, "kind": "put"}
    )


class TestPausing:
    def test_lets_a_job_rest_until_it_is_resumed_and_no_item_is_done_twice(
        self, toys: Toys, put: Put
    ) -> None:
        put.before = lambda _: eventlet.sleep(0.05)
        job = start(toys, ids(200))
        toys.stack.wait_for(lambda: told_of(toys, job).done >= 20)
        paused = toys.stack.ask(told.PauseBulkJob(service=SERVICE, job=job), by=OPERATOR)
        assert paused.status is JobStatus.PAUSED
        eventlet.sleep(0.3)  # the chunks in hand
        rests = told_of(toys, job)
        assert 0 < rests.open < 200
        eventlet.sleep(1.2)  # a round of the workers
        assert told_of(toys, job).done == rests.done
        put.before = lambda _: None
        toys.stack.ask(told.ResumeBulkJob(service=SERVICE, job=job), by=OPERATOR)
        ended = wait_until_done(toys, job)
        assert (ended.total, ended.done, ended.failed, ended.open) == (200, 200, 0, 0)
        assert Counter(toys.things(SERVICE)) == Counter(ids(200))

    def test_its_progress_is_told_to_whoever_measures(self, toys: Toys, put: Put) -> None:
        put.before = lambda _: eventlet.sleep(0.05)
        job = start(toys, ids(200))
        toys.stack.wait_for(lambda: told_of(toys, job).done >= 20)
        toys.stack.ask(told.PauseBulkJob(service=SERVICE, job=job), by=OPERATOR)
        eventlet.sleep(0.3)  # the chunks in hand
        assert measured(toys) == {"total": 200, "done": told_of(toys, job).done, "failed": 0}
        put.before = lambda _: None
        toys.stack.ask(told.ResumeBulkJob(service=SERVICE, job=job), by=OPERATOR)
        wait_until_done(toys, job)
        assert set(measured(toys).values()) == {None}

    def test_again_changes_nothing(self, toys: Toys, put: Put) -> None:
        put.before = lambda _: eventlet.sleep(0.05)
        job = start(toys, ids(100))
        for status in (JobStatus.PAUSED, JobStatus.PAUSED):
            call = told.PauseBulkJob(service=SERVICE, job=job)
            assert toys.stack.ask(call, by=OPERATOR).status is status
        for _ in range(2):
            call_again = told.ResumeBulkJob(service=SERVICE, job=job)
            assert toys.stack.ask(call_again, by=OPERATOR).status is JobStatus.RUNNING
        wait_until_done(toys, job)

    @pytest.mark.parametrize("call", [told.PauseBulkJob, told.ResumeBulkJob, told.RetryBulkJob])
    def test_a_job_that_has_ended_or_is_unknown_is_refused(self, toys: Toys, call: Any) -> None:
        job = start(toys, ids(3))
        wait_until_done(toys, job)
        with pytest.raises(Refused) as refused:
            toys.stack.ask(call(service=SERVICE, job=job), by=OPERATOR)
        assert (refused.value.code, refused.value.facts) == ("JOB_HAS_ENDED", {"status": "done"})
        with pytest.raises(NotFound):
            toys.stack.ask(call(service=SERVICE, job=uuid4()), by=OPERATOR)


class TestRetrying:
    def test_tries_what_has_failed_again_and_nothing_else(self, toys: Toys, put: Put) -> None:
        bad = (UUID(int=7), UUID(int=23))
        put.before = failing_for(*bad)
        job = start(toys, ids(30))
        ended = wait_until_done(toys, job)
        assert (ended.done, ended.failed) == (28, 2)
        assert given_up(toys) == 2
        put.before = lambda _: None
        again = toys.stack.ask(told.RetryBulkJob(service=SERVICE, job=job), by=OPERATOR)
        assert (again.status, again.done, again.failed, again.open) == (
            *(JobStatus.RUNNING, 28),
            *(0, 2),
        )
        ended = wait_until_done(toys, job)
        assert (ended.total, ended.done, ended.failed, ended.open) == (30, 30, 0, 0)
        assert given_up(toys) is None
        assert Counter(toys.things(SERVICE)) == Counter(ids(30))

    def test_takes_up_a_job_that_has_ended_and_left_something_open(
        self, toys: Toys, put: Put
    ) -> None:
        job = start(toys, ids(30))
        wait_until_done(toys, job)
        [chunk, *_] = toys.rows(SERVICE, tables.JOB_CHUNKS)
        with toys.stack.database(SERVICE).transaction() as transaction:
            which = tables.JOB_CHUNKS.c.id == chunk.id
            damage = {"is_open": 1, "done": 0, "done_at": None}
            transaction.execute(update(tables.JOB_CHUNKS).where(which).values(**damage))
            transaction.execute(delete(THINGS).where(THINGS.c.id.in_(chunk.item_ids)))
        assert (told_of(toys, job).status, told_of(toys, job).open) == (JobStatus.DONE, 10)
        again = toys.stack.ask(told.RetryBulkJob(service=SERVICE, job=job), by=SCHEDULER)
        assert again.status is JobStatus.RUNNING
        assert wait_until_done(toys, job).done == 30
        assert Counter(toys.things(SERVICE)) == Counter(ids(30))

    def test_what_fails_again_is_told_again(self, toys: Toys, put: Put) -> None:
        put.before = failing_for(UUID(int=7))
        job = start(toys, ids(10))
        wait_until_done(toys, job)
        toys.stack.ask(told.RetryBulkJob(service=SERVICE, job=job), by=OPERATOR)
        ended = wait_until_done(toys, job)
        assert (ended.done, ended.failed) == (9, 1)
        checks = toys.stack.ask(told.CheckInvariants(service=SERVICE), by=OPERATOR)
        assert [each.code for each in checks.items if each.violations] == []


class TestListing:
    def test_gives_jobs_page_by_page_newest_first(self, toys: Toys) -> None:
        started = [start(toys, ids(1), key=f"k{number}") for number in range(3)]
        first = toys.stack.ask(told.ListBulkJobs(service=SERVICE, size=2), by=OPERATOR)
        second = toys.stack.ask(
            told.ListBulkJobs(service=SERVICE, size=2, cursor=first.next), by=OPERATOR
        )
        assert [job.id for job in (*first.items, *second.items)] == started[::-1]
        assert second.next is None

    def test_can_be_bounded_to_a_period_or_to_what_is_not_finished(
        self, toys: Toys, put: Put
    ) -> None:
        wait_until_done(toys, start(toys, ids(1), key="over"))
        put.before = lambda _: eventlet.sleep(0.2)
        job = start(toys, ids(30))

        def keys(**bounds: Any) -> list[str]:
            call = told.ListBulkJobs(service=SERVICE, **bounds)
            return [each.key for each in toys.stack.ask(call, by=OPERATOR).items]

        assert keys(only_unfinished=True) == ["k"]
        assert keys(since=LONG_AGO, until=later()) == ["k", "over"]
        assert keys(since=later()) == keys(until=LONG_AGO) == []
        wait_until_done(toys, job)

    def test_a_cursor_that_no_page_gave_is_refused(self, toys: Toys) -> None:
        with pytest.raises(InvalidMessage):
            toys.stack.ask(told.ListBulkJobs(service=SERVICE, cursor="x"), by=OPERATOR)
