"""What is told of a certificate case, to its holder and to the employer asked (K2, K9)."""

from typing import Final

from contracts.certificate import CaseMoved
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
