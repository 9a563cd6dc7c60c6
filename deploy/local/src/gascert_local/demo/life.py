"""The demo's second story: a certificate's whole life, in days that the legal clock gives it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from contracts.certificate import (
    CeReviews,
    Certificate,
    CertificateCase,
    CertificateCases,
    Certificates,
    ChecklistReport,
    JobStarted,
)
from contracts.review_scheduler import LegalClock
from contracts.vocabulary import CertificateCaseKind, CertificateStatus
from gascert_local.demo import hero, jobs, life_tables
from gascert_local.demo.accounts import Staff
from gascert_local.demo.client import RefusedByRegister, Visitor
from gascert_local.demo.days import Days, Happening
from gascert_local.demo.hero import Hero
from gascert_local.demo.stage import Stage

DAY: Final = timedelta(days=1)
REMINDED: Final = (90, 60, 30, 7)
OFFICE: Final = "主管部门 authority"
SYSTEM: Final = "系统 system"
HOLDER: Final = "持证人 holder"


@dataclass(frozen=True, kw_only=True)
class Lived:
    """What the story found: every day that mattered, and the two certificates."""

    calendar: tuple[Happening, ...]
    first: Certificate
    second: Certificate


@dataclass(frozen=True, kw_only=True)
class Scene:
    """Where a certificate lives: its holder, the employer, the staff, the days."""

    stage: Stage
    staff: Staff
    firm: Visitor
    hero: Hero
    days: Days


def is_of_today(stranger: Visitor) -> bool:
    """Say whether the legal clock still shows the machine's day, for which samples are made."""
    return stranger.get(LegalClock, "/legal-clock").days_ahead == 0


def tell(stage: Stage, stranger: Visitor, staff: Staff, firm: Visitor) -> Lived:
    """Tell it, with somebody who is new; needs a sandbox, whose clock it moves by years."""
    today = stranger.get(LegalClock, "/legal-clock").day
    with stage.step("一本证书的一生 A certificate's life: 新发证 issued"):
        person = hero.arrives(stranger, today)
        days = Days(administrator=staff.administrator, person=person.visitor)
        scene = Scene(stage=stage, staff=staff, firm=firm, hero=person, days=days)
        hero.is_employed(person, firm)
        first = _issued(scene, today)
    with stage.step("第一次继续教育和复核 First education, and the review"):
        first = _first_education(scene, first)
    with stage.step("第二次继续教育和延期 Second education, and the renewal"):
        first = _renewal(scene, first)
    with stage.step("第二个有效期：错过复核 Second term: the review is missed"):
        first = _missed_review(scene, first)
    with stage.step("注销和重新考取 Cancelled, and a new certificate"):
        first, second = _new_certificate(scene, first)
    with stage.step("大事记 What happened on which day"):
        stage.show(life_tables.of_calendar(days.calendar), life_tables.of_lives(first, second))
    return Lived(calendar=tuple(days.calendar), first=first, second=second)


def in_short(lived: Lived) -> str:
    """Give the story's figures."""
    first, last = lived.calendar[0].day, lived.calendar[-1].day
    return (
        f"{first} → {last} · 大事 entries {len(lived.calendar)}"
        f" · {lived.first.number} → {lived.second.number}"
    )


def _issued(scene: Scene, exam_on: date) -> Certificate:
    """Import and approve an exam's result; gives the certificate that is issued (六.1)."""
    report = hero.sent(scene.staff.examiner, "/imports", scene.hero.exam(exam_on))
    started = scene.staff.decider.post(JobStarted, f"/imports/{report.id}/approve")
    with scene.stage.bar("发证 issue") as moved:
        jobs.followed(scene.staff.decider, started.job, moved)
    [found] = scene.hero.visitor.pages(
        Certificates, "/certificates", status=CertificateStatus.VALID.value
    )
    certificate: Certificate = found
    scene.days.happened(OFFICE, f"签发 issued {_terms(certificate)}")
    scene.days.hears("certificate_issued")
    return certificate


def _first_education(scene: Scene, certificate: Certificate) -> Certificate:
    deadline = certificate.ce_deadline
    _reminded(scene, *((deadline - days * DAY, "ce_deadline_nears") for days in REMINDED[:2]))
    _educated(scene, certificate, "第一次", deadline - 45 * DAY)
    scene.days.come_to(deadline + DAY)
    [review] = scene.hero.visitor.get(CeReviews, f"/certificates/{certificate.id}/ce-reviews").items
    scene.days.happened(SYSTEM, f"复核 review: {'通过 passed' if review.has_passed else '未通过'}")
    scene.days.hears("review_passed")
    return _now(scene, certificate)


