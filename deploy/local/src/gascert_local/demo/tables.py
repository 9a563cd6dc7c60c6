"""The tables that the demo prints."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from rich import box
from rich.console import JustifyMethod
from rich.table import Table

from contracts.certificate import (
    Certificate,
    CertificateVersion,
    Effect,
    Finding,
    MarkChange,
)
from contracts.enterprise import Enterprise
from contracts.identity import Person
from contracts.vocabulary import Trade
from gascert_local.demo import accounts
from gascert_local.demo.cases import letters
from gascert_local.demo.results import Reviewed, Sheet, Waiting
from gascert_local.demo.samples import Samples
from gascert_local.demo.words import (
    CAUSES,
    EFFECTS,
    KINDS,
    REASONS,
    RESULTS,
    VERSIONS,
    kind_and_trade,
    trade,
)

Group = tuple[str, int, str]


def blank(title: str, *columns: str) -> Table:
    """Give a table without rows; a column whose name begins with `#` holds figures."""
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    for column in columns:
        is_figure = column.startswith("#")
        justify: JustifyMethod = "right" if is_figure else "left"
        table.add_column(column.removeprefix("#"), justify=justify, overflow="fold")
    return table


def of_enterprises(enterprises: Iterable[Enterprise]) -> Table:
    """Show enterprises with the categories they hold."""
    table = blank("", "企业 enterprise", "统一社会信用代码 USCC", "法定代表人", "省", "经营类别")
    for each in enterprises:
        table.add_row(
            each.name,
            each.uscc,
            each.legal_representative_name,
            each.province.value if each.is_home_province else f"{each.province.value} 外省",
            letters(each.categories) or "未登记 none yet",
        )
    return table


def of_sheets(sheets: Iterable[Sheet]) -> Table:
    """Show what a dry run says of spreadsheets."""
    table = blank(
        "", "表格 spreadsheet", "#行 rows", "#可导入 good", "#已有 known", "#退回 refused"
    )
    for each in sheets:
        report = each.report
        counts = (report.rows, report.accepted, report.already_known, report.refused)
        table.add_row(each.name, *(str(count) for count in counts))
    return table


def of_refused_rows(sheets: Iterable[Sheet]) -> Table:
    """Show every fault of every refused row: where it stands and why."""
    table = blank(
        "退回的行 Refused rows", "表格", "#行 row", "列 column", "代码 code", "原因 reason"
    )
    for sheet in sheets:
        for fault in sheet.report.faults:
            table.add_row(sheet.name, str(fault.row), fault.column, fault.code, fault.reason)
    return table


def of_reviews(reviews: Iterable[Reviewed], names: Mapping[UUID, str]) -> Table:
    """Show what became of each import's results."""
    table = blank(
        "",
        *("成绩 import", "#已发证 issued", "#待发证 pending", "#由本人申领 qualified"),
        "#任务用时 job",
    )
    for each in reviews:
        counts, job = each.job.counts, each.job
        seconds = ((job.finished_at or job.started_at) - job.started_at).total_seconds()
        table.add_row(
            names.get(each.imported_in, str(each.imported_in)),
            *(str(counts.get(status, 0)) for status in ("issued", "pending", "qualified")),
            f"{seconds:.2f} s",
        )
    return table


def of_waiting(waiting: Iterable[Waiting], persons: Mapping[UUID, Person]) -> Table:
    """Show who waits for a certificate, and which conditions are missing."""
    table = blank(
        "尚未发证 Not issued, and why", "姓名", "证书", "状态", "缺少的发证条件 missing conditions"
    )
    for each in waiting:
        result = each.result
        table.add_row(
            persons[result.person].name,
            kind_and_trade(result.kind, result.trade),
            RESULTS[result.status],
            "\n".join(_condition(finding) for finding in each.unmet),
        )
    return table


def _condition(finding: Finding) -> str:
    """Give where a condition stands in the manual or the rules, and how its wording begins."""
    return f"{finding.section} {finding.wording.partition('（')[0]}"


