"""五、经营类别变更: what follows for certificates once the authority has approved (C2–C4)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from contracts.certificate import (
    GetMarkHistory,
)
from contracts.vocabulary import (
    CertificateStatus,
    Trade,
    VersionCause,
    VersionStatus,
)
from tests.makers import World
from tests.manual.changes import (
    NOT_COMPLETED,
    NOT_PERMITTED,
    OPERATOR,
    PRINCIPAL,
    SAFETY,
    announce,
    approve_renewal,
    changed,
    marked,
    shown,
    staffed,
    versions,
)
from tests.manual.moments import holding, wait_until_blocked


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
        endings: tuple[dict[str, Any], ...] = (
            {"valid_to": yesterday, "ce_deadline": yesterday},
            {"cancelled_on": yesterday},
        )
        ended = [
            firm.a_certificate(kind, trade=trade, **how)
            for kind, trade in ((PRINCIPAL, None), (SAFETY, None), (OPERATOR, Trade("05")))
            for how in endings
        ]
        before = [(shown(world, each), versions(world, each)) for each in ended]
        firm.changes_to("G")
        assert [(shown(world, each), versions(world, each)) for each in ended] == before

    def test_those_cancelled_while_the_job_is_at_them_are_left_alone(self, world: World) -> None:
        staff = staffed(world)
        ids = [staff.safety, staff.operators[Trade("05")]]
        before = [versions(world, each)[0].number for each in ids]
        cancel = "UPDATE certificates SET cancelled_on = :day, holds_a_place = false"
        with holding(world, f"{cancel} WHERE id = ANY(:ids)", ids=ids, day=world.today):
            announce(world, changed(staff.firm, 2, "G"), settle=False)
            wait_until_blocked(world)
        world.stack.settle()
        assert [[each.number for each in versions(world, one)] for one in ids] == [
            [number] for number in before
        ]
        assert shown(world, ids[1]).reasons == ()
        assert shown(world, staff.principal).number.endswith("G")

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
