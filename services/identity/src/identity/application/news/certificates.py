"""What is told of certificates and of results that wait: a holder is told of each certificate.

An enterprise is told once for a cause, however many of its people's certificates it concerns.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final
from uuid import UUID

from contracts.certificate import (
    CertificatesCancelled,
    CertificatesIssued,
    CertificatesMarked,
    CertificatesReissued,
    ResultsWaiting,
)
from contracts.vocabulary import ResultStatus, VersionCause
from identity.domain.messages import Draft, News, Standing, to_enterprise, to_person

WAITING: Final = {
    ResultStatus.PENDING: "issuance_pending",
    ResultStatus.QUALIFIED: "issuance_at_command",
}
STILL_WAITING, ISSUED = 1, 2
NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


def issued(event: CertificatesIssued) -> News:
    """Each holder is told; so is each enterprise, once for an import that was approved."""
    drafts = _to_holders("certificate_issued", event.certificates, event.holders)
    for enterprise, certificate in dict(
        zip(event.enterprises, event.certificates, strict=False)
    ).items():
        cause = event.caused_by or certificate
        to = to_enterprise(enterprise)
        drafts.append(Draft(to=to, code="certificates_issued", about=cause, told_for=cause))
    return News(
        drafts=tuple(drafts),
        standings=tuple(Standing(matter=result, version=ISSUED) for result in event.results),
    )


def reissued(event: CertificatesReissued) -> News:
    """Each holder is told why; a category change is told to its enterprise once (C7).

    Of its own name change the enterprise learns by the case.
    """
    why = {"cause": event.cause.value}
    drafts = _to_holders("certificate_reissued", event.certificates, event.holders, why)
    unit = to_enterprise(event.enterprise)
    if event.cause is VersionCause.CATEGORY_CHANGE:
        case = event.caused_by
        draft = Draft(
            to=unit, code="certificates_reissued", about=case, parameters=why, told_for=case
        )
        return News(drafts=(*drafts, draft))
    if event.cause is VersionCause.ENTERPRISE_NAME_CHANGE:
        return News(drafts=tuple(drafts))
    for certificate in event.certificates:
        code = "certificate_of_staff_reissued"
        drafts.append(Draft(to=unit, code=code, about=certificate, parameters=why))
        if event.former_enterprise is not None:
            left = to_enterprise(event.former_enterprise)
            drafts.append(
                Draft(to=left, code="certificate_left", about=certificate, parameters=why)
            )
    return News(drafts=tuple(drafts))


def marked(event: CertificatesMarked) -> News:
    """Each holder is told of the mark or of its end; each enterprise once for the cause (C7)."""
    why = {"reason": event.reason.value}
    one, many = ("certificate_marked", "certificates_marked")
    if event.is_lifted:
        one, many = ("certificate_unmarked", "certificates_unmarked")
    cause = event.caused_by
    return News(
        drafts=(
            *_to_holders(one, event.certificates, event.holders, why),
            *(
                Draft(
                    to=to_enterprise(enterprise),
                    code=many,
                    about=cause,
                    parameters=why,
                    told_for=cause,
                )
                for enterprise in dict.fromkeys(event.enterprises)
            ),
        )
    )


def cancelled(event: CertificatesCancelled) -> News:
    """The holder is told, and the enterprise that the certificate names."""
    drafts = _to_holders("certificate_cancelled", event.certificates, event.holders)
    for certificate, enterprise in zip(event.certificates, event.enterprises, strict=False):
        code = "certificate_of_staff_cancelled"
        drafts.append(Draft(to=to_enterprise(enterprise), code=code, about=certificate))
    return News(drafts=tuple(drafts))


def results_waiting(event: ResultsWaiting) -> News:
    """The person is told that a condition lacks (H9), or that the word is theirs (H8)."""
    drafts, standings = [], []
    for result, holder in zip(event.results, event.holders, strict=True):
        standing = Standing(matter=result, version=STILL_WAITING)
        code = WAITING[event.status]
        drafts.append(Draft(to=to_person(holder), code=code, about=result, standing=standing))
        standings.append(standing)
    return News(drafts=tuple(drafts), standings=tuple(standings))


def _to_holders(
    code: str,
    certificates: Iterable[UUID],
    holders: Iterable[UUID],
    parameters: Mapping[str, str] = NOTHING,
) -> list[Draft]:
    """An event from before holders were named tells nobody."""
    return [
        Draft(to=to_person(holder), code=code, about=certificate, parameters=parameters)
        for certificate, holder in zip(certificates, holders, strict=False)
    ]
