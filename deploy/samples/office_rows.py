"""The rows of the sample spreadsheets, written as untidily as offices write them.

Each row knows what must be found wrong with it, so that tests have something to hold it to.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from contracts.id_number import check_digit_of
from deploy.samples.world import AUTUMN, SPRING, Exam, SamplePerson

NAME: Final = "姓名"
ID_NUMBER: Final = "身份证号"
KIND: Final = "证书类别"
TRADE: Final = "工种"
EXAM_DATE: Final = "考试日期"
SCORE: Final = "成绩"
PASSED: Final = "是否合格"
INSTITUTION: Final = "培训机构"
NOTE: Final = "备注"
COLUMNS: Final = (NAME, ID_NUMBER, KIND, TRADE, EXAM_DATE, SCORE, PASSED, INSTITUTION, NOTE)

_TRADE_TITLES: Final = {
    "01": "燃气输配场站工",
    "02": "液化石油气库站工",
    "03": "压缩天然气场站工",
    "04": "液化天然气储运工",
    "05": "汽车加气站操作工",
    "06": "燃气管网工",
    "07": "燃气用户安装检修工",
    "08": "瓶装燃气送气工",
    "99": "其他",
}
_SHORT_KINDS: Final = {
    "企业主要负责人": "主要负责人",
    "安全生产管理人员": "安管人员",
    "运行、维护和抢修人员": "运行维护抢修人员",
}
_WIDE: Final = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")

Faults = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class OfficeRow:
    """A row's cells by column, and the (column, code) of everything wrong with it."""

    cells: Mapping[str, str]
    faults: Faults = ()

    def but(self, faults: Faults = (), **cells: str) -> "OfficeRow":
        """Return the row with other cells (by the names below) and these faults."""
        changed = {_COLUMN_OF[key]: text for key, text in cells.items()}
        return OfficeRow(cells={**self.cells, **changed}, faults=faults)


_COLUMN_OF: Final = {
    "name": NAME,
    "id_number": ID_NUMBER,
    "kind": KIND,
    "trade": TRADE,
    "on": EXAM_DATE,
    "score": SCORE,
    "passed": PASSED,
    "institution": INSTITUTION,
    "note": NOTE,
}


def rows_of(people: Iterable[SamplePerson], on: date | None = None) -> list[OfficeRow]:
    """Give a tidy row for every exam that the people sat, on one day or on any."""
    return [
        _row(person, exam) for person in people for exam in person.exams if on in (None, exam.on)
    ]


def untidy(rows: Iterable[OfficeRow]) -> Iterator[OfficeRow]:
    """Write sound rows as several clerks would: wide digits, small x, padding, short words."""
    for place, row in enumerate(rows):
        yield OfficeRow(
            cells={
                **row.cells,
                NAME: _padded(row.cells[NAME], place),
                ID_NUMBER: _typed(row.cells[ID_NUMBER], place),
                KIND: _SHORT_KINDS[row.cells[KIND]] if place % 3 == 1 else row.cells[KIND],
                TRADE: _trade(row.cells[TRADE], place),
                EXAM_DATE: written(date.fromisoformat(row.cells[EXAM_DATE]), place),
            }
        )


def written(day: date, place: int) -> str:
    """Write a day in one of the ways that offices use."""
    ways = (
        f"{day:%Y-%m-%d}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        f"{day.year}．{day.month}．{day.day}".translate(_WIDE),
    )
    return ways[place % len(ways)]


