"""F23: a database set back, or a broker emptied; what differs is found, made good, once."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from certificate.domain.numbers import MARGIN
from contracts.certificate import (
    GetCertificate,
    ListAppliedCategories,
    PreviewCategoryChange,
)
from contracts.enterprise import (
    CategoryCase,
    KeepCategoryVersions,
    KnownCategoryVersion,
    WithdrawCategoryCase,
)
from contracts.operations import CheckInvariants
from contracts.review_scheduler import Reconciled
from contracts.vocabulary import CertificateKind
from tests.makers import STAFF, Firm
from tests.manual.changes import Staff, staffed
from tests.manual.staffing import approve
from tests.operators import OPERATOR
from tests.provision import Databases, Vhosts
from tests.restores import Restorable, a_restorable_register, line_of
from tests.workers import EXAM_DAY, Worker, a_worker, an_account, approved

SAFETY = CertificateKind.SAFETY_MANAGER
CHANGES = "enterprise.category_changed → certificate.categories_changed"


@pytest.fixture
def register(amqp_uri: str, databases: Databases, vhosts: Vhosts) -> Iterator[Restorable]:
    with a_restorable_register(amqp_uri, databases, vhosts) as register:
        yield register


def number_of(register: Restorable, certificate: UUID) -> str:
    return register.stack.ask(GetCertificate(certificate=certificate), by=STAFF).number


def versions_of(register: Restorable, staff: Staff) -> dict[UUID, int]:
    """How many versions each certificate has."""
    with register.stack.database("certificate").reading() as connection:
        rows = connection.execute(
            text(
                "SELECT certificate, count(*) AS versions FROM certificate_versions"
                " WHERE certificate = ANY(:ids) GROUP BY certificate"
            ),
            {"ids": list(staff.everyone)},
        )
        return {row.certificate: row.versions for row in rows}


def sequence_of(number: str) -> int:
    """The sequence in `青RQB2024000123GJ`."""
    return int(number[8:14])


def a_number_given_to(register: Restorable, worker: Worker) -> str:
    approved(register.world, worker.passed(SAFETY))
    [issued] = worker.certificates
    return issued.number


def assert_all_is_well(register: Restorable) -> None:
    for service in register.stack.running:
        told = register.stack.ask(CheckInvariants(service=service), by=OPERATOR)
        assert {each.code: each.examples for each in told.items if each.violations} == {}


def assert_changed_once(register: Restorable, staff: Staff, letters: str) -> None:
    """Two versions of each principal's and safety manager's certificate, one of the others."""
    assert number_of(register, staff.principal).endswith(letters)
    assert number_of(register, staff.safety).endswith(letters)
    twice = {staff.principal, staff.safety}
    assert versions_of(register, staff) == {
        each: 2 if each in twice else 1 for each in staff.everyone
    }


def test_certificate_set_back_is_told_again_and_gives_no_number_twice(
    register: Restorable,
) -> None:
    staff = staffed(register.world, "GJ")
    early = a_worker(register.world, staff.firm)
    a_number_given_to(register, early)
    register.back_up("certificate")
    late = a_worker(register.world, staff.firm)
    lost_number = a_number_given_to(register, late)
    staff.firm.changes_to("G")
    register.restore("certificate")

    assert number_of(register, staff.principal).endswith("GJ")
    assert register.lacking(Reconciled.EVENTS)[CHANGES] == 1
    mended = line_of(register.reconcile(mend=True), CHANGES)
    assert (mended.total, mended.lacking, mended.mended) == (2, 1, 1)
    register.stack.settle()
    assert_changed_once(register, staff, "G")
    # What persons were told of what is lost now cannot be taken back; it is found and named.
    unknown = {Reconciled.UNKNOWN_EVENTS, Reconciled.VERSIONS}
    assert register.lacking(*set(Reconciled) - unknown) == {}
    assert set(register.lacking(Reconciled.UNKNOWN_EVENTS)) == {"identity ← certificate"}

    again = a_number_given_to(register, late)
    assert sequence_of(again) == sequence_of(lost_number) + MARGIN
    assert_all_is_well(register)


def test_identity_set_back_takes_who_is_entered_again_for_who_they_were(
    register: Restorable,
) -> None:
    staff = staffed(register.world, "GJ")
    register.back_up("identity")
    worker = a_worker(register.world, staff.firm)
    number = a_number_given_to(register, worker)
    register.restore("identity")
    register.reconcile(mend=True)

    again = an_account(register.world, name=worker.name, id_number=worker.id_number)
    again = again.verifies().uploads_photo()
    assert again.person == worker.person
    assert [each.number for each in again.certificates] == [number]
    approved(register.world, again.passed(SAFETY, on=EXAM_DAY + timedelta(days=1)))
    assert [each.number for each in again.certificates] == [number]
    assert_all_is_well(register)


def test_an_emptied_broker_costs_nothing(register: Restorable, amqp_uri: str) -> None:
    staff = staffed(register.world, "GJ")
    case = staff.firm.submits("G")
    register.stack.stop("certificate")
    approve(register.world, case)
    with register.stack.database("enterprise").reading() as connection:
        unsent = text("SELECT count(*) FROM outbox WHERE sent_at IS NULL")
        register.stack.wait_for(lambda: connection.scalar(unsent) == 0)
    register.empty_the_broker(amqp_uri)
    register.stack.start("certificate")
    register.stack.wait_until_ready(30)

    assert register.lacking(Reconciled.EVENTS) == {CHANGES: 1}
    assert number_of(register, staff.principal).endswith("GJ")
    for _ in range(2):
        register.reconcile(Reconciled.EVENTS, mend=True)
        register.stack.settle()
        assert_changed_once(register, staff, "G")
        assert register.lacking(Reconciled.EVENTS, Reconciled.CATEGORIES) == {}
    assert_all_is_well(register)


class TestEnterpriseSetBack:
    """What enterprise has lost, certificate has carried out: the authority decides again."""

    @pytest.fixture
    def staff(self, register: Restorable) -> Staff:
        return staffed(register.world, "GJ")

    @pytest.fixture
    def case(self, register: Restorable, staff: Staff) -> CategoryCase:
        """A case whose approval, already carried out, is then lost."""
        case = staff.firm.submits("G")
        register.back_up("enterprise")
        staff.firm.is_approved(case)
        register.stack.settle()
        register.restore("enterprise")
        return case

    def keep_versions(self, register: Restorable) -> tuple[UUID, ...]:
        applied = register.stack.ask(ListAppliedCategories(), by=OPERATOR).items
        known = tuple(
            KnownCategoryVersion(enterprise=each.enterprise, category_version=each.category_version)
            for each in applied
        )
        return register.stack.ask(KeepCategoryVersions(known=known), by=OPERATOR).behind

    def test_is_found(self, register: Restorable, staff: Staff, case: CategoryCase) -> None:
        table = register.reconcile(mend=True)
        unknown = line_of(table, "certificate ← enterprise")
        assert (unknown.total, unknown.done, unknown.lacking, unknown.mended) == (2, 1, 1, 0)
        assert line_of(table, "category_change").examples == (str(case.id),)
        assert line_of(table, "certificate ↔ enterprise").examples == (str(staff.firm.id),)
        assert self.keep_versions(register) == (staff.firm.id,)

    def test_the_same_decision_again_changes_nothing_more(
        self, register: Restorable, staff: Staff, case: CategoryCase
    ) -> None:
        self.keep_versions(register)
        staff.firm.is_approved(case)
        register.stack.settle()
        assert_changed_once(register, staff, "G")
        assert register.lacking(Reconciled.CATEGORIES, Reconciled.EVENTS) == {}
        assert "category_change" not in register.lacking(Reconciled.VERSIONS)
        assert_all_is_well(register)

    def test_another_decision_is_carried_out(
        self, register: Restorable, staff: Staff, case: CategoryCase
    ) -> None:
        self.keep_versions(register)
        firm: Firm = staff.firm
        register.stack.ask(WithdrawCategoryCase(case=case.id), by=firm.account)
        other = firm.submits("GP")
        preview = register.stack.ask(PreviewCategoryChange(case=other.id), by=STAFF)
        assert preview.reissues == 2
        firm.is_approved(other)
        register.stack.settle()
        assert number_of(register, staff.principal).endswith("GP")
        assert set(versions_of(register, staff).values()) == {1, 3}
        assert register.lacking(Reconciled.CATEGORIES) == {}
        assert_all_is_well(register)