def of_certificates(certificates: Iterable[Certificate]) -> Table:
    """Show how many certificates of which kind and trade each enterprise's people hold."""
    table = blank("", "企业", "证书", "#本 count", "首号 first number")
    groups: defaultdict[Group, list[str]] = defaultdict(list)
    for each in certificates:
        groups[each.enterprise_name, _place(each), each.trade or ""].append(each.number)
    shown = ""
    for enterprise, place, code in sorted(groups):
        numbers = groups[enterprise, place, code]
        if enterprise != shown:
            table.add_section()
        name = "" if enterprise == shown else enterprise
        shown = enterprise
        kind = kind_and_trade(list(KINDS)[place], Trade(code) if code else None)
        table.add_row(name, kind, str(len(numbers)), min(numbers))
    return table


def _place(certificate: Certificate) -> int:
    """Give the place of a certificate's kind among the kinds."""
    return list(KINDS).index(certificate.kind)


def of_effects(effects: Sequence[Effect], title: str) -> Table:
    """Show a preview: what an approval would do to which certificate."""
    table = blank(
        title, "影响 effect", "姓名", "现编号 number", "新编号 new number", "异常原因 reason"
    )
    order = list(EFFECTS)
    for each in sorted(effects, key=lambda effect: (order.index(effect.kind), effect.number)):
        table.add_row(
            EFFECTS[each.kind],
            each.holder_name,
            each.number,
            each.new_number or "不变 same",
            "" if each.reason is None else REASONS[each.reason],
        )
    return table


def of_reissues(pairs: Iterable[tuple[Certificate, Certificate]]) -> Table:
    """Show which numbers became which."""
    table = blank("编号变化 Which numbers became which", "姓名", "证书", "旧编号 old", "新编号 new")
    for before, after in pairs:
        table.add_row(after.holder_name, KINDS[after.kind], before.number, after.number)
    return table


def of_marks(certificates: Iterable[Certificate], title: str) -> Table:
    """Show operators' certificates with the marks they bear."""
    table = blank(title, "姓名", "编号（不变 same）", "工种 trade", "异常原因 reason")
    for each in certificates:
        reasons = "；".join(REASONS[reason] for reason in each.reasons)
        table.add_row(each.holder_name, each.number, trade(each.trade), reasons or "无 none")
    return table


def of_versions(versions: Iterable[CertificateVersion], cases: Mapping[UUID, str]) -> Table:
    """Show all versions of a certificate, superseded ones included."""
    table = blank(
        "一本证书的全部版本 All versions of one certificate",
        *("#版本", "编号 number", "状态 status", "有效期 valid", "缘由 cause", "办件 case"),
    )
    for each in versions:
        table.add_row(
            str(each.version),
            each.number,
            VERSIONS[each.status],
            f"{each.valid_from} – {each.valid_to}",
            CAUSES[each.cause],
            cases.get(each.caused_by, "") if each.caused_by else "",
        )
    return table


def of_mark_history(
    certificate: Certificate, marks: Iterable[MarkChange], cases: Mapping[UUID, str]
) -> Table:
    """Show when a certificate was marked and when the mark was lifted, and by which case."""
    table = blank(
        f"{certificate.number} 的异常标记 Marks come and go",
        *("时间 at", "异常原因 reason", "标记 / 解除", "办件 case"),
    )
    for each in marks:
        table.add_row(
            f"{each.at.astimezone():%H:%M:%S}",
            REASONS[each.reason],
            "解除 lifted" if each.is_lifted else "标记 marked",
            cases.get(each.caused_by, "") if each.caused_by else "",
        )
    return table


def of_accounts(samples: Samples) -> Table:
    """Show whom one can log in as."""
    title = f"沙箱账户 Sandbox accounts（密码 password: {accounts.PASSWORD}）"
    table = blank(title, "用户名 username", "是谁 who", "说明 about")
    for key, (who, about) in accounts.STAFF_WORDS.items():
        table.add_row(accounts.username(key), who, about)
    for firm in samples.firms:
        table.add_row(accounts.username(firm.key), firm.name, firm.about)
    people = [who for who in samples.people if who.verifies]
    span = f"{accounts.username(people[0].key)} … {people[-1].key}"
    table.add_row(span, f"{people[0].name} … {people[-1].name}", f"个人 {len(people)} 人")
    return table


def of_addresses(url: str) -> Table:
    """Show what to open."""
    table = blank("打开 What to open", "地址 address", "内容 what")
    table.add_row(f"{url}/docs", "接口说明 documentation of the API")
    table.add_row(f"{url}/openapi.json", "OpenAPI 3.1")
    table.add_row("make run", "启动登记册 starts the register, if it does not run")
    return table
