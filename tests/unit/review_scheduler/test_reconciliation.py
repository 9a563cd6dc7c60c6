"""Reconciling: the table tells apart what is done, under way, stuck and lacking, and mends once."""

from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from contracts.errors import InvalidMessage
from contracts.operations import DeliveryStatus
from contracts.review_scheduler import Reconcile, Reconciled, ReconciliationLine
from contracts.subscriptions import BEGAN
from contracts.vocabulary import JobStatus, VersionCause
from review_scheduler.application.reconciliation import Reconciliation
from review_scheduler.domain.reconciling import DAYS_KNOWN, in_parts, nightly_period
from tests.unit.review_scheduler.fakes import SetClock
from tests.unit.review_scheduler.services import (
    AT,
    DAY,
    Services,
    a_job,
    an_owner,
    applied_of,
    versions,
)

NAMES = ("identity", "employment", "enterprise", "certificate", "review_scheduler")
CHANGES = "enterprise.category_changed → certificate.categories_changed"


@pytest.fixture
def services() -> Services:
    return Services()


@pytest.fixture
def reconciliation(services: Services) -> Reconciliation:
    return Reconciliation(ask=services, services=NAMES, clock=SetClock(moment=AT))


def lines(
    reconciliation: Reconciliation, *what: Reconciled, mend: bool = False
) -> dict[str, ReconciliationLine]:
    call = Reconcile(since=AT, until=AT + timedelta(days=1), mend=mend, what=what)
    return {line.of: line for line in reconciliation.reconcile(call).lines}


def counts(line: ReconciliationLine) -> tuple[int, ...]:
    return (line.total, line.done, line.waiting, line.stuck, line.lacking, line.mended)


