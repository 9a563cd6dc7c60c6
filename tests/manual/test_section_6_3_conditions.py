"""六.3 企业名称变更: 检测条件，不通过的证书列明原因、不予变更，其余照办 (K2, K3, K4)."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from contracts.vocabulary import (
    AbnormalReason,
    CertificateCaseKind,
    CertificateCaseStatus,
    Trade,
)
from tests.applicants import PRINTED, Applicant, an_applicant, loses_employment
from tests.makers import Firm, World, an_id_number
from tests.manual.changes import versions
from tests.manual.staffing import Worker as Boss
from tests.manual.staffing import an_enterprise_of
from tests.renamings import (
    KIND,
    Renaming,
    a_renaming,
    approves,
    codes,
    part_of,
)
from tests.workers import OPERATOR, PRINCIPAL, a_worker, an_account

REJECTED = CertificateCaseStatus.REJECTED
NOT_PERMITTED = AbnormalReason.TRADE_NOT_PERMITTED
FREE = "certificate_is_free"
LISTED = [
    "是否上传证件照",
    "当前证书是否在办理其他业务",
    "当前证书是否在有效期内",
    "年龄限制（满 18 周岁，且男性不超过 60 周岁，女性不超过 55 周岁）",
    "是否有聘用单位且当前聘用单位和证书所在单位是同一家单位",
    "是否是本省证书",
]


@pytest.fixture
def renaming(world: World) -> Renaming:
    return a_renaming(world)


def cancels(applicant: Applicant) -> Applicant:
    """The same person, who would have the certificate cancelled."""
    return replace(applicant, kind=CertificateCaseKind.CANCELLATION)


def abroad(applicant: Applicant) -> UUID:
    """A certificate that another province has issued."""
    statement = text("UPDATE certificates SET province = '62' WHERE id = :id")
    with applicant.world.stack.database("certificate").independent() as transaction:
        transaction.execute(statement, {"id": applicant.certificate})
    return applicant.certificate


def working_at(renaming: Renaming, other: Firm) -> UUID:
    """A certificate of the unit whose holder works for another enterprise by now."""
    return an_applicant(renaming.world, KIND, unit=renaming.firm, employer=other).certificate


class TestConditions:
    def test_they_are_the_manuals_in_its_order(self, renaming: Renaming) -> None:
        applicant = renaming.employs()
        renaming.takes_name()
        found = renaming.finds()[applicant.certificate]
        assert [each.wording for each in found.findings if each.number] == LISTED
        assert found.is_met

    def test_one_that_fails_is_listed_with_all_its_reasons_and_the_others_go_on(
        self, world: World, renaming: Renaming
    ) -> None:
        """K2, K3: what is unmet is told in the manual's order, beyond its list what it implies."""
        old = an_account(world, name=PRINTED, id_number=an_id_number("19500101")).verifies()
        failing = renaming.firm.a_certificate(
            OPERATOR,
            holder=old.person,
            trade=Trade.LPG_DEPOT,
            reasons=[AbnormalReason.CE_NOT_COMPLETED],
        )
        applicant = renaming.employs()
        renaming.takes_name()
        expected = [
            "photo_is_uploaded",
            "age_is_within_limits",
            "employer_is_the_unit",
            "continuing_education_was_completed",
        ]
        assert codes(renaming.finds()[failing]) == expected
        case = renaming.submits()
        left_out = renaming.items(case)[failing]
        assert (left_out.case, left_out.status, codes(left_out)) == (None, None, expected)
        assert [each.section for each in left_out.unmet] == [
            "六.3(1)",
            "六.3(4)",
            "六.3(5)",
            "六.5",
        ]
        assert (case.included, case.left_out) == (1, 1)
        approves(world, case)
        assert applicant.shown.version == 2
        assert [each.version for each in versions(world, failing)] == [1]

    def test_each_fails_alone(self, world: World, renaming: Renaming) -> None:
        other = world.an_enterprise("GJ")
        busy = renaming.employs()
        too_old = an_id_number("19500101")
        photoless = an_account(world, name=PRINTED).verifies().joins(renaming.firm)
        failing = {
            "photo_is_uploaded": renaming.firm.a_certificate(
                OPERATOR, trade=Trade.LPG_DEPOT, holder=photoless.person
            ),
            FREE: busy.certificate,
            "age_is_within_limits": renaming.employs(id_number=too_old).certificate,
            "certificate_is_local": abroad(renaming.employs()),
            "employer_is_the_unit": working_at(renaming, other),
            "continuing_education_was_completed": renaming.employs(
                reasons=[AbnormalReason.CE_NOT_COMPLETED]
            ).certificate,
            "holder_is_known": renaming.firm.a_certificate(OPERATOR, trade=Trade.LPG_DEPOT),
        }
        renaming.employs()
        cancels(busy).submits()
        renaming.takes_name()
        case = renaming.submits()
        items = renaming.items(case)
        assert {code: codes(items[each]) for code, each in failing.items()} == {
            code: [code] for code in failing
        }
        assert (case.included, case.left_out) == (1, len(failing))

    def test_the_enterprise_is_not_told_where_else_somebody_works(
        self, world: World, renaming: Renaming
    ) -> None:
        other = world.an_enterprise("GJ")
        certificate = working_at(renaming, other)
        renaming.takes_name()
        [unmet] = [each for each in renaming.finds()[certificate].findings if not each.is_met]
        assert unmet.facts == {"unit": str(renaming.firm.id), "is_employer": False}

    def test_representing_the_unit_counts_for_a_principal(self, world: World) -> None:
        """H4."""
        worker = a_worker(world, name=PRINTED)
        boss = Boss(name=worker.name, id_number=worker.id_number, account=worker.by)
        renaming = Renaming(firm=an_enterprise_of(world, boss))
        certificate = renaming.firm.a_certificate(PRINCIPAL, holder=worker.person)
        renaming.takes_name()
        assert renaming.finds()[certificate].is_met

    def test_a_mark_of_the_trade_does_not_hinder_it_and_stays(
        self, world: World, renaming: Renaming
    ) -> None:
        """K4: name changes keep the record true."""
        marked = renaming.employs(trade=Trade.BOTTLE_DELIVERY, reasons=[NOT_PERMITTED])
        name = renaming.takes_name()
        approves(world, renaming.submits())
        assert (marked.shown.enterprise_name, marked.shown.reasons) == (name, (NOT_PERMITTED,))

    def test_they_are_judged_again_at_the_decision_and_only_what_fails_is_left(
        self, world: World, renaming: Renaming
    ) -> None:
        stays, leaves = renaming.employs(), renaming.employs()
        renaming.takes_name()
        case = renaming.submits()
        loses_employment(leaves.worker)
        approves(world, case)
        part, item = part_of(leaves), renaming.items(case)[leaves.certificate]
        assert (part.status, item.status, codes(item)) == (
            REJECTED,
            REJECTED,
            ["employer_is_the_unit"],
        )
        assert part.reason is not None
        assert part.reason.endswith(LISTED[4])
        assert (stays.shown.version, leaves.shown.version) == (2, 1)
        after = renaming.now(case)
        assert (after.reissued, after.rejected) == (1, 1)

    def test_one_that_expired_while_the_case_waited_stays_as_it_was(
        self, world: World, renaming: Renaming
    ) -> None:
        lasting = renaming.employs()
        days = {"valid_to": world.today, "ce_deadline": world.today}
        expiring = renaming.employs(**days)
        renaming.takes_name()
        case = renaming.submits()
        world.stack.clock.move_to(world.today + timedelta(days=1))
        approves(world, case)
        assert codes(renaming.items(case)[expiring.certificate]) == ["certificate_is_in_force"]
        assert (lasting.shown.version, expiring.shown.version) == (2, 1)