def _renewal(scene: Scene, certificate: Certificate) -> Certificate:
    """Educate again, and renew in the window, whose day the check foretells (六.6, D9)."""
    window = _checked(scene, certificate, CertificateCaseKind.RENEWAL)
    opens = next(each.met_from for each in window.findings if each.met_from is not None)
    scene.stage.show(life_tables.of_checklist(window))
    last = certificate.valid_to
    first_reminder = (last - REMINDED[0] * DAY, "ce_deadline_nears")
    _reminded(scene, *sorted([first_reminder, (opens, "renewal_opens")]))
    _educated(scene, certificate, "第二次", last - 75 * DAY)
    scene.days.come_to(last - 50 * DAY)
    _carried(scene, certificate, CertificateCaseKind.RENEWAL)
    scene.days.come_to(last + DAY)
    renewed = _now(scene, certificate)
    scene.days.happened(SYSTEM, f"第二个有效期开始 second term: {_terms(renewed)}")
    return renewed


def _missed_review(scene: Scene, certificate: Certificate) -> Certificate:
    deadline = certificate.ce_deadline
    _reminded(scene, *((deadline - days * DAY, "ce_deadline_nears") for days in REMINDED))
    scene.days.come_to(deadline + DAY)
    scene.days.hears("certificate_marked")
    marked = _now(scene, certificate)
    reasons = "；".join(marked.reasons)
    scene.days.happened(SYSTEM, f"复核未通过 review failed: 异常 abnormal, {reasons}")
    scene.stage.show(
        life_tables.of_checklist(_checked(scene, marked, CertificateCaseKind.RENEWAL)),
        life_tables.of_checklist(_checked(scene, marked, CertificateCaseKind.CANCELLATION)),
    )
    _is_refused(scene, marked, CertificateCaseKind.RENEWAL)
    return marked


def _new_certificate(scene: Scene, certificate: Certificate) -> tuple[Certificate, Certificate]:
    """Cancel what can only be cancelled, sit the exam again, and get another number (K4)."""
    scene.days.come_to(scene.days.clock.day + 4 * DAY)
    _carried(scene, certificate, CertificateCaseKind.CANCELLATION)
    scene.days.hears("certificate_cancelled")
    scene.days.come_to(scene.days.clock.day + 30 * DAY)
    return _now(scene, certificate), _issued(scene, scene.days.clock.day)


def _reminded(scene: Scene, *reminders: tuple[date, str]) -> None:
    """Let days come, and on each the message that it brings."""
    with scene.stage.bar("提醒 reminders") as moved:
        for done, (day, code) in enumerate(reminders, start=1):
            scene.days.come_to(day)
            scene.days.hears(code)
            moved(done, len(reminders))


def _educated(scene: Scene, certificate: Certificate, ordinal: str, on: date) -> None:
    scene.days.come_to(on)
    content = scene.hero.education(ordinal, certificate.number, on)
    hero.sent(scene.staff.examiner, "/ce-imports", content)
    scene.days.happened(OFFICE, f"导入{ordinal}继续教育合格记录 CE record imported")
    scene.days.hears("ce_record_added")


def _carried(scene: Scene, certificate: Certificate, kind: CertificateCaseKind) -> None:
    """Apply, have the employer confirm and the authority approve (K2)."""
    case = scene.hero.visitor.post(CertificateCase, "/certificate-cases", _asked(certificate, kind))
    name = life_tables.BUSINESSES[kind]
    scene.days.happened(HOLDER, f"申请 applied: {name}")
    for visitor, who, step in (
        (scene.firm, "聘用企业 employer", "confirm"),
        (scene.staff.decider, OFFICE, "approve"),
    ):
        body = {"version": case.version}
        case = visitor.post(CertificateCase, f"/certificate-cases/{case.id}/{step}", body)
        scene.days.happened(who, f"{life_tables.STEPS[step]}: {name}")
    scene.days.hears("case_approved")
    [same] = [
        each
        for each in scene.hero.visitor.pages(CertificateCases, "/certificate-cases")
        if each.id == case.id
    ]
    scene.stage.show(life_tables.of_timeline(same))


def _is_refused(scene: Scene, certificate: Certificate, kind: CertificateCaseKind) -> None:
    """Apply in vain; raises `RuntimeError` where it is not."""
    try:
        scene.hero.visitor.post(CertificateCase, "/certificate-cases", _asked(certificate, kind))
    except RefusedByRegister as refusal:
        scene.days.happened(SYSTEM, f"不予受理 refused: {life_tables.BUSINESSES[kind]}")
        scene.stage.show(f"[yellow]不予受理 refused[/] {refusal.code}")
        return
    raise RuntimeError(f"{kind} was not refused")


def _asked(certificate: Certificate, kind: CertificateCaseKind) -> dict[str, Any]:
    return {"certificate": str(certificate.id), "kind": kind.value}


def _checked(scene: Scene, certificate: Certificate, kind: CertificateCaseKind) -> ChecklistReport:
    path = f"/certificates/{certificate.id}/checklist"
    return scene.hero.visitor.get(ChecklistReport, path, kind=kind.value)


def _now(scene: Scene, certificate: Certificate) -> Certificate:
    return scene.hero.visitor.get(Certificate, f"/certificates/{certificate.id}")


def _terms(certificate: Certificate) -> str:
    return (
        f"{certificate.number} {certificate.valid_from} – {certificate.valid_to}，"
        f"继续教育截止 CE deadline {certificate.ce_deadline}"
    )