class TestEvents:
    def test_are_followed_to_their_subscriber_over_all_pages(
        self, services: Services, reconciliation: Reconciliation
    ) -> None:
        for _ in range(5):
            services.receive(services.announce("enterprise", "category_changed"))
        assert counts(lines(reconciliation)[CHANGES]) == (5, 5, 0, 0, 0, 0)

    def test_are_told_apart_by_where_they_stand(
        self, services: Services, reconciliation: Reconciliation
    ) -> None:
        for status in DeliveryStatus:
            services.receive(services.announce("enterprise", "category_changed"), status)
        services.announce("enterprise", "category_changed", is_sent=False)
        lost = services.announce("enterprise", "category_changed")
        line = lines(reconciliation)[CHANGES]
        assert counts(line) == (5, 1, 2, 1, 1, 0)
        assert line.examples == (str(lost),)
        assert services.sent_again == []

    def test_that_lack_are_sent_again_and_no_others(
        self, services: Services, reconciliation: Reconciliation
    ) -> None:
        services.receive(services.announce("enterprise", "category_changed"))
        services.receive(services.announce("enterprise", "category_changed"), DeliveryStatus.PARKED)
        services.announce("enterprise", "category_changed", is_sent=False)
        lost = services.announce("enterprise", "category_changed")
        line = lines(reconciliation, Reconciled.EVENTS, mend=True)[CHANGES]
        assert (line.lacking, line.mended) == (1, 1)
        assert services.sent_again == [("enterprise", (lost,))]

    def test_of_another_handler_do_not_count_as_received(
        self, services: Services, reconciliation: Reconciliation
    ) -> None:
        services.receive(services.announce("identity", "person_verified"), source="identity")
        found = lines(reconciliation, Reconciled.EVENTS).values()
        assert [(line.done, line.lacking) for line in found] == [(0, 1), (0, 1)]

    def test_from_before_a_subscription_began_do_not_lack_there(
        self,
        services: Services,
        reconciliation: Reconciliation,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        services.announce("identity", "person_verified")
        late = ("identity.person_verified", "identity.person_verified")
        monkeypatch.setitem(BEGAN, late, AT + timedelta(hours=12))
        found = lines(reconciliation, Reconciled.EVENTS)
        assert {name: line.lacking for name, line in found.items()} == {
            "identity.person_verified → certificate.person_verified": 1,
            "identity.person_verified → identity.person_verified": 0,
        }

    def test_without_subscribers_have_no_line(
        self, services: Services, reconciliation: Reconciliation
    ) -> None:
        services.announce("review_scheduler", "days_closed")
        assert lines(reconciliation, Reconciled.EVENTS) == {}

    def test_that_their_source_has_lost_are_told_with_their_ids(
        self, services: Services, reconciliation: Reconciliation
    ) -> None:
        services.receive(services.announce("enterprise", "category_changed"))
        gone, strange = uuid4(), uuid4()
        services.receive(gone)
        services.receive(strange, source="nobody")
        found = lines(reconciliation, Reconciled.UNKNOWN_EVENTS, mend=True)
        assert counts(found["certificate ← enterprise"]) == (2, 1, 0, 0, 1, 0)
        assert found["certificate ← enterprise"].examples == (str(gone),)
        assert counts(found["certificate ← nobody"]) == (1, 0, 0, 0, 1, 0)

    def test_that_are_too_old_to_be_sent_again_still_lack(
        self, services: Services, reconciliation: Reconciliation
    ) -> None:
        lost, ancient = (services.announce("enterprise", "category_changed") for _ in range(2))
        services.too_old = {ancient}
        line = lines(reconciliation, Reconciled.EVENTS, mend=True)[CHANGES]
        assert (line.lacking, line.mended) == (2, 1)
        assert set(line.examples) == {str(lost), str(ancient)}

    def test_that_were_received_before_outboxes_are_sure_to_reach_back_are_not_judged(
        self, services: Services, reconciliation: Reconciliation
    ) -> None:
        asked: set[datetime] = set()
        services.on_received = lambda call: asked.add(call.since)
        for days in (100, 1):
            call = Reconcile(since=AT - timedelta(days=days), until=AT)
            reconciliation.reconcile(call)
        assert asked == {AT - timedelta(days=DAYS_KNOWN), AT - timedelta(days=1)}


class TestJobs:
    def test_are_added_up_by_service_and_kind(
        self, services: Services, reconciliation: Reconciliation
    ) -> None:
        services.jobs["certificate"] = [
            a_job(),
            a_job(done=8, failed=2),
            a_job(done=3, open=7, finished_at=None),
            a_job(kind="category_change", total=5, done=4, open=1, key="lost"),
        ]
        found = lines(reconciliation, Reconciled.JOBS)
        assert counts(found["certificate: issuance"]) == (30, 21, 7, 2, 0, 0)
        assert counts(found["certificate: category_change"]) == (5, 4, 0, 0, 1, 0)
        assert found["certificate: category_change"].examples == ("lost",)
        assert services.retried == []

    def test_that_rest_wait_for_an_operator(
        self, services: Services, reconciliation: Reconciliation
    ) -> None:
        services.jobs["certificate"] = [
            a_job(done=2, failed=1, open=7, status=JobStatus.PAUSED, finished_at=None)
        ]
        [line] = lines(reconciliation, Reconciled.JOBS).values()
        assert counts(line) == (10, 2, 0, 8, 0, 0)

    def test_that_ended_too_early_go_on_where_there_is_something_left_of_them(
        self, services: Services, reconciliation: Reconciliation
    ) -> None:
        early, gone = a_job(done=7, open=3), a_job(done=9, open=1)
        services.jobs["certificate"] = [a_job(done=8, failed=2), early, gone]
        services.have_nothing_left = {gone.id}
        [line] = lines(reconciliation, Reconciled.JOBS, mend=True).values()
        assert counts(line) == (30, 24, 0, 2, 4, 3)
        assert services.retried == [early.id, gone.id]


class TestVersions:
    def test_rest_on_results_or_on_approved_cases(
        self, services: Services, reconciliation: Reconciliation
    ) -> None:
        known, lost, orphan = uuid4(), uuid4(), uuid4()
        services.approved = {known}
        change = VersionCause.CATEGORY_CHANGE
        services.causes = [
            versions(VersionCause.ISSUANCE, 9, without=2, examples=(orphan,)),
            versions(change, 4, caused_by=known),
            versions(change, 3, caused_by=lost),
        ]
        found = lines(reconciliation, Reconciled.VERSIONS)
        assert counts(found["issuance"]) == (9, 7, 0, 0, 2, 0)
        assert found["issuance"].examples == (str(orphan),)
        assert counts(found["category_change"]) == (7, 4, 0, 0, 3, 0)
        assert found["category_change"].examples == (str(lost),)


class TestCategories:
    def test_agree_are_under_way_or_were_lost_by_their_owner(
        self, services: Services, reconciliation: Reconciliation
    ) -> None:
        same, newer, older, other, gone = (
            *(an_owner("GJ", 2), an_owner("G", 3), an_owner("GJ", 1)),
            *(an_owner("P", 2), an_owner("G", 1)),
        )
        services.owners = [same, newer, older, other]
        services.applied = [
            applied_of(owner, "GJ", 2) for owner in (same, newer, older, other, gone)
        ]
        [line] = lines(reconciliation, Reconciled.CATEGORIES).values()
        assert counts(line) == (5, 1, 1, 0, 3, 0)
        assert set(line.examples) == {str(each.id) for each in (older, other, gone)}


class TestNightly:
    def test_mends_and_tells_what_it_found(
        self, services: Services, reconciliation: Reconciliation
    ) -> None:
        services.receive(services.announce("enterprise", "category_changed"))
        services.receive(uuid4())
        services.announce("enterprise", "category_changed")
        services.jobs["certificate"] = [a_job(done=8, failed=2)]
        assert reconciliation.nightly(DAY, DAY).counts == {
            "done": 9,
            "waiting": 0,
            "stuck": 2,
            "lacking": 1,
            "mended": 1,
            "unknown": 1,
        }
        assert len(services.sent_again) == 1

    def test_looks_at_all_that_is_kept_from_before_its_day(self) -> None:
        since, until = nightly_period(DAY)
        assert until == datetime(2024, 3, 15, tzinfo=ZoneInfo("Asia/Shanghai"))
        assert until - since == timedelta(days=29)


def test_a_period_that_ends_before_it_begins_is_refused(reconciliation: Reconciliation) -> None:
    with pytest.raises(InvalidMessage):
        reconciliation.reconcile(Reconcile(since=AT, until=AT - timedelta(seconds=1)))


def test_what_is_not_asked_for_is_not_compared(
    services: Services, reconciliation: Reconciliation
) -> None:
    services.announce("enterprise", "category_changed")
    assert lines(reconciliation, Reconciled.JOBS) == {}


def test_a_long_list_is_cut_into_what_one_call_takes() -> None:
    assert [len(part) for part in in_parts(range(2500))] == [1000, 1000, 500]
