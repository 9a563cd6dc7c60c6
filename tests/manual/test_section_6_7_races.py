"""K1, K6 and H6: cancellations (六.7) and whatever happens in the same moment."""

from functools import partial

import pytest
from sqlalchemy import text

from contracts.certificate import (
    CertificateCase,
    ListCertificateCases,
)
from contracts.employment import ListEmployments
from contracts.vocabulary import (
    CertificateCaseKind,
    CertificateCaseStatus,
    CertificateCaseStep,
)
from tests.applicants import (
    Applicant,
    an_applicant,
    approves,
    confirms,
    loses_employment,
)
from tests.makers import Firm, World
from tests.manual.staffing import at_once

KIND = CertificateCaseKind.CANCELLATION
FOR_AUTHORITY = CertificateCaseStatus.WAITING_FOR_AUTHORITY
CASE = "SELECT id FROM certificate_cases WHERE id = '{}' FOR UPDATE"
HOLDING = "SELECT pg_advisory_xact_lock(hashtextextended('employments of {person}', 0))"
NOTING = f"""
    INSERT INTO ended_employments (employment)
    SELECT CAST('{{employment}}' AS uuid) FROM ({HOLDING}) AS held
"""


@pytest.fixture(scope="module")
def firm(world: World) -> Firm:
    return world.an_enterprise("GJ")


@pytest.fixture
def employed(world: World, firm: Firm) -> Applicant:
    """Employed by the unit on the certificate."""
    return an_applicant(world, KIND, unit=firm, employer=firm)


@pytest.fixture
def unemployed(world: World, firm: Firm) -> Applicant:
    """Without any employer."""
    return an_applicant(world, KIND, unit=firm)


def steps(case: CertificateCase) -> list[CertificateCaseStep]:
    return [each.step for each in case.timeline]


class TestTwoAtOnce:
    def test_of_two_submissions_one_opens_a_case(self, world: World, unemployed: Applicant) -> None:
        lock = text(f"SELECT id FROM certificates WHERE id = '{unemployed.certificate}' FOR UPDATE")
        outcomes = at_once(world, "certificate", lock, unemployed.submits, unemployed.submits)
        assert [each for each in outcomes if isinstance(each, str)] == ["CONDITIONS_NOT_MET"]
        listed = world.stack.ask(ListCertificateCases(), by=unemployed.worker.by)
        assert len(listed.items) == 1

    def test_a_withdrawal_stands_whether_the_employer_confirmed_before_or_not(
        self, world: World, employed: Applicant, firm: Firm
    ) -> None:
        case = employed.submits()
        lock = text(CASE.format(case.id))
        outcomes = at_once(
            *(world, "certificate", lock),
            *(partial(confirms, firm, case), partial(employed.withdraws, case)),
        )
        # Confirmed first, it may still be withdrawn; withdrawn first, it is closed (K6).
        assert isinstance(outcomes[1], CertificateCase)
        assert isinstance(outcomes[0], CertificateCase) or outcomes[0] == "CASE_CLOSED"
        assert employed.now(case).status is CertificateCaseStatus.WITHDRAWN

    def test_of_two_approvals_one_counts(self, world: World, unemployed: Applicant) -> None:
        case = unemployed.submits()
        lock = text(CASE.format(case.id))
        approve = partial(approves, world, case)
        outcomes = at_once(world, "certificate", lock, approve, approve)
        assert [each for each in outcomes if isinstance(each, str)] == ["CASE_CLOSED"]
        assert steps(unemployed.now(case)).count(CertificateCaseStep.APPROVED) == 1

    def test_an_end_noted_after_the_employer_was_found_has_it_looked_for_again(
        self, world: World, employed: Applicant
    ) -> None:
        worker = employed.worker
        [employment] = world.stack.ask(ListEmployments(), by=worker.by).items
        lock = text(NOTING.format(employment=employment.id, person=worker.person))
        outcomes = at_once(
            world, "certificate", lock, employed.submits, partial(loses_employment, worker)
        )
        [made] = [each for each in outcomes if isinstance(each, CertificateCase)]
        assert (made.status, made.employer) == (FOR_AUTHORITY, None)

    def test_a_case_opened_just_before_the_end_is_passed_on(
        self, world: World, employed: Applicant
    ) -> None:
        worker = employed.worker
        lock = text(HOLDING.format(person=worker.person))
        outcomes = at_once(
            world, "certificate", lock, employed.submits, partial(loses_employment, worker)
        )
        [made] = [each for each in outcomes if isinstance(each, CertificateCase)]
        assert employed.now(made).status is FOR_AUTHORITY
