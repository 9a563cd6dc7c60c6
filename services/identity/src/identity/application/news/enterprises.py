"""What is told of an enterprise's registration and its category cases (三, 五)."""

from typing import Final

from contracts.enterprise import (
    CategoryCaseClosed,
    EnterpriseRegistered,
    EnterpriseRenamed,
    LegalRepresentativeChanged,
)
from contracts.vocabulary import CaseStatus
from identity.domain.messages import Draft, News, to_enterprise, to_person

CLOSED: Final = {
    CaseStatus.APPROVED: "category_case_approved",
    CaseStatus.REJECTED: "category_case_rejected",
    CaseStatus.WITHDRAWN: "category_case_withdrawn",
}


def registered(event: EnterpriseRegistered) -> News:
    """The enterprise learns what comes next, its legal representative that they were named."""
    enterprise = event.enterprise
    drafts = [Draft(to=to_enterprise(enterprise), code="enterprise_registered", about=enterprise)]
    if event.legal_representative is not None:
        named = to_person(event.legal_representative)
        drafts.append(Draft(to=named, code="legal_representative_named", about=enterprise))
    return News(drafts=tuple(drafts))


def renamed(event: EnterpriseRenamed) -> News:
    """Certificates keep the old name until the enterprise applies for the change (六.3)."""
    to = to_enterprise(event.enterprise)
    return News(drafts=(Draft(to=to, code="enterprise_renamed", about=event.enterprise),))


def representative_changed(event: LegalRepresentativeChanged) -> News:
    """The enterprise is told, and both persons, on whom certificates may rest (H4, H11)."""
    told = (
        (to_enterprise(event.enterprise), "legal_representative_changed"),
        (to_person(event.present), "legal_representative_named"),
        (to_person(event.former), "legal_representative_no_more"),
    )
    about = event.enterprise
    return News(drafts=tuple(Draft(to=to, code=code, about=about) for to, code in told))


def category_case_closed(event: CategoryCaseClosed) -> News:
    """The enterprise learns how its case was closed."""
    to, code = to_enterprise(event.enterprise), CLOSED[event.status]
    return News(drafts=(Draft(to=to, code=code, about=event.case),))
