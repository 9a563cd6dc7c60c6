"""五、经营类别变更: what follows for certificates once the authority has approved (RULES 6)."""

import json
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from bus.wire import Delivery
from contracts.certificate import (
    ApproveCategoryChange,
    CertificateVersion,
    FindJob,
    GetCertificate,
    GetCertificateVersions,
    GetMarkHistory,
    PreviewCategoryChange,
)
from contracts.certificate import Certificate as Shown
from contracts.enterprise import CategoryChanged, GetCategoryCase
from contracts.errors import NotAllowed, Refused
from contracts.message import to_wire
from contracts.vocabulary import (
    AbnormalReason,
    CaseStatus,
    Category,
    CertificateKind,
    CertificateStatus,
    JobStatus,
    Role,
    Trade,
    VersionCause,
    VersionStatus,
)
from tests.makers import Firm, World

PRINCIPAL, SAFETY, OPERATOR = CertificateKind
NOT_PERMITTED = AbnormalReason.TRADE_NOT_PERMITTED
NOT_COMPLETED = AbnormalReason.CE_NOT_COMPLETED
DELIVERIES = 5


@dataclass(frozen=True, kw_only=True)
class Staff:
    """An enterprise with a certificate of every kind and trade."""

    firm: Firm
    principal: UUID
    safety: UUID
    operators: dict[Trade, UUID]

    @property
    def everyone(self) -> tuple[UUID, ...]:
        return (self.principal, self.safety, *self.operators.values())


def staffed(world: World, letters: str = "GJ") -> Staff:
    firm = world.an_enterprise(letters)
    return Staff(
        firm=firm,
        principal=firm.a_certificate(PRINCIPAL, letters),
        safety=firm.a_certificate(SAFETY, letters),
        operators={
            trade: firm.a_certificate(OPERATOR, letters, trade=trade)
            for trade in permitted(world, letters)
        },
    )


def permitted(world: World, letters: str) -> tuple[Trade, ...]:
    by_letter = {
        "G": "01 02 03 04 06 07 99",
        "P": "02 07 08 99",
        "J": "02 03 04 05 99",
        "Q": "01 02 03 04 99",
    }
    codes = {code for letter in letters for code in by_letter[letter].split()}
    return tuple(trade for trade in Trade if trade.value in codes)


def shown(world: World, certificate: UUID) -> Shown:
    return world.stack.ask(GetCertificate(certificate=certificate), by=world.staff)


def versions(world: World, certificate: UUID) -> tuple[CertificateVersion, ...]:
    return world.stack.ask(GetCertificateVersions(certificate=certificate), by=world.staff).items


def marked(world: World, staff: Staff) -> set[str]:
    return {
        trade.value
        for trade, certificate in staff.operators.items()
        if NOT_PERMITTED in shown(world, certificate).reasons
    }


def everything(world: World, staff: Staff) -> list[object]:
    """All that the register says of these certificates."""
    return [(shown(world, each), versions(world, each)) for each in staff.everyone]


def changed(firm: Firm, version: int, letters: str, **differs: object) -> CategoryChanged:
    event = CategoryChanged(
        enterprise=firm.id,
        case=uuid4(),
        category_version=version,
        categories=tuple(Category(letter) for letter in letters),
        permitted_trades=permitted(firm.world, letters),
        decided_on=firm.world.today,
    )
    return replace(event, **differs)  # type: ignore[arg-type]  # a test may differ in anything


