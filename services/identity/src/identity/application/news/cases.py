"""What is told of certificate cases, to holders, employers asked, enterprises (K2, K9)."""

from typing import Final

from contracts.certificate import CaseMoved, CasesMoved, EnterpriseNameChangeMoved
from contracts.vocabulary import CertificateCaseStatus
from identity.domain.messages import Draft, News, Standing, to_enterprise, to_person

TO_HOLDER: Final = {
    CertificateCaseStatus.WAITING_FOR_EMPLOYER: "case_waits_for_employer",
    CertificateCaseStatus.WAITING_FOR_AUTHORITY: "case_waits_for_authority",
    CertificateCaseStatus.APPROVED: "case_approved",
    CertificateCaseStatus.REJECTED: "case_rejected",
    CertificateCaseStatus.REFUSED: "case_refused",
    CertificateCaseStatus.WITHDRAWN: "case_withdrawn",
    CertificateCaseStatus.TERMINATED: "case_terminated",
}
TO_EMPLOYER: Final = {
    CertificateCaseStatus.WAITING_FOR_EMPLOYER: "case_to_confirm",
    CertificateCaseStatus.APPROVED: "staff_case_approved",
    CertificateCaseStatus.REJECTED: "staff_case_rejected",
    CertificateCaseStatus.WITHDRAWN: "staff_case_withdrawn",
    CertificateCaseStatus.TERMINATED: "staff_case_terminated",
}
"""What the employer did itself, and what waits for the authority by its word, it knows."""

TO_HOLDER_OF_PART: Final = {
    **TO_HOLDER,
    CertificateCaseStatus.WITHDRAWN: "case_withdrawn_by_enterprise",
}
TO_ENTERPRISE: Final = {
    CertificateCaseStatus.APPROVED: "name_change_approved",
    CertificateCaseStatus.REJECTED: "name_change_rejected",
}


def moved(event: CaseMoved) -> News:
    """Tell each whom it concerns where the case stands."""
    standing = Standing(matter=event.case, version=event.version)
    told = [(to_person(event.holder), TO_HOLDER[event.status])]
    if event.employer is not None and event.status in TO_EMPLOYER:
        told.append((to_enterprise(event.employer), TO_EMPLOYER[event.status]))
    drafts = tuple(
        Draft(
            to=to,
            code=code,
            about=event.case,
            parameters={"business": event.kind.value},
            standing=standing,
        )
        for to, code in told
    )
    return News(drafts=drafts, standings=(standing,))


def moved_together(event: CasesMoved) -> News:
    """Tell each holder where their part of the enterprise's case stands (六.3)."""
    drafts, standings = [], []
    for case, holder in zip(event.cases, event.holders, strict=True):
        standing = Standing(matter=case, version=event.version)
        drafts.append(
            Draft(
                to=to_person(holder),
                code=TO_HOLDER_OF_PART[event.status],
                about=case,
                parameters={"business": event.kind.value},
                standing=standing,
            )
        )
        standings.append(standing)
    return News(drafts=tuple(drafts), standings=tuple(standings))


def name_change_moved(event: EnterpriseNameChangeMoved) -> News:
    """Tell the enterprise what was decided; what it did itself it knows (六.3)."""
    code = TO_ENTERPRISE.get(event.status)
    if code is None:
        return News(drafts=())
    return News(drafts=(Draft(to=to_enterprise(event.enterprise), code=code, about=event.case),))
