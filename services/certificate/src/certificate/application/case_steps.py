"""What every step of a case shares: is it its turn, the timeline, the announcement (K6, K9)."""

from uuid import UUID

from certificate.application.ports import Sight
from certificate.application.ports_cases import CaseRecords, CaseRegister
from certificate.application.refusals import refusal
from certificate.domain.cases import CertificateCase, Step, moved, obstacle_to_step
from contracts import certificate as told
from contracts.errors import NotFound
from contracts.vocabulary import CertificateCaseStep


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
    return after


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
