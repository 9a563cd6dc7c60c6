"""五、经营类别变更: the authority approves what it has seen (C6), and it comes once (C8)."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from contracts.certificate import (
    ApproveCategoryChange,
    FindJob,
    PreviewCategoryChange,
)
from contracts.enterprise import GetCategoryCase
from contracts.errors import NotAllowed, Refused
from contracts.vocabulary import (
    CaseStatus,
    JobStatus,
    Role,
    Trade,
)
from tests.makers import World
from tests.manual.changes import (
    DELIVERIES,
    NOT_PERMITTED,
    SAFETY,
    announce,
    changed,
    everything,
    shown,
    staffed,
    versions,
)

# As if a worker had died with all of a job, and its lease ended only now.
REOPEN = (
    """UPDATE job_chunks SET is_open = 1, done = 0, counts = NULL, done_at = NULL
        WHERE job = (SELECT id FROM jobs WHERE key = :key)""",
    "UPDATE jobs SET status = 'running', finished_at = NULL WHERE key = :key",
)


class TestApproval:
    """C6: the authority approves what it has seen."""

    def test_the_preview_names_every_certificate_that_would_change(self, world: World) -> None:
        staff = staffed(world)
        case = staff.firm.submits("G")
        seen = world.stack.ask(PreviewCategoryChange(case=case.id), by=world.staff)
        assert (seen.reissues, seen.marks, seen.lifts) == (2, 1, 0)
        told = {
            each.certificate: (each.number, each.new_number, each.reason) for each in seen.effects
        }
        number = shown(world, staff.principal).number
        assert told[staff.principal] == (number, number[:-1], None)
        marked_number = shown(world, staff.operators[Trade("05")]).number
        assert told[staff.operators[Trade("05")]] == (marked_number, None, NOT_PERMITTED)
        assert len(told) == 3

    def test_the_preview_is_paged_without_gap(self, world: World) -> None:
        firm = world.an_enterprise("GJ")
        certificates = {firm.a_certificate(SAFETY) for _ in range(7)}
        case = firm.submits("G")
        seen: set[UUID] = set()
        cursor = None
        while True:
            page = world.stack.ask(
                PreviewCategoryChange(case=case.id, size=3, cursor=cursor), by=world.staff
            )
            seen |= {each.certificate for each in page.effects}
            cursor = page.next
            if cursor is None:
                break
        assert seen == certificates

    def test_a_changed_list_refuses_and_changes_nothing(self, world: World) -> None:
        staff = staffed(world)
        case = staff.firm.submits("G")
        seen = world.stack.ask(PreviewCategoryChange(case=case.id), by=world.staff)
        staff.firm.a_certificate(SAFETY)
        with pytest.raises(Refused) as refusal:
            world.stack.ask(
                ApproveCategoryChange(
                    case=case.id, case_version=seen.case_version, fingerprint=seen.fingerprint
                ),
                by=world.staff,
            )
        assert refusal.value.code == "PREVIEW_CHANGED"
        after = world.stack.ask(GetCategoryCase(case=case.id), by=world.staff)
        assert after.status is CaseStatus.SUBMITTED

    def test_only_those_who_decide_may_approve(self, world: World) -> None:
        firm = world.an_enterprise("GJ")
        case = firm.submits("G")
        reader = replace(world.staff, roles=(Role.READER,))
        call = ApproveCategoryChange(case=case.id, case_version=1, fingerprint="0" * 64)
        for by in (reader, firm.account):
            with pytest.raises(NotAllowed):
                world.stack.ask(call, by=by)

    def test_the_job_tells_what_was_done(self, world: World) -> None:
        staff = staffed(world)
        approved = staff.firm.is_approved(staff.firm.submits("G"))
        world.stack.settle()
        job = world.stack.ask(FindJob(key=approved.job_key), by=world.staff)
        assert job.status is JobStatus.DONE
        assert job.total == job.done == len(staff.everyone)
        assert (job.counts["reissued"], job.counts["marked"]) == (2, 1)


class TestDelivery:
    """The event may come five times, in any order, and to two replicas at once."""

    def test_the_same_event_five_times_changes_nothing_more(self, world: World) -> None:
        staff = staffed(world)
        event, event_id = changed(staff.firm, 2, "G"), uuid4()
        announce(world, event, event_id)
        once = everything(world, staff)
        for _ in range(DELIVERIES - 1):
            announce(world, event, event_id)
        announce(world, event)
        assert everything(world, staff) == once

    def test_an_older_event_that_comes_late_is_ignored(self, world: World) -> None:
        staff = staffed(world)
        announce(world, changed(staff.firm, 3, "P"))
        after = everything(world, staff)
        announce(world, changed(staff.firm, 2, "G"))
        assert everything(world, staff) == after
        assert shown(world, staff.safety).number.endswith("P")

    def test_two_replicas_at_once_do_it_once(self, world: World) -> None:
        staff = staffed(world)
        more = [staff.firm.a_certificate(SAFETY) for _ in range(1200)]
        stack = world.stack
        stack.start("certificate", replica="second")
        try:
            stack.wait_until_ready()
            announce(world, changed(staff.firm, 2, "G"), times=DELIVERIES)
        finally:
            stack.stop("certificate", replica="second")
        with stack.database("certificate").reading() as connection:
            counted = connection.execute(
                text("""SELECT count(*), min(last), max(last) FROM (SELECT max(version) AS last,
                    count(*) AS n FROM certificate_versions WHERE certificate = ANY(:ids)
                    GROUP BY certificate) AS each"""),
                {"ids": more},
            ).one()
        assert tuple(counted) == (len(more), 2, 2)

    def test_a_job_for_older_categories_stops_where_newer_have_come(self, world: World) -> None:
        staff = staffed(world)
        more = [staff.firm.a_certificate(SAFETY) for _ in range(600)]
        announce(world, changed(staff.firm, 2, "G"), settle=False)
        announce(world, changed(staff.firm, 3, "Q"), settle=False)
        world.stack.settle()
        last = {versions(world, each)[0].categories for each in (staff.principal, *more[::100])}
        assert last == {"Q"}

    def test_what_a_job_for_older_categories_has_left_over_is_not_done_any_more(
        self, world: World
    ) -> None:
        staff = staffed(world)
        announce(world, changed(staff.firm, 2, "G"))
        announce(world, changed(staff.firm, 3, "P"))
        after = everything(world, staff)
        key = f"category-change:{staff.firm.id}:2"
        with world.stack.database("certificate").independent() as transaction:
            for statement in REOPEN:
                transaction.execute(text(statement), {"key": key})
        world.stack.settle()
        assert everything(world, staff) == after
        job = world.stack.ask(FindJob(key=key), by=world.staff)
        assert job.status is JobStatus.SUPERSEDED
        assert job.counts["superseded"] == len(staff.everyone)
