"""What certificate announces of an enterprise's name change, with what each event tells whom."""

from collections.abc import Iterator
from typing import Any, Final
from uuid import uuid4

from contracts import certificate
from contracts.vocabulary import CertificateCaseKind, CertificateCaseStatus, VersionCause
from tests.announcements import Example, Parties, parties

TOGETHER: Final = {
    CertificateCaseStatus.WAITING_FOR_AUTHORITY: "case_waits_for_authority",
    CertificateCaseStatus.APPROVED: "case_approved",
    CertificateCaseStatus.REJECTED: "case_rejected",
    CertificateCaseStatus.WITHDRAWN: "case_withdrawn_by_enterprise",
}
NAME_CHANGES: Final = {
    CertificateCaseStatus.WAITING_FOR_AUTHORITY: None,
    CertificateCaseStatus.APPROVED: "name_change_approved",
    CertificateCaseStatus.REJECTED: "name_change_rejected",
}


def name_change_examples() -> Iterator[Example]:
    """Fresh examples: no two of them concern the same person or enterprise."""
    for status, code in TOGETHER.items():
        them = parties()
        moved = certificate.CasesMoved(
            **_two(them),
            parent=uuid4(),
            enterprise=them.firm,
            kind=CertificateCaseKind.ENTERPRISE_NAME_CHANGE,
            status=status,
            version=1,
            cases=(uuid4(), uuid4()),
        )
        yield Example(event=moved, told=[(them.person, code), (them.other, code)])
    for status, to_firm in NAME_CHANGES.items():
        firm = uuid4()
        decided = certificate.EnterpriseNameChangeMoved(
            case=uuid4(), enterprise=firm, status=status, version=2
        )
        yield Example(event=decided, told=[(firm, to_firm)] if to_firm else [])
    them = parties()
    renamed = certificate.CertificatesReissued(
        **_two(them),
        enterprise=them.firm,
        cause=VersionCause.ENTERPRISE_NAME_CHANGE,
        caused_by=uuid4(),
    )
    holders = (them.person, them.other)
    yield Example(event=renamed, told=[(each, "certificate_reissued") for each in holders])


def _two(them: Parties) -> dict[str, Any]:
    return {"certificates": (uuid4(), uuid4()), "holders": (them.person, them.other)}
