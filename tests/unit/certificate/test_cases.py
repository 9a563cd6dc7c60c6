"""Certificate cases: every step from every status, and conditions that never raise (K2–K6, H6)."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificate.domain.businesses import CHECKLISTS
from certificate.domain.cases import (
    FOR_AUTHORITY,
    FOR_EMPLOYER,
    CertificateCase,
    Obstacle,
    Step,
    first_status,
    moved,
    obstacle_to_step,
)
from certificate.domain.facts import Case, Certified
from certificate.domain.holding import Ties, employer_of_holder
from contracts.vocabulary import (
    AbnormalReason,
    CertificateCaseKind,
    CertificateCaseStatus,
    CertificateCaseStep,
    Province,
)
from tests.unit.certificate.makers import (
    ELSEWHERE,
    HERE,
    OPERATOR,
    PRINCIPAL,
    a_case,
    an_id,
    with_employer,
)

CANCELLATION = CertificateCaseKind.CANCELLATION
MOVE = CertificateCaseKind.WORK_UNIT_CHANGE
RENAMING = CertificateCaseKind.PERSON_NAME_CHANGE
CLOSED = set(CertificateCaseStatus) - {FOR_EMPLOYER, FOR_AUTHORITY}
OF_EMPLOYER = {
    CertificateCaseStep.CONFIRMED: FOR_AUTHORITY,
    CertificateCaseStep.REFUSED: CertificateCaseStatus.REFUSED,
    CertificateCaseStep.EMPLOYMENT_ENDED: CertificateCaseStatus.TERMINATED,
    CertificateCaseStep.WITHDRAWN: CertificateCaseStatus.WITHDRAWN,
}
OF_AUTHORITY = {
    CertificateCaseStep.APPROVED: CertificateCaseStatus.APPROVED,
    CertificateCaseStep.REJECTED: CertificateCaseStatus.REJECTED,
    CertificateCaseStep.WITHDRAWN: CertificateCaseStatus.WITHDRAWN,
}
LATER = set(CertificateCaseStep) - {CertificateCaseStep.SUBMITTED}

certified = st.none() | st.builds(
    Certified,
    enterprise=st.sampled_from([HERE, ELSEWHERE]),
    valid_to=st.dates(),
    reasons=st.frozensets(st.sampled_from(AbnormalReason)),
    is_cancelled=st.booleans(),
    is_home_province=st.booleans(),
    has_open_case=st.booleans(),
    names_holder=st.booleans(),
)


def step(kind: CertificateCaseStep) -> Step:
    return Step(at=datetime(2024, 3, 15, tzinfo=UTC), by="person:1", step=kind)


def a_standing(status: CertificateCaseStatus, kind: CertificateCaseKind = MOVE) -> CertificateCase:
    """A case that stands somewhere."""
    return CertificateCase(
        id=an_id("case"),
        kind=kind,
        certificate=an_id("certificate"),
        number="青RQB2024000123GJ",
        holder=an_id("holder"),
        province=Province.QINGHAI,
        employer=HERE,
        employment=an_id("employment"),
        status=status,
        timeline=(step(CertificateCaseStep.SUBMITTED),),
    )


def taken_from(status: CertificateCaseStatus) -> dict[CertificateCaseStep, CertificateCaseStatus]:
    """Every step that can be taken from a status, and where it leads."""
    case = a_standing(status)
    return {
        each: moved(case, step(each)).status
        for each in LATER
        if obstacle_to_step(case, each, case.version) is None
    }


def test_the_employer_has_its_turn_first_and_the_authority_then() -> None:
    assert taken_from(FOR_EMPLOYER) == OF_EMPLOYER
    assert taken_from(FOR_AUTHORITY) == OF_AUTHORITY


@pytest.mark.parametrize("status", sorted(CLOSED))
@pytest.mark.parametrize("each", sorted(LATER))
def test_a_closed_case_takes_no_step(
    status: CertificateCaseStatus, each: CertificateCaseStep
) -> None:
    assert obstacle_to_step(a_standing(status), each, None) is Obstacle.CASE_CLOSED


def test_a_stale_view_is_told_before_whose_turn_it_is() -> None:
    case = a_standing(FOR_EMPLOYER)
    found = obstacle_to_step(case, CertificateCaseStep.APPROVED, case.version + 1)
    assert found is Obstacle.STALE_VIEW


def test_a_cancellation_whose_employment_ends_moves_on() -> None:
    case = moved(a_standing(FOR_EMPLOYER, CANCELLATION), step(CertificateCaseStep.EMPLOYMENT_ENDED))
    assert (case.status, case.version, len(case.timeline)) == (FOR_AUTHORITY, 2, 2)


@pytest.mark.parametrize(("kind", "status"), [(MOVE, FOR_EMPLOYER), (CANCELLATION, FOR_EMPLOYER)])
def test_who_is_asked_first_depends_on_the_business(
    kind: CertificateCaseKind, status: CertificateCaseStatus
) -> None:
    assert first_status(kind, HERE) is status
    assert first_status(kind, None) is FOR_AUTHORITY
    assert first_status(RENAMING, HERE) is FOR_AUTHORITY


def test_every_business_has_its_checklist() -> None:
    assert set(CHECKLISTS) == set(CertificateCaseKind)


@given(
    on=st.dates(),
    certificate=certified,
    has_employer=st.booleans(),
    is_home=st.booleans(),
    kind=st.sampled_from(CertificateCaseKind),
)
def test_no_condition_raises_and_every_fact_is_plain(
    *,
    on: date,
    certificate: Certified | None,
    has_employer: bool,
    is_home: bool,
    kind: CertificateCaseKind,
) -> None:
    case: Case = with_employer(a_case(), is_home_province=is_home)
    case = replace(case, on=on, certificate=certificate)
    findings = CHECKLISTS[kind].judge(case if has_employer else replace(case, employer=None))
    assert json.dumps([dict(each.facts) for each in findings])


class TestWhoseEmployerCounts:
    """H4."""

    def test_the_unit_before_any_other(self) -> None:
        ties = Ties(employed_by=ELSEWHERE, represents=frozenset({HERE}))
        assert employer_of_holder(PRINCIPAL, ties, HERE) == HERE
        assert employer_of_holder(OPERATOR, ties, HERE) == ELSEWHERE

    def test_one_named_only_where_it_counts(self) -> None:
        ties = Ties(employed_by=HERE, represents=frozenset({ELSEWHERE}))
        assert employer_of_holder(PRINCIPAL, ties, HERE, named=ELSEWHERE) == ELSEWHERE
        assert employer_of_holder(OPERATOR, ties, HERE, named=ELSEWHERE) is None

    def test_of_several_represented_none_is_guessed(self) -> None:
        both = frozenset({ELSEWHERE, an_id("a third")})
        assert employer_of_holder(PRINCIPAL, Ties(employed_by=None, represents=both), HERE) is None
        one = Ties(employed_by=None, represents=frozenset({ELSEWHERE}))
        assert employer_of_holder(PRINCIPAL, one, HERE) == ELSEWHERE
        assert employer_of_holder(OPERATOR, one, HERE) is None
