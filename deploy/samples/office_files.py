"""The sample spreadsheets as files: text in three encodings and a workbook with merged titles."""

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from deploy.samples.office_rows import (
    COLUMNS,
    EXAM_DATE,
    ID_NUMBER,
    INSTITUTION,
    NAME,
    PASSED,
    SCORE,
    Faults,
    OfficeRow,
    autumn_refusals,
    grass_refusals,
    lake_refusals,
    rows_of,
    spring_refusals,
    untidy,
)
from deploy.samples.workbooks import saved
from deploy.samples.world import AUTUMN, SPRING, SamplePerson

_LOST: Final = ((ID_NUMBER, "ID_NUMBER_LOST_DIGITS"),)


@dataclass(frozen=True, kw_only=True)
class OfficeFile:
    """A spreadsheet's bytes, how many rows it holds, and what is wrong with which of them."""

    content: bytes
    rows: int
    faults: Mapping[int, Faults]


def office_files(people: Sequence[SamplePerson]) -> dict[str, OfficeFile]:
    """Make the sample spreadsheets by file name."""
    snow = [person for person in people if person.employer in ("snow", None)]
    grass = [person for person in people if person.employer == "grass"]
    rest = [person for person in people if person.employer in ("lake", "river")]
    return {
        "results-spring-utf8-bom.csv": _spring(rows_of(snow, SPRING)),
        "results-grass-gbk.csv": _grass(rows_of(grass)),
        "results-lake-gb18030.csv": _lake(rows_of(rest)),
        "results-autumn.xlsx": _autumn(rows_of(snow, AUTUMN)),
    }


def _spring(rows: list[OfficeRow]) -> OfficeFile:
    """A BOM and commas; a note with a line break; an empty line; the bad rows in the middle."""
    sound = list(untidy(rows))
    sound[2] = sound[2].but(note="补录\n见纸质档案，第3页")
    middle = len(sound) // 2
    written = [*sound[:middle], *spring_refusals(sound[0]), None, *sound[middle:]]
    lines = [list(COLUMNS), *(_texts(row, COLUMNS) for row in written)]
    return _file(_joined(lines, ",").encode("utf-8-sig"), written, first_row=2)


def _grass(rows: list[OfficeRow]) -> OfficeFile:
    """GBK from another system: title lines, own headings in its own order, IDs as `="…"`."""
    columns = (ID_NUMBER, NAME, "证书类别", "工种", PASSED, SCORE, EXAM_DATE, INSTITUTION)
    titles = [
        "证件号码",
        "考生姓名",
        "岗位类别",
        "工种代码",
        "考核结果",
        "分数",
        "考试时间",
        "培训单位",
    ]
    sound = [row.but(id_number=f'="{row.cells[ID_NUMBER]}"') for row in rows]
    written = [*sound, *grass_refusals()]
    lines = [
        ["燃气从业人员考核成绩导出", *[""] * 7],
        ["导出时间：2024-04-01 08:30", *[""] * 7],
        titles,
        *(_texts(row, columns) for row in written),
    ]
    return _file(_joined(lines, ",").encode("gbk"), written, first_row=4)


def _lake(rows: list[OfficeRow]) -> OfficeFile:
    """GB18030, for the rare characters, and tabs; numbered rows, the last ones empty."""
    columns = (NAME, ID_NUMBER, "证书类别", "工种", EXAM_DATE, SCORE, PASSED, INSTITUTION)
    written = [*untidy(rows), *lake_refusals()]
    lines = [["序号", *columns]]
    lines += [[str(place), *_texts(row, columns)] for place, row in enumerate(written, start=1)]
    lines += [[str(len(written) + extra), *[""] * 8] for extra in (1, 2, 3)]
    return _file(_joined(lines, "\t").encode("gb18030"), written, first_row=2)


def _autumn(rows: list[OfficeRow]) -> OfficeFile:
    """A workbook with merged titles, true dates, numbers, a formula, an error and other sheets."""
    sound = list(untidy(rows))
    written: list[OfficeRow | None] = [*sound, None, *autumn_refusals(rows[0]), None]
    strange = rows[1]
    lost = strange.but(_LOST, name="郝样数", note="号码存成了数字")
    formula = strange.but(((SCORE, "CELL_FORMULA"),), name=strange.cells[NAME], on="2024-09-19")
    error = strange.but(((INSTITUTION, "CELL_ERROR"),), on="2024-09-18")
    written += [lost, formula, error]
    book = Workbook()
    book.properties.creator = "GasCert"
    sheet = book.worksheets[0]
    sheet.title = "成绩"
    sheet.append(["2024年秋季燃气经营企业从业人员专业培训考核成绩汇总表"])
    sheet.append([])
    sheet.append(["填报单位：样例燃气培训中心", None, None, None, None, "填报日期：2024年10月8日"])
    for cells in ("A1:J2", "A3:E3", "F3:J3"):
        sheet.merge_cells(cells)
    sheet["A1"].font = Font(size=18, bold=True)
    sheet["A1"].alignment = Alignment(horizontal="center", vertical="center")
    sheet.append(["序号", *("姓 名" if column == NAME else f"{column}" for column in COLUMNS)])
    for place, row in enumerate(written, start=1):
        sheet.append([place, *_cells(row, place)] if row else [])
    last = sheet.max_row
    sheet.cell(last - 2, 3).value = int(strange.cells[ID_NUMBER][:15] + "000")
    sheet.cell(last - 1, 7).value = f"=AVERAGE(G5:G{last - 5})"
    sheet.cell(last, 9).value = "#N/A"
    sheet.append(["制表人：样表员　　审核人：样核员"])
    book.create_sheet("说明").append(["本表由各培训机构填报，姓名须与身份证一致"])
    old = book.create_sheet("上期")
    old.append(list(COLUMNS))
    old.append(_texts(rows[0], COLUMNS))
    old.sheet_state = "hidden"
    return _file(saved(book), written, first_row=5)


def _cells(row: OfficeRow, place: int) -> list[object]:
    """Give a row's values: most days and all scores typed as Excel types them."""
    day = row.cells[EXAM_DATE]
    is_plain = re.fullmatch(r"\d{4}-\d{2}-\d{2}", day) is not None
    typed: dict[str, Callable[[str], object]] = {
        EXAM_DATE: date.fromisoformat if is_plain else str,
        SCORE: lambda text: float(text) if place % 2 else text,
    }
    return [typed.get(column, str)(row.cells[column]) for column in COLUMNS]


def _texts(row: OfficeRow | None, columns: Sequence[str]) -> list[str]:
    return [row.cells[column] for column in columns] if row else []


def _joined(lines: Sequence[Sequence[str]], delimiter: str) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(lines)
    return text.getvalue()


def _file(content: bytes, written: Sequence[OfficeRow | None], first_row: int) -> OfficeFile:
    numbered = list(enumerate(written, start=first_row))
    return OfficeFile(
        content=content,
        rows=sum(row is not None for row in written),
        faults={number: row.faults for number, row in numbered if row and row.faults},
    )