def spring_refusals(first: OfficeRow) -> Iterator[OfficeRow]:
    """Give the bad rows of the spring's file, among them the first good one over again."""
    yield first.but(faults=((ID_NUMBER, "DUPLICATE_ROW"),))
    usual = _stranger("郝样错", date(1988, 4, 4))
    sound = usual.cells[ID_NUMBER]
    wrong = sound[:17] + ("0" if sound[17] != "0" else "1")
    yield usual.but(((ID_NUMBER, "ID_NUMBER_CHECK_DIGIT"),), id_number=wrong)
    yield usual.but(((ID_NUMBER, "ID_NUMBER_BIRTH_DATE"),), id_number="63010519900229001x")
    yield usual.but(
        (
            (NAME, "CELL_REQUIRED"),
            (EXAM_DATE, "DATE_INVALID"),
            (SCORE, "SCORE_OUT_OF_RANGE"),
            (PASSED, "PASSED_UNKNOWN"),
        ),
        name="",
        on="2024-02-30",
        score="101",
        passed="优秀",
    )
    yield usual.but(((TRADE, "TRADE_NOT_ALLOWED"),), kind="安全员", trade="05")
    yield usual.but(((TRADE, "TRADE_REQUIRED"),), trade="/")
    yield usual.but(
        ((ID_NUMBER, "ID_NUMBER_SHAPE"), (KIND, "KIND_UNKNOWN")),
        id_number=sound[:17],
        kind="特种作业人员",
        trade="",
    )
    yield usual.but(((SCORE, "SCORE_OF_ABSENT"),), on="20240314", score="缺考", passed="不合格")
    yield usual.but(((EXAM_DATE, "DATE_IN_FUTURE"),), on="2099年1月1日")


def autumn_refusals(first: OfficeRow) -> Iterator[OfficeRow]:
    """Give the bad rows of the autumn's workbook that plain text can hold."""
    again = first.cells[ID_NUMBER].translate(_WIDE).lower()
    yield first.but(((ID_NUMBER, "DUPLICATE_ROW"),), id_number=again)
    usual = _stranger("郝样秋", date(1987, 10, 10), on=AUTUMN)
    nowhere = f"99{usual.cells[ID_NUMBER][2:17]}"
    yield usual.but(
        ((ID_NUMBER, "ID_NUMBER_PROVINCE"),), id_number=f"{nowhere}{check_digit_of(nowhere)}"
    )
    yield usual.but(((TRADE, "TRADE_UNKNOWN"),), trade="05 燃气管网工")


def grass_refusals() -> Iterator[OfficeRow]:
    """Give the bad rows of the file that a system wrote in GBK."""
    usual = _stranger("郝样草", date(1989, 9, 9), trade="08")
    yield usual.but(((ID_NUMBER, "ID_NUMBER_LOST_DIGITS"),), id_number="6.39999E+17")
    yield usual.but(((NAME, "NAME_UNREADABLE"),), name="郝?", on="2024-03-14")
    contradictory = ((ID_NUMBER, "CONTRADICTORY_ROW"),)
    yield usual.but(contradictory)
    yield usual.but(contradictory, score="47.5", passed="不合格")


def lake_refusals() -> Iterator[OfficeRow]:
    """Give the bad rows of the tab-separated file: one ID number, two names."""
    usual = _stranger("郝样湖", date(1990, 12, 1))
    two_names = ((NAME, "ID_NUMBER_UNDER_TWO_NAMES"),)
    yield usual.but(two_names)
    yield usual.but(two_names, name="郝样㛃", on="2024-03-14")


def _row(person: SamplePerson, exam: Exam) -> OfficeRow:
    return OfficeRow(
        cells={
            NAME: person.name,
            ID_NUMBER: person.id_number,
            KIND: exam.kind,
            TRADE: exam.trade,
            EXAM_DATE: exam.on.isoformat(),
            SCORE: exam.score,
            PASSED: "合格" if exam.has_passed else "不合格",
            INSTITUTION: "样例燃气培训中心",
            NOTE: "",
        }
    )


def _stranger(name: str, born_on: date, on: date = SPRING, trade: str = "05") -> OfficeRow:
    """Make a sound row of someone who is nowhere else in the samples."""
    exam = Exam(kind="运行、维护和抢修人员", trade=trade, on=on)
    person = SamplePerson(
        name=name, born_on=born_on, is_male=True, employer=None, position="", exams=(exam,)
    )
    return _row(replace(person, sequence=48), exam)


def _padded(name: str, place: int) -> str:
    if len(name) == 2:
        return f"{name[0]}　{name[1]}"
    return (name, f" {name}\u00a0", name.replace("·", "•"))[place % 3]


def _typed(id_number: str, place: int) -> str:
    if place % 4 == 1:
        return id_number.translate(_WIDE)
    return id_number.lower() if place % 4 < 3 else f"{id_number} "


def _trade(code: str, place: int) -> str:
    if not code:
        return ("", "/", "无")[place % 3]
    title = _TRADE_TITLES[code]
    return (code, title, f"{code} {title}", f"{code}-{title}", code.lstrip("0"))[place % 5]
