"""Changes of an enterprise's name: the one case, and the parts that follow it (六.3, K2, K6)."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from certificate.domain.cases import FOR_AUTHORITY, MOVES, Obstacle, Step
from certificate.domain.checklist import Finding, Mender, Remedy
from contracts.vocabulary import CertificateCaseStatus, Province

MOST_IN_A_REASON: Final = 500
# One whom identity does not know, after a restore say, keeps nobody else from the new name.
HOLDER_IS_NOT_KNOWN: Final = Finding(
    code="holder_is_known",
    number=None,
    section="六.3",
    wording="可以查到持证人的实名制信息",
    met=False,
    facts={},
    remedy=Remedy(
        who=(Mender.AUTHORITY,),
        zh="请联系主管部门核对持证人信息",
        en="The authority looks into who holds the certificate",
    ),
    earliest=None,
)


@dataclass(frozen=True, kw_only=True)
class Naming:
    """The name that an enterprise is registered by, and the day on which certificates are judged.

    That is the day of the submission, and then of the decision.
    """

    enterprise: UUID
    name: str
    on: date


@dataclass(frozen=True, kw_only=True)
class NameChange:
    """An enterprise's case to have its registered name put on its certificates.

    `name` is the one registered at submission, and then the one of the decision, which is printed.
    """

    id: UUID
    enterprise: UUID
    province: Province
    name: str
    status: CertificateCaseStatus
    timeline: tuple[Step, ...]
    version: int = 1


def obstacle_to_deciding(change: NameChange, seen_version: int | None) -> Obstacle | None:
    """Tell why a name change cannot be withdrawn or decided on the version that was seen (K6)."""
    if change.status is not FOR_AUTHORITY:
        return Obstacle.CASE_CLOSED
    return Obstacle.STALE_VIEW if seen_version not in (None, change.version) else None


def decided(change: NameChange, step: Step, *, name: str | None = None) -> NameChange:
    """Let a name change take a step that nothing stands against; a decision brings its name."""
    return replace(
        change,
        name=change.name if name is None else name,
        status=MOVES[step.step][1],
        timeline=(*change.timeline, step),
        version=change.version + 1,
    )


def reason_for_leaving_out(unmet: tuple[Finding, ...]) -> str:
    """Word for a holder why a certificate does not get the new name, in the manual's order."""
    told = "；".join(f"{finding.section} {finding.wording}" for finding in unmet)
    return f"未通过检测条件：{told}"[:MOST_IN_A_REASON]
