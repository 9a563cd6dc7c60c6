"""Loading the sample register, step by step; what is there already is left as it is."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from uuid import UUID

from contracts.identity import Person
from contracts.vocabulary import Province
from gascert_local.demo import accounts, cases, firms, people, results, tables
from gascert_local.demo.accounts import Appoint, Staff
from gascert_local.demo.client import Visitor
from gascert_local.demo.people import RefusedPhoto
from gascert_local.demo.results import Reviewed, Sheet
from gascert_local.demo.samples import SHEETS, Firm, Samples
from gascert_local.demo.stage import Stage
from gascert_local.places import LOCAL

HOME: Final = Province.QINGHAI


@dataclass(frozen=True, kw_only=True)
class Setting:
    """Where samples are loaded: the register's door, its command, and a folder for files."""

    stranger: Visitor
    appoint: Appoint
    samples: Samples = field(default_factory=Samples)
    folder: Path = LOCAL / "demo"


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """The sample register: who works in it, and what was seen while it was loaded."""

    staff: Staff
    firms: Mapping[str, Visitor]
    persons: Mapping[UUID, Person]
    refused_photos: tuple[RefusedPhoto, ...]
    sheets: tuple[Sheet, ...]
    reviews: tuple[Reviewed, ...]


def load(stage: Stage, setting: Setting) -> Loaded:
    """Load everything up to the issued certificates; raises `ForeignRegister`."""
    staff, inside = offices(stage, setting)
    crowd = people.Crowd(stranger=setting.stranger)
    refused_photos = _people(stage, setting.samples, staff, crowd)
    _employments(stage, setting.samples, inside, crowd)
    sheets, kept = _imports(stage, setting, staff)
    persons = _sample_persons(setting.samples, staff)
    reviews = _reviews(stage, staff, persons, kept)
    # Opened last: where there is a reader, the samples are complete.
    accounts.member(setting.stranger, staff.administrator, accounts.READER)
    return Loaded(
        staff=staff,
        firms=inside,
        persons=persons,
        refused_photos=refused_photos,
        sheets=sheets,
        reviews=reviews,
    )


def offices(stage: Stage, setting: Setting) -> tuple[Staff, dict[str, Visitor]]:
    """Load the authority's staff and the enterprises with their categories; logs them in."""
    staff = _staff(stage, setting)
    inside = _enterprises(stage, setting)
    _categories(stage, setting.samples, staff, inside)
    return staff, inside


def is_complete(setting: Setting) -> bool:
    """Say whether the samples are loaded; opens the first administrator's account if need be."""
    administrator = accounts.administrator(setting.stranger, setting.appoint)
    return accounts.exists(administrator, accounts.READER)


def _staff(stage: Stage, setting: Setting) -> Staff:
    with stage.step("主管部门 Authority staff"):
        stranger = setting.stranger
        by = accounts.administrator(stranger, setting.appoint)
        staff = Staff(
            administrator=by,
            examiner=accounts.member(stranger, by, "examiner"),
            decider=accounts.member(stranger, by, "decider"),
        )
        stage.show(
            "首位管理员由命令开户，审核、审批人员由管理员开户"
            " [dim]first administrator by a command, the others by the administrator[/]"
        )
        return staff


def _enterprises(stage: Stage, setting: Setting) -> dict[str, Visitor]:
    with stage.step("企业注册 Enterprises"):
        inside = {
            firm.key: firms.registered(setting.stranger, firm) for firm in setting.samples.firms
        }
        stage.show(tables.of_enterprises(firms.itself(each) for each in inside.values()))
        return inside


def _categories(
    stage: Stage, samples: Samples, staff: Staff, inside: Mapping[str, Visitor]
) -> None:
    with stage.step("经营类别登记 Category registration"):
        for firm in samples.firms:
            _category(stage, firm, staff, inside[firm.key])
        stage.show(tables.of_enterprises(firms.itself(each) for each in inside.values()))


