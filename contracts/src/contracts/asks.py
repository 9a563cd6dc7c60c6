"""Who asks whom what: the table from which each user's rights on the broker are made.

Only calls are ordered: each service may ask those after it, and so no cycle of calls can form.
A test compares the table with what the services' code asks.
"""

from typing import Final

from contracts.catalogue import EVERY_SERVICE, classes_of
from contracts.message import Call
from contracts.operations import OWNERS

ORDER: Final = ("review_scheduler", "certificate", "employment", "enterprise", "identity")
GATEWAY: Final = "gateway"
OPERATOR: Final = "operator"
ASKERS: Final = (*ORDER, GATEWAY, OPERATOR)
# A call of `operations` or `audit` goes to every service, the asker's own included.
ASKS: Final[dict[str, tuple[str, ...]]] = {
    "identity": (),
    "enterprise": ("identity.resolve_persons",),
    "employment": (
        "enterprise.get_enterprise",
        "identity.get_persons",
        "identity.resolve_persons",
    ),
    "certificate": (
        "employment.get_current_employments",
        "enterprise.approve_category_case",
        "enterprise.get_category_case",
        "enterprise.get_enterprises",
        "enterprise.get_legal_representations",
        "identity.get_persons",
        "identity.resolve_persons",
    ),
    "review_scheduler": (
        "certificate.list_applied_categories",
        "certificate.list_version_causes",
        "certificate.retry_pending_issuances",
        "certificate.run_daily_work",
        "enterprise.find_approved_category_cases",
        "enterprise.get_enterprises",
        "operations.find_announced_events",
        "operations.find_received_events",
        "operations.list_announced_events",
        "operations.list_bulk_jobs",
        "operations.list_received_events",
        "operations.retry_bulk_job",
        "operations.send_events_again",
        "operations.tell_legal_clock",
    ),
    OPERATOR: (
        "audit.list_audit_trail",
        "audit.verify_audit_trail",
        "certificate.list_applied_categories",
        "certificate.list_version_causes",
        "certificate.skip_numbers",
        "enterprise.find_approved_category_cases",
        "enterprise.keep_category_versions",
        "operations.check_invariants",
        "operations.find_announced_events",
        "operations.find_received_events",
        "operations.get_backlog",
        "operations.get_parked_event",
        "operations.list_announced_events",
        "operations.list_bulk_jobs",
        "operations.list_parked_events",
        "operations.list_received_events",
        "operations.pause_bulk_job",
        "operations.replay_parked_events",
        "operations.resume_bulk_job",
        "operations.retry_bulk_job",
        "operations.send_events_again",
        "review_scheduler.reconcile",
    ),
}


def calls_of(owner: str) -> tuple[str, ...]:
    """Give the names of a service's own calls and of those that every service answers."""
    own: list[type[Call[object]]] = [
        call for module in (owner, *EVERY_SERVICE) for call in classes_of(module, Call)
    ]
    return tuple(call.wire_name for call in own)


def asked_by(asker: str) -> frozenset[tuple[str, str]]:
    """Give every call that somebody may ask, as (service, call); the gateway may ask all."""
    if asker == GATEWAY:
        return frozenset((owner, name) for owner in OWNERS for name in calls_of(owner))
    asked: set[tuple[str, str]] = set()
    for call in ASKS[asker]:
        owner, _, name = call.partition(".")
        owners = OWNERS if owner in EVERY_SERVICE else (owner,)
        asked |= {(each, name) for each in owners}
    return frozenset(asked)


def askers_of(service: str) -> tuple[str, ...]:
    """Give those who may ask a service something, and so wait for its replies."""
    return tuple(asker for asker in ASKERS if any(owner == service for owner, _ in asked_by(asker)))