class TestPrincipalsAndSafetyManagers:
    """新证书仅证书编号的经营类别代码发生变化."""

    def test_get_a_number_that_differs_in_the_category_letters_only(self, world: World) -> None:
        staff = staffed(world)
        before = {each: shown(world, each) for each in (staff.principal, staff.safety)}
        staff.firm.changes_to("G")
        for certificate, was in before.items():
            now = shown(world, certificate)
            assert was.number.endswith("GJ")
            assert now == replace(was, number=was.number[:-1], version=2)

    def test_keep_their_old_version_readable_as_superseded(self, world: World) -> None:
        staff = staffed(world)
        [first] = versions(world, staff.principal)
        case = staff.firm.changes_to("G")
        second, old = versions(world, staff.principal)
        assert old == replace(first, status=VersionStatus.SUPERSEDED)
        assert second.cause is VersionCause.CATEGORY_CHANGE
        assert second.caused_by == case.id
        assert second.status is VersionStatus.IN_FORCE
        assert second == replace(
            first,
            version=2,
            number=second.number,
            categories="G",
            cause=second.cause,
            caused_by=case.id,
            made_at=second.made_at,
        )

    def test_are_left_alone_when_the_letters_stay_the_same(self, world: World) -> None:
        firm = world.an_enterprise("GJ")
        certificate = firm.a_certificate(SAFETY, "GJ")
        announce(world, changed(firm, 2, "GJ"))
        assert len(versions(world, certificate)) == 1

    def test_are_reissued_though_marked_abnormal_and_keep_the_mark(self, world: World) -> None:
        firm = world.an_enterprise("GJ")
        certificate = firm.a_certificate(SAFETY, reasons=[NOT_COMPLETED])
        firm.changes_to("G")
        now = shown(world, certificate)
        assert now.number.endswith("G")
        assert now.reasons == (NOT_COMPLETED,)
        assert now.status is CertificateStatus.ABNORMAL

    def test_have_the_version_already_approved_for_later_reissued_too(self, world: World) -> None:
        firm = world.an_enterprise("GJ")
        end = world.today + timedelta(days=40)
        certificate = firm.a_certificate(PRINCIPAL, valid_to=end, ce_deadline=end)
        approve_renewal(world, certificate, from_day=end + timedelta(days=1))
        firm.changes_to("G")
        numbers = {
            (each.version, each.term, each.categories) for each in versions(world, certificate)
        }
        assert numbers == {(1, 1, "GJ"), (2, 2, "GJ"), (3, 1, "G"), (4, 2, "G")}
        assert shown(world, certificate).version == 4


class TestOperators:
    """若企业经营类别允许从业的人员不包括某一工种，该工种人员的证书会被标记为异常无法使用."""

    @pytest.mark.parametrize(
        ("before", "after", "lost"),
        [
            ("GJ", "G", {"05"}),
            ("G", "P", {"01", "03", "04", "06"}),
            ("P", "J", {"07", "08"}),
            ("J", "G", {"05"}),
            ("G", "GPJQ", set()),
        ],
    )
    def test_of_a_trade_no_longer_permitted_are_marked_and_nobody_else(
        self, world: World, before: str, after: str, lost: set[str]
    ) -> None:
        staff = staffed(world, before)
        numbers = {each: shown(world, each).number for each in staff.operators.values()}
        staff.firm.changes_to(after)
        assert marked(world, staff) == lost
        for certificate, number in numbers.items():
            assert shown(world, certificate).number == number
            assert len(versions(world, certificate)) == 1
        assert shown(world, staff.principal).reasons == ()
        assert shown(world, staff.safety).reasons == ()

    def test_cannot_use_a_marked_certificate(self, world: World) -> None:
        staff = staffed(world)
        staff.firm.changes_to("G")
        now = shown(world, staff.operators[Trade("05")])
        assert now.status is CertificateStatus.ABNORMAL
        assert not now.is_usable

    def test_lose_the_mark_when_the_trade_is_permitted_again(self, world: World) -> None:
        staff = staffed(world)
        away = staff.firm.changes_to("G")
        back = staff.firm.changes_to("GJ")
        certificate = staff.operators[Trade("05")]
        assert shown(world, certificate).reasons == ()
        history = world.stack.ask(GetMarkHistory(certificate=certificate), by=world.staff).items
        assert [(each.is_lifted, each.caused_by) for each in history] == [
            (True, back.id),
            (False, away.id),
        ]

    def test_keep_the_mark_of_missed_continuing_education(self, world: World) -> None:
        firm = world.an_enterprise("GJ")
        certificate = firm.a_certificate(OPERATOR, trade=Trade("05"), reasons=[NOT_COMPLETED])
        firm.changes_to("G")
        assert set(shown(world, certificate).reasons) == {NOT_PERMITTED, NOT_COMPLETED}
        firm.changes_to("GJ")
        assert shown(world, certificate).reasons == (NOT_COMPLETED,)


