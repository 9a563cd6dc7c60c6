"""What an approved certificate case does to its certificate (六.2, 六.4, 六.6, 六.7, K13)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from certificate.application.ports_cases import CaseRecords, NextTerm, Reprint, Subject, Unit
from certificate.application.ports_issuing import Gathered
from certificate.domain.cases import CertificateCase
from certificate.domain.facts import Case
from certificate.domain.holding import PRINCIPAL
from certificate.domain.numbers import renumbered
from certificate.domain.terms import renewed_term
from contracts import certificate as told
from contracts.errors import NotFound
from contracts.vocabulary import (
    AbnormalReason,
    CertificateCaseKind,
    VersionCause,
    letters_of,
)

NOT_PERMITTED: Final = AbnormalReason.TRADE_NOT_PERMITTED


@dataclass(frozen=True, kw_only=True)
class Decided:
    """A case whose conditions are met, with its certificate, both locked."""

    case: CertificateCase
    subject: Subject
    judged: Case


def carry_out(records: CaseRecords, decided: Decided, gathered: Gathered) -> None:
    """Do what the case asks for; its conditions have been judged in this transaction."""
    _EFFECTS[decided.case.kind](records, decided, gathered)


def _cancel(records: CaseRecords, decided: Decided, _gathered: Gathered) -> None:
    """The place is free from the legal day on, and what waited for it is tried again (H2, H9)."""
    certificate = decided.subject.id
    records.cancel(certificate, decided.judged.on)
    records.announce(
        told.CertificatesCancelled(
            certificates=(certificate,),
            caused_by=decided.case.id,
            holders=(decided.subject.holder,),
            enterprises=(decided.subject.enterprise,),
        )
    )
    cause = f"certificate-cancelled:{certificate}"
    records.try_person_again(decided.subject.holder, cause=cause)


def _move(records: CaseRecords, decided: Decided, gathered: Gathered) -> None:
    """A new version with the new unit and its letters; the trade is permitted there (K13, H7)."""
    subject, judged = decided.subject, decided.judged
    if judged.employer is None:
        raise NotFound
    enterprise = gathered.enterprises[judged.employer.enterprise]
    categories = judged.employer.categories
    number = subject.number
    if subject.trade is None:
        number = renumbered(subject.core, subject.kind, categories)
    records.note_representation(
        [
            each.certificate
            for each in judged.holder.held
            if each.kind is PRINCIPAL and each.represents
        ]
    )
    records.reprint(
        subject,
        Reprint(
            cause=VersionCause.WORK_UNIT_CHANGE,
            caused_by=decided.case.id,
            number=number,
            holder_name=subject.holder_name,
            photo=_photo(subject, gathered),
            unit=Unit(
                enterprise=enterprise.id,
                name=enterprise.name,
                province=enterprise.province,
                represents=judged.wanted.represents,
                letters=letters_of(categories),
            ),
        ),
        judged.on,
    )
    _announce_reissue(records, decided, VersionCause.WORK_UNIT_CHANGE, enterprise.id)
    if NOT_PERMITTED in subject.reasons:
        records.lift(subject.id, NOT_PERMITTED, caused_by=decided.case.id)
        records.announce(
            told.CertificatesMarked(
                certificates=(subject.id,),
                reason=NOT_PERMITTED,
                is_lifted=True,
                caused_by=decided.case.id,
                holders=(subject.holder,),
                enterprises=(enterprise.id,),
            )
        )


def _rename(records: CaseRecords, decided: Decided, gathered: Gathered) -> None:
    """A new version with the new name; unit, number and marks stay (六.4, K4)."""
    subject = decided.subject
    records.reprint(
        subject,
        Reprint(
            cause=VersionCause.PERSON_NAME_CHANGE,
            caused_by=decided.case.id,
            number=subject.number,
            holder_name=gathered.persons[subject.holder].name,
            photo=_photo(subject, gathered),
        ),
        decided.judged.on,
    )
    _announce_reissue(records, decided, VersionCause.PERSON_NAME_CHANGE, subject.enterprise)


def _renew(records: CaseRecords, decided: Decided, gathered: Gathered) -> None:
    """A version for the term that follows, however late it is decided (六.6, D1, D2, D9)."""
    subject = decided.subject
    certified = decided.judged.certificate
    if certified is None or certified.renewing is None:
        raise NotFound
    renewing = certified.renewing
    records.renew(
        subject,
        Reprint(
            cause=VersionCause.RENEWAL,
            caused_by=decided.case.id,
            number=subject.number,
            holder_name=subject.holder_name,
            photo=_photo(subject, gathered),
        ),
        NextTerm(
            term=renewed_term(subject.valid_to, renewing.age_limit_on),
            age_rule=renewing.age_rule,
        ),
    )
    _announce_reissue(records, decided, VersionCause.RENEWAL, subject.enterprise)


def _photo(subject: Subject, gathered: Gathered) -> UUID:
    """What is printed anew shows the photo of today, which the checklist asks for (K7)."""
    photo = gathered.persons[subject.holder].photo
    if photo is None:
        raise NotFound
    return photo


def _announce_reissue(
    records: CaseRecords, decided: Decided, cause: VersionCause, enterprise: UUID
) -> None:
    left = decided.subject.enterprise
    records.announce(
        told.CertificatesReissued(
            certificates=(decided.subject.id,),
            enterprise=enterprise,
            cause=cause,
            caused_by=decided.case.id,
            holders=(decided.subject.holder,),
            former_enterprise=None if left == enterprise else left,
        )
    )


_EFFECTS: Final[Mapping[CertificateCaseKind, Callable[[CaseRecords, Decided, Gathered], None]]] = {
    CertificateCaseKind.CANCELLATION: _cancel,
    CertificateCaseKind.WORK_UNIT_CHANGE: _move,
    CertificateCaseKind.PERSON_NAME_CHANGE: _rename,
    CertificateCaseKind.RENEWAL: _renew,
}
