"""What a spreadsheet of each sort looks like: its columns, their titles and the notes on them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from certificate.adapters.spreadsheets.sheet import MAX_ROWS
from certificate.adapters.spreadsheets.words import KIND_TITLES, CeColumn, Column, heading

_TITLES: Final[Mapping[str, str]] = {
    Column.NAME: "姓名 考生姓名 学员姓名 人员姓名 从业人员姓名 名字",
    Column.ID_NUMBER: "身份证号 身份证号码 身份证 公民身份号码 公民身份证号码 居民身份证号"
    " 居民身份证号码 证件号 证件号码 身份证件号码",
    Column.KIND: "证书类别 证书类型 证书种类 人员类别 人员类型 岗位类别 报考类别 考试类别 类别",
    Column.TRADE: "工种 工种名称 工种代码 报考工种 岗位工种 职业工种 作业工种",
    Column.INSTITUTION: "培训机构 培训机构名称 培训单位 培训单位名称",
    Column.NOTE: "备注",
}
_OF_RESULTS: Final[Mapping[str, str]] = {
    Column.EXAM_DATE: "考试日期 考试时间 考核日期 考核时间",
    Column.SCORE: "成绩 考试成绩 考核成绩 分数 得分",
    Column.PASSED: "是否合格 合格情况 是否通过 考试结果 考核结果 考核结论 结论",
}
_OF_CE_RECORDS: Final[Mapping[str, str]] = {
    CeColumn.ORDINAL: "继续教育次数 次数 第几次 第几次继续教育 继续教育次序",
    CeColumn.ISSUED_ON: "发证日期 发证时间 证明日期 合格日期 合格证明日期 签发日期",
    CeColumn.CERTIFICATE: "证书编号 证书号 证书号码 从业证书编号",
}
_NOTES: Final[Mapping[str, str]] = {
    Column.NAME: "与身份证一致；少数民族姓名的间隔号写作“·”；生僻字请直接输入，不要用拼音或“?”代替",
    Column.ID_NUMBER: "18位，按文本填写；存成数字会丢失末几位，这样的行不能导入",
    Column.KIND: " / ".join(KIND_TITLES.values()),
    Column.TRADE: "运行、维护和抢修人员必填，填代码或名称，见下表；其他类别留空",
    Column.INSTITUTION: "最多100个字",
    Column.NOTE: "选填，最多200个字",
}
_DAYS: Final = "如 2024-03-15、2024/3/15、2024年3月15日、20240315"
_ONE_SHEET: Final = (
    f"每次导入一张表，最多{MAX_ROWS}行；列的顺序可以不同，表头上方可以有标题行。",
    "有错误的行会连同原因退回，其余的行照常导入；改正后可以只导入退回的表。",
)


@dataclass(frozen=True, kw_only=True)
class Layout:
    """One sort of spreadsheet; `columns` in the template's order, `notes` on each of them."""

    sheet: str
    columns: tuple[str, ...]
    required: tuple[str, ...]
    by_case: tuple[str, ...]
    column_of_title: Mapping[str, str]
    notes: Mapping[str, str]
    general_notes: tuple[str, ...]

    def column_titled(self, title: str) -> str | None:
        """Return the column that a heading means: `＊身份证号码（必填）` is the ID number."""
        return self.column_of_title.get(heading(title))

    @property
    def not_required(self) -> str:
        """Name the columns that may be missing, the note apart."""
        left = (each for each in self.columns if each not in (*self.required, Column.NOTE))
        return "、".join(left)


def _by_title(titles: Mapping[str, str]) -> Mapping[str, str]:
    return {title: column for column, told in titles.items() for title in told.split()}


RESULTS: Final = Layout(
    sheet="考试成绩",
    columns=tuple(Column),
    required=(
        Column.NAME,
        Column.ID_NUMBER,
        Column.KIND,
        Column.EXAM_DATE,
        Column.PASSED,
        Column.INSTITUTION,
    ),
    by_case=(Column.TRADE,),
    column_of_title=_by_title({**_TITLES, **_OF_RESULTS}),
    notes={
        **_NOTES,
        Column.EXAM_DATE: _DAYS,
        Column.SCORE: "0至100，最多一位小数；没有分数的考试可以留空",
        Column.PASSED: "合格 / 不合格",
    },
    general_notes=(
        _ONE_SHEET[0],
        "身份证号、证书类别、工种、考试日期都相同的行是同一次考试的成绩，只能出现一次。",
        _ONE_SHEET[1],
    ),
)

CE_RECORDS: Final = Layout(
    sheet="继续教育记录",
    columns=tuple(CeColumn),
    required=(
        CeColumn.NAME,
        CeColumn.ID_NUMBER,
        CeColumn.KIND,
        CeColumn.ORDINAL,
        CeColumn.ISSUED_ON,
        CeColumn.INSTITUTION,
    ),
    by_case=(CeColumn.TRADE, CeColumn.CERTIFICATE),
    column_of_title=_by_title({**_TITLES, **_OF_CE_RECORDS}),
    notes={
        **_NOTES,
        CeColumn.ORDINAL: "第一次 / 第二次",
        CeColumn.ISSUED_ON: f"继续教育合格证明的发证日期，{_DAYS}",
        CeColumn.CERTIFICATE: "持有多本同类证书的人员必填；其他人员可以留空",
    },
    general_notes=(
        _ONE_SHEET[0],
        "只导入合格的记录；同一本证书同一有效期内的第一次、第二次记录各只能出现一次。",
        _ONE_SHEET[1],
    ),
)
