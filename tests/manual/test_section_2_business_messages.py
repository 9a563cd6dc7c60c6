"""二.4(5) 青海建设云平台中的所有业务办理: what each business tells whom (K9, C7)."""

from dataclasses import replace
from uuid import uuid4

from contracts.certificate import GetCertificate
from contracts.identity import Message, MessageCategory
from contracts.principal import Principal
from contracts.vocabulary import CertificateCaseKind, CertificateKind, Trade
from tests.applicants import an_applicant, approves, confirms, loses_employment, refuses, rejects
from tests.makers import World
from tests.manual.correspondence import actions, messages, person
from tests.manual.dissolutions import asked, confirmed, refused_with, withdrawn
from tests.manual.staffing import a_worker, accepted, employed, offered
from tests.manual.test_section_4_contracts import added
from tests.renamings import a_renaming
from tests.renamings import approves as approves_name
from tests.workers import a_worker as a_fit_worker
from tests.workers import an_account, approved

SAFETY, OPERATOR = CertificateKind.SAFETY_MANAGER, CertificateKind.OPERATOR
CERTIFICATE, CASE = MessageCategory.CERTIFICATE, MessageCategory.CASE
LOST = Trade.VEHICLE_FILLING_STATION


def told(world: World, by: Principal, category: MessageCategory | None = None) -> list[Message]:
    """Somebody's messages, oldest first, once all has settled."""
    world.stack.settle()
    return [*reversed(messages(world, by, category=category))]


def told_codes(world: World, by: Principal, category: MessageCategory | None = None) -> list[str]:
    return [each.code for each in told(world, by, category)]


class TestOneself:
    """一, 二.4(1)."""

    def test_a_proved_name_a_photo_and_another_name_are_told(self, world: World) -> None:
        worker = an_account(world, name="示例·旧名").verifies().uploads_photo()
        assert told_codes(world, worker.by) == ["real_name_proved", "photo_accepted"]
        replace(worker, name="示例·新名").verifies()
        assert sorted(told_codes(world, worker.by)[2:]) == ["name_changed", "real_name_proved"]


class TestEmployment:
    """四, 二.4(2)."""

    def test_both_sides_are_told_of_an_employment_from_offer_to_end(self, world: World) -> None:
        firm, worker = world.an_enterprise(), a_worker(world)
        offer = offered(world, firm, worker)
        added(world, firm, offer.id)
        employment = accepted(world, offer, worker)
        request = asked(world, employment, worker.account)
        world.stack.settle()
        assert actions(world, firm.account) == ["confirm_dissolution", "refuse_dissolution"]
        refused_with(world, request, firm.account)
        withdrawn(world, asked(world, employment, firm.account), firm.account)
        confirmed(world, asked(world, employment, worker.account), firm.account)
        assert sorted(told_codes(world, worker.account)) == sorted(
            [
                *("real_name_proved", "offer_made", "employment_started", "labour_contract_added"),
                *("dissolution_refused", "dissolution_to_answer", "dissolution_withdrawn"),
                "employment_ended",
            ]
        )
        assert sorted(told_codes(world, firm.account)) == sorted(
            [
                *("enterprise_registered", "offer_accepted"),
                *("dissolution_to_answer", "dissolution_to_answer", "employment_ended"),
            ]
        )
        assert actions(world, firm.account) == actions(world, worker.account) == []

    def test_a_link_leads_to_the_employment_and_the_action_to_the_request(
        self, world: World
    ) -> None:
        firm, worker = world.an_enterprise(), a_worker(world)
        employment = employed(world, firm, worker)
        request = asked(world, employment, worker.account)
        world.stack.settle()
        [message] = messages(world, firm.account, needs_action=True)
        assert message.link is not None
        assert message.link.path == f"/api/v1/employments/{employment.id}"
        assert message.link.id == employment.id
        assert message.actions[0].path == f"/api/v1/dissolutions/{request.id}/confirm"

    def test_whoever_is_named_as_legal_representative_is_told(self, world: World) -> None:
        firm = world.an_enterprise()
        representative = person(firm.enterprise.legal_representative)
        assert told_codes(world, representative) == ["legal_representative_named"]


class TestCategoryChange:
    """五: holders and the enterprise get a message (C7)."""

    def test_each_holder_is_told_and_the_enterprise_once(self, world: World) -> None:
        firm = world.an_enterprise("GJ")
        holders = [uuid4() for _ in range(3)]
        managed, lost, kept = holders
        certificate = firm.a_certificate(SAFETY, "GJ", holder=managed)
        firm.a_certificate(OPERATOR, "GJ", holder=lost, trade=LOST)
        firm.a_certificate(OPERATOR, "GJ", holder=kept, trade=Trade.PIPE_NETWORK)
        before = told_codes(world, firm.account)
        case = firm.changes_to("G")
        [reissued] = told(world, person(managed))
        assert (reissued.code, reissued.parameters) == (
            *("certificate_reissued", {"cause": "category_change"}),
        )
        assert reissued.link is not None
        assert reissued.link.path == f"/api/v1/certificates/{certificate}/versions"
        assert reissued.text.startswith("因企业经营类别变更，")
        assert told_codes(world, person(lost)) == ["certificate_marked"]
        assert told_codes(world, person(kept)) == []
        assert sorted(told_codes(world, firm.account)[len(before) :]) == [
            *("category_case_approved", "certificates_marked", "certificates_reissued")
        ]
        [closed] = messages(world, firm.account, category=CASE)[:1]
        assert closed.link is not None
        assert closed.link.id == case.id
        firm.changes_to("GJ")
        assert told_codes(world, person(lost)) == ["certificate_marked", "certificate_unmarked"]


