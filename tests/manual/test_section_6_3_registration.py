"""工商信息变更 (六.3, H11): what an enterprise records of itself, and who follows."""

from functools import partial
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from contracts.certificate import GetCertificate, ListExamResults
from contracts.enterprise import (
    ChangeRegistration,
    Enterprise,
    FormerRegistration,
    GetEnterprise,
    GetLegalRepresentations,
    ListFormerRegistrations,
)
from contracts.errors import InvalidMessage, NotAllowed, NotFound, Refused
from contracts.principal import Principal, PrincipalKind, service_principal
from contracts.vocabulary import CertificateCaseKind, CertificateKind, ResultStatus
from tests.applicants import Applicant
from tests.makers import Firm, World, an_id_number
from tests.manual.staffing import at_once
from tests.workers import a_worker, approved

PRINCIPAL = CertificateKind.PRINCIPAL


def seen(world: World, firm: Firm) -> Enterprise:
    return world.stack.ask(GetEnterprise(enterprise=firm.id), by=firm.account)


def change(world: World, firm: Firm, **differs: object) -> Enterprise:
    call = ChangeRegistration(version=seen(world, firm).version, **differs)  # type: ignore[arg-type]  # as differs
    return world.stack.ask(call, by=firm.account)


def former(world: World, firm: Firm) -> tuple[FormerRegistration, ...]:
    call = ListFormerRegistrations(enterprise=firm.id)
    return world.stack.ask(call, by=firm.account).items


def representative_of(world: World, person: UUID) -> set[UUID]:
    call = GetLegalRepresentations(persons=(person,))
    found = world.stack.ask(call, by=service_principal("certificate")).items
    return {each.enterprise for each in found}


class TestName:
    def test_a_new_name_is_kept_and_the_code_and_the_categories_stay(self, world: World) -> None:
        firm = world.an_enterprise("GJ")
        before = seen(world, firm)
        after = change(world, firm, name="青海㛃新燃气有限公司")
        assert after.name == "青海㛃新燃气有限公司"
        assert (after.uscc, after.categories) == (before.uscc, before.categories)
        assert after.version == before.version + 1
        [was] = former(world, firm)
        assert (was.name, was.version) == (before.name, before.version)
        assert was.changed_by == firm.account.subject

    def test_a_certificate_keeps_the_name_it_was_printed_with(self, world: World) -> None:
        firm = world.an_enterprise("G")
        certificate = firm.a_certificate(CertificateKind.SAFETY_MANAGER, "G")
        call = GetCertificate(certificate=certificate)
        before = world.stack.ask(call, by=world.staff)
        change(world, firm, name="青海改名后燃气有限公司")
        world.stack.settle()
        assert world.stack.ask(call, by=world.staff) == before


class TestLegalRepresentative:
    def test_another_person_represents_the_enterprise_from_then_on(self, world: World) -> None:
        firm = world.an_enterprise("G")
        before, number = seen(world, firm), an_id_number()
        after = change(
            world,
            firm,
            legal_representative_name="示例·新任",
            legal_representative_id_number=number,
        )
        assert after.legal_representative != before.legal_representative
        assert after.legal_representative_name == "示例·新任"
        assert representative_of(world, after.legal_representative) == {firm.id}
        assert representative_of(world, before.legal_representative) == set()
        [was] = former(world, firm)
        assert was.legal_representative == before.legal_representative

    def test_a_certificate_that_rested_on_representing_stays_without_a_current_employer(
        self, world: World
    ) -> None:
        """H11: nothing is printed anew; what asks for an employer finds none."""
        worker = a_worker(world)
        firm = world.an_enterprise(
            "G",
            legal_representative_name=worker.name,
            legal_representative_id_number=worker.id_number,
        )
        approved(world, worker.passed(PRINCIPAL))
        [before] = worker.certificates
        applicant = Applicant(
            worker=worker, certificate=before.id, kind=CertificateCaseKind.PERSON_NAME_CHANGE
        )
        met = applicant.unmet()
        assert applicant.is_with_its_unit
        change(
            world,
            firm,
            legal_representative_name="示例·新任",
            legal_representative_id_number=an_id_number(),
        )
        world.stack.settle()
        assert worker.certificates == (before,)
        assert applicant.unmet() - met == {"holder_has_a_local_employer"}
        assert not applicant.is_with_its_unit

    def test_a_result_that_waited_for_an_employer_is_issued_by_h4(self, world: World) -> None:
        firm = world.an_enterprise("G")
        worker = a_worker(world)
        approved(world, worker.passed(PRINCIPAL))
        call = ListExamResults(person=worker.person)
        [result] = world.stack.ask(call, by=world.staff).items
        assert result.status is ResultStatus.PENDING
        change(
            world,
            firm,
            legal_representative_name=worker.name,
            legal_representative_id_number=worker.id_number,
        )
        world.stack.settle()
        [issued] = worker.certificates
        assert issued.enterprise == firm.id


class TestRefusals:
    def test_every_fault_is_told_at_once_and_nothing_changes(self, world: World) -> None:
        firm = world.an_enterprise()
        before = seen(world, firm)
        with pytest.raises(InvalidMessage) as refused:
            change(
                world,
                firm,
                name="  ",
                legal_representative_name=" ",
                legal_representative_id_number="63010519900229001X",
            )
        assert {fault.path for fault in refused.value.faults} == {
            "name",
            "legal_representative_name",
            "legal_representative_id_number",
        }
        with pytest.raises(InvalidMessage):
            change(world, firm, legal_representative_name="示例")
        assert seen(world, firm) == before
        assert former(world, firm) == ()

    def test_what_changes_nothing_is_refused(self, world: World) -> None:
        firm = world.an_enterprise()
        with pytest.raises(Refused) as refused:
            change(world, firm, name=seen(world, firm).name)
        assert refused.value.code == "SAME_REGISTRATION"
        with pytest.raises(Refused):
            change(world, firm)

    def test_of_two_changes_on_one_view_one_is_made(self, world: World) -> None:
        firm = world.an_enterprise()
        version = seen(world, firm).version
        commands = (
            partial(
                world.stack.ask, ChangeRegistration(version=version, name=name), by=firm.account
            )
            for name in ("青海甲燃气有限公司", "青海乙燃气有限公司")
        )
        lock = text(f"SELECT 1 FROM enterprises WHERE id = '{firm.id}' FOR UPDATE")
        answers = at_once(world, "enterprise", lock, *commands)
        assert answers.count("STALE_REGISTRATION") == 1
        assert len(former(world, firm)) == 1

    def test_only_the_enterprise_itself_records_it(self, world: World) -> None:
        firm, person = world.an_enterprise(), Principal(kind=PrincipalKind.PERSON, account=uuid4())
        call = ChangeRegistration(version=1, name="青海他人燃气有限公司")
        for other in (person, world.staff):
            with pytest.raises(NotAllowed):
                world.stack.ask(call, by=other)
        stranger = world.an_enterprise()
        with pytest.raises(NotFound):
            world.stack.ask(ListFormerRegistrations(enterprise=firm.id), by=stranger.account)
