"""A category change shown from end to end: preview, approval, job, and what became of whom (五)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from rich.table import Table

from contracts.certificate import (
    Certificate,
    Certificates,
    CertificateVersion,
    CertificateVersions,
    MarkChange,
    MarkHistory,
)
from contracts.vocabulary import AbnormalReason
from gascert_local.demo import cases, tables
from gascert_local.demo.cases import Carried, Preview
from gascert_local.demo.client import Visitor
from gascert_local.demo.stage import Stage

_OURS: Final = AbnormalReason.TRADE_NOT_PERMITTED


@dataclass(frozen=True, kw_only=True)
class Changed:
    """What a category change has done, as found in the register before and after it."""

    carried: Carried
    reissued: tuple[tuple[Certificate, Certificate], ...]
    marked: tuple[Certificate, ...]
    lifted: tuple[Certificate, ...]
    untouched: int


def change(
    stage: Stage, firm: Visitor, decider: Visitor, categories: Sequence[Mapping[str, Any]]
) -> Changed:
    """Have an enterprise ask for other categories and the authority approve, and tell it all."""
    before = certificates_of(decider, firm)
    case = cases.submitted(firm, categories)
    carried = cases.carried_through(
        stage, decider, case, lambda preview: stage.show(*_previewed(preview))
    )
    changed = _compared(carried, before, certificates_of(decider, firm))
    stage.show(tables.of_reissues(changed.reissued), *_marks(changed), _in_short(changed))
    return changed


def _previewed(preview: Preview) -> tuple[Table, str]:
    title = f"批准前预览 Preview before approval: {cases.in_letters(preview.case)}"
    return (
        tables.of_effects(preview.effects, title),
        f"凭预览指纹批准 approved on the fingerprint {preview.fingerprint[:16]}…",
    )


def certificates_of(staff: Visitor, firm: Visitor) -> dict[UUID, Certificate]:
    """Give all certificates that name an enterprise."""
    found = staff.pages(Certificates, "/certificates", enterprise=firm.account.enterprise)
    return {certificate.id: certificate for certificate in found}


def versions_of(staff: Visitor, certificate: Certificate) -> tuple[CertificateVersion, ...]:
    """Give all versions of a certificate, newest first."""
    return staff.get(CertificateVersions, f"/certificates/{certificate.id}/versions").items


def marks_of(staff: Visitor, certificate: Certificate) -> tuple[MarkChange, ...]:
    """Give when and why a certificate's marks came and went, newest first (C7)."""
    return staff.get(MarkHistory, f"/certificates/{certificate.id}/marks").items


def _compared(
    carried: Carried, before: Mapping[UUID, Certificate], after: Mapping[UUID, Certificate]
) -> Changed:
    by_number = sorted(before.values(), key=lambda certificate: certificate.number)
    pairs = [(old, after[old.id]) for old in by_number]
    return Changed(
        carried=carried,
        reissued=tuple((old, new) for old, new in pairs if old.version != new.version),
        marked=tuple(new for old, new in pairs if _ours(new) and not _ours(old)),
        lifted=tuple(new for old, new in pairs if _ours(old) and not _ours(new)),
        untouched=sum(
            old.version == new.version and old.reasons == new.reasons for old, new in pairs
        ),
    )


def _ours(certificate: Certificate) -> bool:
    return _OURS in certificate.reasons


def _marks(changed: Changed) -> list[Table]:
    shown: list[Table] = []
    if changed.marked:
        title = "标记为异常、不能使用的证书 Marked, not to be used"
        shown.append(tables.of_marks(changed.marked, title))
    if changed.lifted:
        title = "解除异常的证书 Marks lifted"
        shown.append(tables.of_marks(changed.lifted, title))
    return shown


def _in_short(changed: Changed) -> str:
    job = changed.carried.job
    seconds = ((job.finished_at or job.started_at) - job.started_at).total_seconds()
    return (
        f"重新签发 {len(changed.reissued)}，标记 {len(changed.marked)}，"
        f"解除 {len(changed.lifted)}，不受影响 {changed.untouched}"
        f" [dim]job {seconds:.2f} s, {job.total} certificates looked at[/]"
    )
