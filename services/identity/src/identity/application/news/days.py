"""What holders and enterprises are told day by day: education, reviews, expiries, reminders (六.5).

An enterprise is told once a day of one thing, however many of its people it concerns.
"""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import NAMESPACE_OID, UUID, uuid5

from contracts.certificate import (
    CeRecordsAdded,
    CertificatesExpired,
    RemindersDue,
    ReviewsPassed,
)
from contracts.vocabulary import ReminderKind
from identity.domain.messages import Draft, News, to_enterprise, to_person

REMINDERS: Final = {
    ReminderKind.CE_DEADLINE: ("ce_deadline_nears", "staff_ce_deadline_nears"),
    ReminderKind.RENEWAL_OPENS: ("renewal_opens", "staff_renewal_opens"),
    ReminderKind.EXPIRY: ("expiry_nears", "staff_expiry_nears"),
}
"""What a reminder says to the holder, and what to the unit on the certificate."""


def ce_records_added(event: CeRecordsAdded) -> News:
    """The holder learns that the continuing education counts."""
    return News(drafts=tuple(_to_holders("ce_record_added", event.certificates, event.holders, {})))


def reviews_passed(event: ReviewsPassed) -> News:
    """The holder learns that the certificate goes on to its last day (D3)."""
    return News(
        drafts=tuple(
            draft
            for certificate, holder, deadline in zip(
                event.certificates, event.holders, event.ce_deadlines, strict=True
            )
            for draft in _to_holders(
                "review_passed", (certificate,), (holder,), {"deadline": deadline.isoformat()}
            )
        )
    )


def expired(event: CertificatesExpired) -> News:
    """The holder is told of each certificate, each unit once a day."""
    drafts = _to_holders("certificate_expired", event.certificates, event.holders, {})
    cause = uuid5(NAMESPACE_OID, f"gascert:expired:{event.day}")
    return News(drafts=(*drafts, *_to_units("certificates_expired", event.enterprises, cause)))


def reminders_due(event: RemindersDue) -> News:
    """The holder is told of each deadline, each unit once a day that there are such."""
    to_holder, to_unit = REMINDERS[event.what]
    drafts = [
        draft
        for certificate, holder, deadline in zip(
            event.certificates, event.holders, event.deadlines, strict=True
        )
        for draft in _to_holders(
            to_holder,
            (certificate,),
            (holder,),
            {"days": str(event.days), "deadline": deadline.isoformat()},
        )
    ]
    cause = uuid5(NAMESPACE_OID, f"gascert:{event.what}:{event.days}:{event.day}")
    return News(drafts=(*drafts, *_to_units(to_unit, event.enterprises, cause)))


def _to_holders(
    code: str,
    certificates: Sequence[UUID],
    holders: Sequence[UUID],
    parameters: Mapping[str, str],
) -> list[Draft]:
    return [
        Draft(to=to_person(holder), code=code, about=certificate, parameters=parameters)
        for certificate, holder in zip(certificates, holders, strict=True)
    ]


def _to_units(code: str, enterprises: Sequence[UUID], cause: UUID) -> list[Draft]:
    return [
        Draft(to=to_enterprise(enterprise), code=code, about=cause, told_for=cause)
        for enterprise in dict.fromkeys(enterprises)
    ]
