"""What certificate announces day by day, with what each event tells whom."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final
from uuid import uuid4

from contracts import certificate
from contracts.vocabulary import ReminderKind
from tests.announcements import Example, parties

DEADLINE: Final = date(2026, 9, 14)
REMINDERS: Final = {
    ReminderKind.CE_DEADLINE: ("ce_deadline_nears", "staff_ce_deadline_nears"),
    ReminderKind.RENEWAL_OPENS: ("renewal_opens", "staff_renewal_opens"),
    ReminderKind.EXPIRY: ("expiry_nears", "staff_expiry_nears"),
}


def daily_examples() -> Iterator[Example]:
    """Fresh examples: no two of them concern the same person or enterprise."""
    them = parties()
    pair: dict[str, Any] = _pair(them.person, them.other)
    added = certificate.CeRecordsAdded(
        **pair,
        imported_in=uuid4(),
        records=(uuid4(), uuid4()),
        ordinals=(1, 1),
        issued_on=(DEADLINE, DEADLINE),
    )
    both = [(them.person, "ce_record_added"), (them.other, "ce_record_added")]
    yield Example(event=added, told=both)
    them = parties()
    passed = certificate.ReviewsPassed(
        **_pair(them.person, them.other), day=DEADLINE, ce_deadlines=(DEADLINE, DEADLINE)
    )
    both = [(them.person, "review_passed"), (them.other, "review_passed")]
    yield Example(event=passed, told=both)
    them = parties()
    expired = certificate.CertificatesExpired(
        **_pair(them.person, them.other),
        day=DEADLINE,
        enterprises=(them.firm, them.firm),
        last_days=(DEADLINE, DEADLINE),
    )
    both = [(them.person, "certificate_expired"), (them.other, "certificate_expired")]
    yield Example(event=expired, told=[*both, (them.firm, "certificates_expired")])
    for what, (to_holder, to_unit) in REMINDERS.items():
        them = parties()
        due = certificate.RemindersDue(
            **_pair(them.person, them.other),
            day=DEADLINE,
            what=what,
            days=30,
            ordinal=None,
            enterprises=(them.firm, them.firm),
            deadlines=(DEADLINE, DEADLINE),
        )
        both = [(them.person, to_holder), (them.other, to_holder)]
        yield Example(event=due, told=[*both, (them.firm, to_unit)])


def _pair(*holders: Any) -> dict[str, Any]:
    return {"certificates": (uuid4(), uuid4()), "holders": holders}