class TestOthers:
    """C4: what has ended, and what names another enterprise, is left alone."""

    def test_expired_and_cancelled_certificates_are_left_alone(self, world: World) -> None:
        firm = world.an_enterprise("GJ")
        yesterday = world.today - timedelta(days=1)
        ended = [
            firm.a_certificate(kind, trade=trade, **how)
            for kind, trade in ((PRINCIPAL, None), (SAFETY, None), (OPERATOR, Trade("05")))
            for how in (
                {"valid_to": yesterday, "ce_deadline": yesterday},
                {"cancelled_on": yesterday},
            )
        ]
        before = [(shown(world, each), versions(world, each)) for each in ended]
        firm.changes_to("G")
        assert [(shown(world, each), versions(world, each)) for each in ended] == before

    def test_a_certificate_on_its_last_day_takes_part(self, world: World) -> None:
        firm = world.an_enterprise("GJ")
        certificate = firm.a_certificate(SAFETY, valid_to=world.today, ce_deadline=world.today)
        firm.changes_to("G")
        assert shown(world, certificate).number.endswith("G")

    def test_one_expired_while_its_renewal_runs_takes_part(self, world: World) -> None:
        firm = world.an_enterprise("GJ")
        yesterday = world.today - timedelta(days=1)
        certificate = firm.a_certificate(
            SAFETY, valid_to=yesterday, ce_deadline=yesterday, in_renewal=True
        )
        firm.changes_to("G")
        assert shown(world, certificate).number.endswith("G")

    def test_the_enterprise_named_on_the_certificate_counts(self, world: World) -> None:
        firm, other = world.an_enterprise("GJ"), world.an_enterprise("GJ")
        certificate = other.a_certificate(SAFETY)
        firm.changes_to("G")
        assert shown(world, certificate).number.endswith("GJ")


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


def announce(
    world: World,
    event: CategoryChanged,
    event_id: UUID | None = None,
    *,
    times: int = 1,
    settle: bool = True,
) -> None:
    """Let an event reach certificate as the broker would bring it."""

    delivery = Delivery(
        event_id=event_id or uuid4(),
        source="enterprise",
        name=event.wire_name,
        body=json.dumps(to_wire(event)),
        headers="{}",
    )
    world.stack.deliver(*[delivery] * times)
    if settle:
        world.stack.settle()


def approve_renewal(world: World, certificate: UUID, *, from_day: date) -> None:
    """Write the second term's version, as an approved renewal does."""
    last = from_day.replace(year=from_day.year + 5) - timedelta(days=1)
    with world.stack.database("certificate").independent() as transaction:
        transaction.execute(
            text("""
                INSERT INTO certificate_versions (certificate, version, term, number, holder_name,
                    enterprise, enterprise_name, categories, trade, photo, valid_from, valid_to,
                    first_ce_deadline, age_rule, cause)
                SELECT certificate, 2, 2, number, holder_name, enterprise, enterprise_name,
                    categories, trade, photo, :first, :last, :last, age_rule, 'renewal'
                FROM certificate_versions WHERE certificate = :id"""),
            {"id": certificate, "first": from_day, "last": last},
        )
        transaction.execute(
            text("""UPDATE certificates SET version = 2, valid_from = :first, valid_to = :last,
                ce_deadline = :last WHERE id = :id"""),
            {"id": certificate, "first": from_day, "last": last},
        )
