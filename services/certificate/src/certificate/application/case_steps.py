"""What every step of a case shares: is it its turn, the timeline, the announcement (K6, K9)."""

from datetime import date
from typing import Final
from uuid import UUID

from certificate.application.ports import Sight
from certificate.application.ports_cases import CaseRecords, CaseRegister
from certificate.application.refusals import refusal
from certificate.domain.cases import OPEN, CertificateCase, Step, moved, obstacle_to_step
from certificate.domain.terms import legal_day
from contracts import certificate as told
from contracts.errors import NotFound
from contracts.vocabulary import (
    CertificateCaseKind,
    CertificateCaseStatus,
    CertificateCaseStep,
)

WITHOUT_A_TERM: Final = frozenset(CertificateCaseStatus) - {*OPEN, CertificateCaseStatus.APPROVED}


def refuse_out_of_turn(
    case: CertificateCase, step: CertificateCaseStep, seen_version: int | None
) -> None:
    """Refuse a step that a case cannot take on the version that was seen (K6)."""
    obstacle = obstacle_to_step(case, step, seen_version)
    if obstacle is not None:
        raise refusal(obstacle, status=case.status.value, version=case.version)


def take(records: CaseRecords, case: CertificateCase, step: Step) -> CertificateCase:
    """Let a case take a step, keep it and tell the others."""
    after = moved(case, step)
    records.keep_step(after)
    announce_move(records, after)
    if after.kind is CertificateCaseKind.RENEWAL and after.status in WITHOUT_A_TERM:
        _end_renewal(records, after, legal_day(step.at))
    return after


def _end_renewal(records: CaseRecords, case: CertificateCase, today: date) -> None:
    """The certificate goes by its dates again; once expired, its place is free (D9, H2, H9)."""
    if records.end_renewal(case.certificate, today):
        records.try_person_again(case.holder, cause=f"renewal-ended:{case.id}")


def announce_move(records: CaseRecords, case: CertificateCase) -> None:
    """Tell the others where a case stands now."""
    records.announce(
        told.CaseMoved(
            case=case.id,
            kind=case.kind,
            certificate=case.certificate,
            holder=case.holder,
            employer=case.employer,
            status=case.status,
            version=case.version,
        )
    )


def shown(register: CaseRegister, case: UUID) -> told.CertificateCase:
    """Show a case as it has just been written."""
    found = register.case(case, Sight())
    if found is None:
        raise NotFound
    return found