def _category(stage: Stage, firm: Firm, staff: Staff, visitor: Visitor) -> None:
    """Have an enterprise's categories approved; another province's are for its own authority."""
    if firms.itself(visitor).category_version > 0:
        return
    if firm.province != HOME:
        if not cases.has_open_case(visitor):
            cases.submitted(visitor, firm.categories)
        stage.show(f"{firm.name}：外省企业，等待其本省主管部门 [dim]left to its own province[/]")
        return
    case = cases.submitted(visitor, firm.categories)
    cases.carried_through(
        stage,
        staff.decider,
        case,
        lambda preview: stage.show(
            f"{firm.name} {cases.letters(case.categories)}："
            f"预览 preview {len(preview.effects)} 本证书受影响"
        ),
    )


def _people(
    stage: Stage, samples: Samples, staff: Staff, crowd: people.Crowd
) -> tuple[RefusedPhoto, ...]:
    with stage.step("个人实名认证和证件照 Real names and photos"):
        new = people.yet_to_come(samples, people.known_persons(staff.examiner))
        with stage.bar("实名认证 verify") as moved:
            refused = people.introduced(crowd, new, moved)
        for each in refused:
            file = each.who.photo.name if each.who.photo else ""
            stage.show(f"[yellow]退回 refused[/] {each.who.name} {file}：{each.words}")
        known = sum(who.verifies for who in samples.people) - len(new)
        stage.show(f"本次办理 {len(new)} 人，此前已完成 {known} 人 [dim]done now, done before[/]")
        return tuple(refused)


def _employments(
    stage: Stage, samples: Samples, inside: Mapping[str, Visitor], crowd: people.Crowd
) -> None:
    with stage.step("发起聘用和同意聘用 Offers and acceptances"):
        open_to = people.vacancies(samples, inside)
        with stage.bar("聘用 employ") as moved:
            people.employed(crowd, open_to, moved)
        known = len(samples.positions) - len(open_to)
        stage.show(f"本次聘用 {len(open_to)} 人，此前已聘用 {known} 人 [dim]now, before[/]")


def _imports(
    stage: Stage, setting: Setting, staff: Staff
) -> tuple[tuple[Sheet, ...], dict[UUID, str]]:
    """Try every spreadsheet first, then import; gives the names of what was kept."""
    with stage.step("考核成绩试导入 Exam results, dry run"):
        sheets = tuple(
            results.tried(staff.examiner, name, setting.samples.sheet(name)) for name in SHEETS
        )
        stage.show(tables.of_sheets(sheets), tables.of_refused_rows(sheets))
    with stage.step("考核成绩导入 Import"):
        kept: dict[UUID, str] = {}
        with stage.bar("导入 import") as moved:
            for done, sheet in enumerate(sheets, start=1):
                if sheet.report.accepted:
                    report = results.imported(staff.examiner, sheet).report
                    kept |= {} if report.id is None else {report.id: sheet.name}
                moved(done, len(sheets))
        stage.show(f"导入 {len(kept)} 份表格；退回的行连同原因存为 refused rows kept as")
        for sheet in sheets:
            path = results.keep_refused_rows(staff.examiner, sheet, setting.folder)
            stage.show(f"  {os.path.relpath(path)}")
    return sheets, kept


def _sample_persons(samples: Samples, staff: Staff) -> dict[UUID, Person]:
    wanted = {who.known_as for who in samples.people}
    known = people.known_persons(staff.examiner)
    return {person.id: person for who, person in known.items() if who in wanted}


def _reviews(
    stage: Stage, staff: Staff, persons: Mapping[UUID, Person], names: Mapping[UUID, str]
) -> tuple[Reviewed, ...]:
    with stage.step("成绩审核和发证 Review and issuance"):
        reviews = tuple(
            results.reviewed(
                stage, staff.decider, imported_in, f"发证 {names.get(imported_in, imported_in)}"
            )
            for imported_in in results.undecided(staff.examiner, persons)
        )
        if reviews:
            stage.show(tables.of_reviews(reviews, names))
        else:
            stage.show("没有待审核的成绩 nothing to review")
        waiting = results.waiting(staff.examiner, persons)
        stage.show(tables.of_waiting(waiting, persons))
        return reviews
