"""The demo's story: the samples loaded, then GJ → G and back to GJ at the first enterprise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from contracts.certificate import Certificate, Certificates
from gascert_local.demo import cases, change, firms, tables
from gascert_local.demo.change import Changed
from gascert_local.demo.client import Visitor
from gascert_local.demo.loading import Loaded, Setting, load
from gascert_local.demo.stage import Stage


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the story found: what was loaded, the certificates, and the two changes."""

    loaded: Loaded
    certificates: tuple[Certificate, ...]
    there: Changed
    back: Changed


def tell(stage: Stage, setting: Setting) -> Told:
    """Tell the story; raises `ForeignRegister` where the register is not the sandbox's."""
    loaded = load(stage, setting)
    firm = setting.samples.firms[0]
    visitor, decider = loaded.firms[firm.key], loaded.staff.decider
    _begin_with(stage, visitor, decider, firm.categories)
    certificates = _certificates(stage, loaded)
    with stage.step(f"经营类别变更 Category change: {firm.name}"):
        there = change.change(stage, visitor, decider, firm.changes_to)
    with stage.step("再变更回来 And back again"):
        back = change.change(stage, visitor, decider, firm.categories)
    with stage.step("证书的历次版本 Superseded versions stay readable"):
        _versions(stage, decider, there, back)
    return Told(loaded=loaded, certificates=certificates, there=there, back=back)


def in_short(told: Told) -> str:
    """Give the story's figures."""
    loaded, there, back = told.loaded, told.there, told.back
    refused = sum(sheet.report.refused for sheet in loaded.sheets)
    issued = sum(review.job.counts.get("issued", 0) for review in loaded.reviews)
    return (
        f"表格退回 refused rows {refused} · 照片退回 refused photos {len(loaded.refused_photos)}"
        f" · 本次发证 issued {issued} · 证书 certificates {len(told.certificates)}\n"
        f"重新签发 reissued {len(there.reissued)} + {len(back.reissued)}"
        f" · 标记异常 marked {len(there.marked)} · 解除 lifted {len(back.lifted)}"
    )


def _begin_with(
    stage: Stage, visitor: Visitor, decider: Visitor, categories: Sequence[Mapping[str, Any]]
) -> None:
    """Bring the enterprise back to the categories it had, should an earlier story have broken."""
    wanted = {each["category"] for each in categories}
    held = {each.category for each in firms.itself(visitor).categories}
    if held != wanted:
        case = cases.submitted(visitor, categories)
        cases.carried_through(stage, decider, case, lambda _: None)


def _certificates(stage: Stage, loaded: Loaded) -> tuple[Certificate, ...]:
    with stage.step("证书 Certificates"):
        found = tuple(
            certificate
            for visitor in loaded.firms.values()
            for certificate in visitor.pages(Certificates, "/certificates")
        )
        stage.show(tables.of_certificates(found), f"共 {len(found)} 本证书")
        return found


def _versions(stage: Stage, staff: Visitor, there: Changed, back: Changed) -> None:
    named: dict[UUID, str] = {
        each.carried.case.id: cases.in_letters(each.carried.case) for each in (there, back)
    }
    for _, certificate in back.reissued[:1]:
        stage.show(tables.of_versions(change.versions_of(staff, certificate), named))
    for certificate in back.lifted[:1]:
        marks = change.marks_of(staff, certificate)
        stage.show(tables.of_mark_history(certificate, marks, named))
