"""The tables in which a certificate's life is shown."""

from collections.abc import Sequence
from typing import Final
from zoneinfo import ZoneInfo

from rich.table import Table

from contracts.certificate import Certificate, CertificateCase, ChecklistReport
from contracts.vocabulary import CertificateCaseKind, CertificateCaseStep
from gascert_local.demo.days import Happening
from gascert_local.demo.tables import blank
from gascert_local.demo.words import REASONS, STATUSES

BUSINESSES: Final = {
    CertificateCaseKind.RENEWAL: "证书延期 renewal",
    CertificateCaseKind.CANCELLATION: "证书注销 cancellation",
}
STEPS: Final = {"confirm": "确认 confirmed", "approve": "批准 approved"}
_HERE: Final = ZoneInfo("Asia/Shanghai")
_ENTRIES: Final = {
    CertificateCaseStep.SUBMITTED: "提交 submitted",
    CertificateCaseStep.CONFIRMED: "聘用企业确认 confirmed",
    CertificateCaseStep.APPROVED: "批准，办结 approved",
}


def of_calendar(happenings: Sequence[Happening]) -> Table:
    """Show what happened on which day; a line divides the years."""
    shown = blank("", "日期 day", "谁 who", "事项 what")
    year = None
    for each in happenings:
        if year not in (None, each.day.year):
            shown.add_section()
        year = each.day.year
        shown.add_row(each.day.isoformat(), each.who, each.what)
    return shown


def of_lives(*certificates: Certificate) -> Table:
    """Show how certificates stand today."""
    shown = blank("今天 Today", "编号 number", "状态 status", "有效期 valid", "异常原因 reasons")
    for each in certificates:
        shown.add_row(
            each.number,
            STATUSES[each.status],
            f"{each.valid_from} – {each.valid_to}",
            "；".join(REASONS[reason] for reason in each.reasons),
        )
    return shown


def of_checklist(report: ChecklistReport) -> Table:
    """Show which conditions of a business hold, and from when the others will."""
    shown = blank(
        f"检测条件 Conditions: {report.business}", "节", "条件 condition", "", "满足日 met from"
    )
    for each in report.findings:
        day = "" if each.met_from is None else each.met_from.isoformat()
        shown.add_row(each.section, each.wording, "✓" if each.is_met else "[red]✗[/]", day)
    return shown


def of_timeline(case: CertificateCase) -> Table:
    """Show a case's steps as 我的办件 does."""
    shown = blank(f"我的办件 My case: {BUSINESSES[case.kind]}", "时间 at", "步骤 step")
    for entry in case.timeline:
        shown.add_row(f"{entry.at.astimezone(_HERE):%Y-%m-%d %H:%M}", _ENTRIES[entry.step])
    return shown
