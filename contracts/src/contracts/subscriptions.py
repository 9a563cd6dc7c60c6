"""Who reacts to which event: the table from which queues are declared ahead of publishers.

A service's reaction is refused at import unless it stands here, so that no event can be sent
before all its subscribers' queues exist. An event without a row has no subscriber.
"""

from datetime import UTC, datetime
from typing import Final

SUBSCRIPTIONS: Final[dict[str, tuple[str, ...]]] = {
    "enterprise.category_changed": ("certificate.categories_changed",),
    "enterprise.enterprise_renamed": ("identity.enterprise_renamed",),
    "enterprise.legal_representative_changed": (
        "certificate.legal_representative_changed",
        "identity.legal_representative_changed",
    ),
    "identity.person_verified": ("certificate.person_verified", "identity.person_verified"),
    "identity.person_renamed": ("identity.person_renamed",),
    "identity.photo_accepted": ("certificate.photo_accepted", "identity.photo_accepted"),
    "identity.integrity_record_moved": ("identity.integrity_record_moved",),
    "enterprise.enterprise_registered": ("identity.enterprise_registered",),
    "enterprise.category_case_closed": ("identity.category_case_closed",),
    "employment.offer_moved": ("identity.offer_moved",),
    "employment.labour_contract_added": ("identity.labour_contract_added",),
    "employment.employment_started": (
        "certificate.employment_started",
        "identity.employment_started",
    ),
    "employment.employment_ended": ("certificate.employment_ended", "identity.employment_ended"),
    "employment.dissolution_moved": ("identity.dissolution_moved",),
    "certificate.case_moved": ("identity.case_moved",),
    "certificate.cases_moved": ("identity.cases_moved",),
    "certificate.enterprise_name_change_moved": ("identity.enterprise_name_change_moved",),
    "certificate.certificates_issued": ("identity.certificates_issued",),
    "certificate.certificates_reissued": ("identity.certificates_reissued",),
    "certificate.certificates_marked": ("identity.certificates_marked",),
    "certificate.certificates_cancelled": ("identity.certificates_cancelled",),
    "certificate.results_waiting": ("identity.results_waiting",),
    "certificate.results_decided": ("identity.results_decided",),
    "certificate.course_moved": ("identity.course_moved",),
    "certificate.exam_moved": ("identity.exam_moved",),
    "certificate.ce_records_added": ("identity.ce_records_added",),
    "certificate.reviews_passed": ("identity.reviews_passed",),
    "certificate.certificates_expired": ("identity.certificates_expired",),
    "certificate.reminders_due": ("identity.reminders_due",),
    # The bus itself reacts to this one, in every service that keeps days.
    "review_scheduler.legal_clock_moved": (
        "identity.legal_clock_moved",
        "employment.legal_clock_moved",
        "enterprise.legal_clock_moved",
        "certificate.legal_clock_moved",
    ),
}


# A subscription to an event that was announced before: from when on all of them reach it. What
# lies before does not lack, and is not sent to it by the night (0009).
BEGAN: Final[dict[tuple[str, str], datetime]] = {}


def subscribers_of(source: str, name: str) -> tuple[str, ...]:
    """Give the handlers, as `service.method`, that an event must reach."""
    return SUBSCRIPTIONS.get(f"{source}.{name}", ())


def began(event: str, subscriber: str) -> datetime:
    """Give from when on an event, as `source.name`, must reach a subscriber: mostly from ever."""
    return BEGAN.get((event, subscriber), datetime.min.replace(tzinfo=UTC))


def subscriptions_of(service: str) -> tuple[tuple[str, str, str], ...]:
    """Give a service's subscriptions as (source, event, handler)."""
    return tuple(
        (*event.split(".", 1), handler.partition(".")[2])  # type: ignore[misc]  # always two parts
        for event, handlers in SUBSCRIPTIONS.items()
        for handler in handlers
        if handler.partition(".")[0] == service
    )
