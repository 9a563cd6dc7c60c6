"""Every kind of event that messages follow from, as it is announced, with what each tells whom."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid4

from contracts import certificate, employment, enterprise, identity
from contracts.message import Event
from contracts.vocabulary import (
    AbnormalReason,
    CaseStatus,
    CertificateCaseKind,
    CertificateCaseStatus,
    DissolutionStatus,
    OfferStatus,
    ResultStatus,
    Side,
    VersionCause,
)

Told = list[tuple[UUID, str]]


@dataclass(frozen=True, kw_only=True)
class Example:
    """An event, and whom it tells which message, in any order."""

    event: Event
    told: Told

    def __str__(self) -> str:
        state = getattr(self.event, "status", None)
        return type(self.event).__name__ + ("" if state is None else f"-{state.value}")


@dataclass(frozen=True, kw_only=True)
class Parties:
    """Two persons and two enterprises that no other example knows."""

    person: UUID
    other: UUID
    firm: UUID
    former: UUID


def parties() -> Parties:
    return Parties(person=uuid4(), other=uuid4(), firm=uuid4(), former=uuid4())


OFFERS: Final = {
    OfferStatus.OPEN: ("person", "offer_made"),
    OfferStatus.ACCEPTED: ("firm", "offer_accepted"),
    OfferStatus.REFUSED: ("firm", "offer_refused"),
    OfferStatus.WITHDRAWN: ("person", "offer_withdrawn"),
    OfferStatus.LAPSED: ("firm", "offer_lapsed"),
}
DISSOLUTIONS: Final = {
    DissolutionStatus.OPEN: ("firm", "dissolution_to_answer"),
    DissolutionStatus.CONFIRMED: None,
    DissolutionStatus.REFUSED: ("person", "dissolution_refused"),
    DissolutionStatus.WITHDRAWN: ("firm", "dissolution_withdrawn"),
}
CASES: Final = {
    CertificateCaseStatus.WAITING_FOR_EMPLOYER: ("case_waits_for_employer", "case_to_confirm"),
    CertificateCaseStatus.WAITING_FOR_AUTHORITY: ("case_waits_for_authority", None),
    CertificateCaseStatus.APPROVED: ("case_approved", "staff_case_approved"),
    CertificateCaseStatus.REJECTED: ("case_rejected", "staff_case_rejected"),
    CertificateCaseStatus.REFUSED: ("case_refused", None),
    CertificateCaseStatus.WITHDRAWN: ("case_withdrawn", "staff_case_withdrawn"),
    CertificateCaseStatus.TERMINATED: ("case_terminated", "staff_case_terminated"),
}
CLOSED: Final = {
    CaseStatus.APPROVED: "category_case_approved",
    CaseStatus.REJECTED: "category_case_rejected",
    CaseStatus.WITHDRAWN: "category_case_withdrawn",
}


def examples() -> list[Example]:
    """Fresh examples of all kinds: no two of them concern the same person or enterprise."""
    return [*_persons(), *_enterprises(), *_employments(), *_cases(), *_certificates()]


def _persons() -> Iterator[Example]:
    for kind, code in (
        (identity.PersonVerified, "real_name_proved"),
        (identity.PersonRenamed, "name_changed"),
    ):
        person = uuid4()
        yield Example(event=kind(person=person, version=2), told=[(person, code)])
    for status, code in (
        (identity.IntegrityStatus.IN_FORCE, "integrity_recorded"),
        (identity.IntegrityStatus.WITHDRAWN, "integrity_withdrawn"),
    ):
        person = uuid4()
        moved = identity.IntegrityRecordMoved(
            record=uuid4(), person=person, status=status, version=1
        )
        yield Example(event=moved, told=[(person, code)])
    person = uuid4()
    accepted = identity.PhotoAccepted(person=person, photo=uuid4(), version=3)
    yield Example(event=accepted, told=[(person, "photo_accepted")])


def _enterprises() -> Iterator[Example]:
    them = parties()
    registered = enterprise.EnterpriseRegistered(
        enterprise=them.firm, version=1, legal_representative=them.person
    )
    named = (them.person, "legal_representative_named")
    yield Example(event=registered, told=[(them.firm, "enterprise_registered"), named])
    them = parties()
    renamed = enterprise.EnterpriseRenamed(enterprise=them.firm, version=2)
    yield Example(event=renamed, told=[(them.firm, "enterprise_renamed")])
    them = parties()
    represented = enterprise.LegalRepresentativeChanged(
        enterprise=them.firm, former=them.other, present=them.person, version=2
    )
    persons = [
        (them.person, "legal_representative_named"),
        (them.other, "legal_representative_no_more"),
    ]
    told = [(them.firm, "legal_representative_changed"), *persons]
    yield Example(event=represented, told=told)
    for status, code in CLOSED.items():
        firm = uuid4()
        closed = enterprise.CategoryCaseClosed(case=uuid4(), enterprise=firm, status=status)
        yield Example(event=closed, told=[(firm, code)])


def _employments() -> Iterator[Example]:
    for offer_status, (side, code) in OFFERS.items():
        them = parties()
        offer = employment.OfferMoved(
            offer=uuid4(),
            person=them.person,
            enterprise=them.firm,
            status=offer_status,
            version=1,
        )
        yield Example(event=offer, told=[(getattr(them, side), code)])
    yield from _begun_and_ended()
    for status, expected in DISSOLUTIONS.items():
        for asking, mirrored in (
            (Side.PERSON, {"person": "person", "firm": "firm"}),
            (Side.ENTERPRISE, {"person": "firm", "firm": "person"}),
        ):
            them = parties()
            moved = employment.DissolutionMoved(
                dissolution=uuid4(),
                employment=uuid4(),
                person=them.person,
                enterprise=them.firm,
                requested_by=asking,
                status=status,
                version=1,
            )
            told = [] if expected is None else [(mirrored[expected[0]], expected[1])]
            yield Example(event=moved, told=[(getattr(them, side), code) for side, code in told])


def _begun_and_ended() -> Iterator[Example]:
    them, sides = _both_sides()
    contract = employment.LabourContractAdded(labour_contract=uuid4(), offer=uuid4(), **sides)
    yield Example(event=contract, told=[(them.person, "labour_contract_added")])
    them, sides = _both_sides()
    started = employment.EmploymentStarted(employment=uuid4(), version=1, **sides)
    yield Example(event=started, told=[(them.person, "employment_started")])
    them, sides = _both_sides()
    ended = employment.EmploymentEnded(employment=uuid4(), version=2, **sides)
    both = [(them.person, "employment_ended"), (them.firm, "employment_ended")]
    yield Example(event=ended, told=both)


def _both_sides() -> tuple[Parties, dict[str, Any]]:
    them = parties()
    return them, {"person": them.person, "enterprise": them.firm}


def _cases() -> Iterator[Example]:
    for status, (to_holder, to_employer) in CASES.items():
        them = parties()
        moved = certificate.CaseMoved(
            case=uuid4(),
            kind=CertificateCaseKind.CANCELLATION,
            certificate=uuid4(),
            holder=them.person,
            employer=them.firm,
            status=status,
            version=1,
        )
        told = [(them.person, to_holder)]
        yield Example(event=moved, told=told + ([(them.firm, to_employer)] if to_employer else []))


def _certificates() -> Iterator[Example]:
    them, concerned = _two_certificates()
    issued = certificate.CertificatesIssued(
        **concerned,
        enterprises=(them.firm, them.firm),
        results=(uuid4(), uuid4()),
        cause=VersionCause.ISSUANCE,
        caused_by=uuid4(),
    )
    yield Example(event=issued, told=_all(them, "certificate_issued", "certificates_issued"))
    yield from _reissued()
    for is_lifted, one, many in (
        (False, "certificate_marked", "certificates_marked"),
        (True, "certificate_unmarked", "certificates_unmarked"),
    ):
        them, concerned = _two_certificates()
        marked = certificate.CertificatesMarked(
            **concerned,
            enterprises=(them.firm, them.firm),
            reason=AbnormalReason.TRADE_NOT_PERMITTED,
            is_lifted=is_lifted,
            caused_by=uuid4(),
        )
        yield Example(event=marked, told=_all(them, one, many))
    them = parties()
    cancelled = certificate.CertificatesCancelled(
        certificates=(uuid4(),),
        holders=(them.person,),
        enterprises=(them.firm,),
        caused_by=uuid4(),
    )
    unit = (them.firm, "certificate_of_staff_cancelled")
    yield Example(event=cancelled, told=[(them.person, "certificate_cancelled"), unit])
    for status, code in (
        (ResultStatus.PENDING, "issuance_pending"),
        (ResultStatus.QUALIFIED, "issuance_at_command"),
    ):
        them = parties()
        waiting = certificate.ResultsWaiting(
            results=(uuid4(), uuid4()), holders=(them.person, them.other), status=status
        )
        yield Example(event=waiting, told=[(them.person, code), (them.other, code)])


def _reissued() -> Iterator[Example]:
    them, concerned = _two_certificates()
    changed = certificate.CertificatesReissued(
        **concerned,
        enterprise=them.firm,
        cause=VersionCause.CATEGORY_CHANGE,
        caused_by=uuid4(),
    )
    yield Example(event=changed, told=_all(them, "certificate_reissued", "certificates_reissued"))
    them = parties()
    moved = certificate.CertificatesReissued(
        certificates=(uuid4(),),
        holders=(them.person,),
        enterprise=them.firm,
        former_enterprise=them.former,
        cause=VersionCause.WORK_UNIT_CHANGE,
        caused_by=uuid4(),
    )
    units = [(them.firm, "certificate_of_staff_reissued"), (them.former, "certificate_left")]
    yield Example(event=moved, told=[(them.person, "certificate_reissued"), *units])


def _two_certificates() -> tuple[Parties, dict[str, Any]]:
    them = parties()
    certificates = (uuid4(), uuid4())
    return them, {"certificates": certificates, "holders": (them.person, them.other)}


def _all(them: Parties, one: str, many: str) -> Told:
    return [(them.person, one), (them.other, one), (them.firm, many)]