class TestCertificateCases:
    """六, K2, K9, H6."""

    def test_a_cancellation_is_told_step_by_step(self, world: World) -> None:
        firm = world.an_enterprise("G")
        applicant = an_applicant(world, CertificateCaseKind.CANCELLATION, unit=firm, employer=firm)
        case = applicant.submits()
        world.stack.settle()
        assert actions(world, firm.account) == ["confirm_case", "refuse_case"]
        approves(world, confirms(firm, case))
        assert told_codes(world, applicant.worker.by, CASE) == [
            *("case_waits_for_employer", "case_waits_for_authority", "case_approved")
        ]
        assert told_codes(world, applicant.worker.by, CERTIFICATE) == ["certificate_cancelled"]
        assert "certificate_of_staff_cancelled" in told_codes(world, firm.account, CERTIFICATE)
        assert told_codes(world, firm.account, CASE)[-2:] == [
            *("case_to_confirm", "staff_case_approved")
        ]
        assert actions(world, firm.account) == []

    def test_refusal_rejection_withdrawal_and_termination_are_told(self, world: World) -> None:
        firm = world.an_enterprise("G")
        kind = CertificateCaseKind.CANCELLATION
        applicant = an_applicant(world, kind, unit=firm, employer=firm)
        by = applicant.worker.by
        refuses(firm, applicant.submits())
        assert told_codes(world, by, CASE)[-1] == "case_refused"
        rejects(world, confirms(firm, applicant.submits()))
        assert told_codes(world, by, CASE)[-1] == "case_rejected"
        applicant.withdraws(applicant.submits())
        assert told_codes(world, by, CASE)[-1] == "case_withdrawn"
        assert told_codes(world, firm.account, CASE)[-1] == "staff_case_withdrawn"

    def test_a_move_is_told_to_the_unit_that_is_left(self, world: World) -> None:
        left, joined = world.an_enterprise("G"), world.an_enterprise("G")
        kind = CertificateCaseKind.WORK_UNIT_CHANGE
        applicant = an_applicant(world, kind, unit=left, employer=joined)
        approves(world, confirms(joined, applicant.submits()))
        assert told_codes(world, applicant.worker.by, CERTIFICATE) == ["certificate_reissued"]
        assert told_codes(world, left.account, CERTIFICATE) == ["certificate_left"]
        assert told_codes(world, joined.account, CERTIFICATE) == ["certificate_of_staff_reissued"]

    def test_a_case_that_ends_with_the_employment_is_told_to_both(self, world: World) -> None:
        left, joined = world.an_enterprise("G"), world.an_enterprise("G")
        kind = CertificateCaseKind.WORK_UNIT_CHANGE
        applicant = an_applicant(world, kind, unit=left, employer=joined)
        applicant.submits()
        loses_employment(applicant.worker)
        assert told_codes(world, applicant.worker.by, CASE)[-1] == "case_terminated"
        assert told_codes(world, joined.account, CASE)[-1] == "staff_case_terminated"
        assert actions(world, joined.account) == []

    def test_a_new_name_is_told_to_all_holders_and_once_to_the_enterprise(
        self, world: World
    ) -> None:
        """六.3."""
        renaming = a_renaming(world)
        people = [renaming.employs().worker for _ in range(2)]
        renaming.takes_name()
        renaming.withdraws(renaming.submits())
        approves_name(world, renaming.submits())
        for worker in people:
            assert sorted(told_codes(world, worker.by, CASE)) == [
                *("case_approved", "case_waits_for_authority"),
                *("case_waits_for_authority", "case_withdrawn_by_enterprise"),
            ]
            assert told_codes(world, worker.by, CERTIFICATE) == ["certificate_reissued"]
        assert told_codes(world, renaming.firm.account, CERTIFICATE) == []
        assert told_codes(world, renaming.firm.account, CASE)[1:] == ["name_change_approved"]


class TestIssuance:
    """六.1, H8, H9."""

    def test_a_pending_result_is_told_once_and_then_its_certificate(self, world: World) -> None:
        firm = world.an_enterprise("G")
        worker = a_fit_worker(world)
        approved(world, worker.passed(SAFETY))
        [pending] = told(world, worker.by, CERTIFICATE)
        [result] = worker.results
        assert (pending.code, pending.link and pending.link.id) == ("issuance_pending", result.id)
        worker.joins(firm)
        assert told_codes(world, worker.by, CERTIFICATE) == [
            *("issuance_pending", "certificate_issued")
        ]
        issued = told(world, worker.by, CERTIFICATE)[-1]
        assert issued.link is not None
        assert issued.link.id is not None
        found = world.stack.ask(GetCertificate(certificate=issued.link.id), by=worker.by)
        assert found.holder == worker.person
        assert told_codes(world, firm.account, CERTIFICATE) == ["certificates_issued"]

    def test_a_second_trade_waits_for_its_holder_s_word(self, world: World) -> None:
        firm = world.an_enterprise("G")
        worker = a_fit_worker(world, firm)
        approved(
            world,
            worker.passed(OPERATOR, Trade.PIPE_NETWORK),
            worker.passed(OPERATOR, Trade.USER_INSTALLATION),
        )
        assert sorted(told_codes(world, worker.by, CERTIFICATE)) == [
            *("certificate_issued", "issuance_at_command")
        ]
        assert actions(world, worker.by) == ["issue_certificate"]
