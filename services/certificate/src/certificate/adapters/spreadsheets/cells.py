"""Reads single cells of a row; what is wrong is told without repeating the text.

A cell may hold anything, an ID number in a shifted column included: reasons never quote it.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from certificate.adapters.spreadsheets.reading import LOST_DIGITS, LOST_DIGITS_REASON
from certificate.adapters.spreadsheets.words import (
    KIND_TITLES,
    ORDINAL_OF_WORD,
    PASSED_OF_WORD,
    WORDS_FOR_NOTHING,
    CeColumn,
    Column,
    compact,
    kind_named,
    trade_named,
)
from contracts import id_number as id_numbers
from contracts.id_number import IdNumberFault
from contracts.names import normalised_person_name
from contracts.vocabulary import CertificateKind, Trade

LONGEST: Final[Mapping[str, int]] = {
    Column.NAME: 60,
    Column.INSTITUTION: 100,
    Column.NOTE: 200,
}
FIRST_YEAR: Final = 2000

_DATE: Final = re.compile(
    r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?:T?[0-9]{1,2}:[0-9]{2}(?::[0-9.]{2,9})?)?"
    r"|([0-9]{4})([0-9]{2})([0-9]{2})"
)
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_SCORE: Final = re.compile(r"([0-9]{1,3})(?:\.([0-9])0*)?分?")
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?分?")
_SIGNS_IN_NAMES: Final = frozenset("·-'’. 〇")

Tell = Callable[[str, str], None]


def name_in(text: str, tell: Tell) -> str | None:
    """Read a person's name; `?` and private-use signs are what a lost rare character leaves."""
    name = normalised_person_name(text)
    if not _is_given(Column.NAME, name, tell):
        return None
    if any(sign in "?？\ufffd□" or unicodedata.category(sign) == "Co" for sign in name):
        tell("NAME_UNREADABLE", "姓名中有无法识别的字，可能在转码时丢失了生僻字，请重新填写")
        return None
    if not all(_may_stand_in_a_name(sign) for sign in name):
        tell("NAME_INVALID", "姓名只能由文字和间隔号“·”组成")
        return None
    return name


def id_number_in(text: str, today: date, tell: Tell) -> str | None:
    """Read an ID number and judge it as `contracts.id_number` does."""
    number = id_numbers.normalised(text)
    if not _is_given(Column.ID_NUMBER, number, tell):
        return None
    faults = id_numbers.faults_of(number, today)
    if IdNumberFault.CHECK_DIGIT in faults and number.endswith("000"):
        tell(LOST_DIGITS, LOST_DIGITS_REASON)
        return None
    shown = "" if IdNumberFault.SHAPE in faults else f"（{id_numbers.masked(number)}）"
    for fault in faults:
        tell(fault, f"{id_numbers.REASONS[fault]}{shown}")
    return None if faults else number


def kind_in(text: str, tell: Tell) -> CertificateKind | None:
    """Read the kind of certificate, in full or as offices shorten it."""
    if not _is_given(Column.KIND, text, tell):
        return None
    kind = kind_named(text)
    if kind is None:
        tell("KIND_UNKNOWN", f"证书类别应为：{' / '.join(KIND_TITLES.values())}")
    return kind


def trade_in(text: str, tell: Tell) -> Trade | None:
    """Read an operator's trade, by code or by title."""
    if compact(text) in WORDS_FOR_NOTHING:
        tell("TRADE_REQUIRED", "运行、维护和抢修人员必须填写工种")
        return None
    trade = trade_named(text)
    if trade is None:
        tell("TRADE_UNKNOWN", "工种应为模板“填写说明”中的代码或名称，代码与名称须一致")
    return trade


def any_trade_in(text: str, tell: Tell) -> Trade | None:
    """Read the trade of one whose kind is unknown, if there is one."""
    return None if compact(text) in WORDS_FOR_NOTHING else trade_in(text, tell)


def no_trade_in(text: str, tell: Tell) -> None:
    """Make sure that one who is no operator has no trade."""
    if compact(text) not in WORDS_FOR_NOTHING:
        tell("TRADE_NOT_ALLOWED", "只有运行、维护和抢修人员填写工种，其他类别请留空")


def day_in(column: str, text: str, today: date, tell: Tell) -> date | None:
    """Read a day that is written year first; a time of day beside it is left out."""
    if not _is_given(column, text, tell):
        return None
    match = _DATE.fullmatch(compact(text).translate(_DASHES))
    try:
        day = date(*(int(part) for part in match.groups() if part)) if match else None
    except ValueError:
        day = None
    if day is None:
        tell("DATE_INVALID", f"{column}应为存在的日期，写作 2024-03-15、2024年3月15日或 20240315")
    elif day > today:
        tell("DATE_IN_FUTURE", f"{column}晚于今天")
    elif day.year < FIRST_YEAR:
        tell("DATE_TOO_EARLY", f"{column}早于{FIRST_YEAR}年")
    else:
        return day
    return None


def ordinal_in(text: str, tell: Tell) -> int | None:
    """Read whether it is a term's first or second continuing education."""
    if not _is_given(CeColumn.ORDINAL, text, tell):
        return None
    ordinal = ORDINAL_OF_WORD.get(compact(text))
    if ordinal is None:
        tell("ORDINAL_UNKNOWN", f"{CeColumn.ORDINAL}应为：第一次 / 第二次")
    return ordinal


def certificate_in(text: str, tell: Tell) -> str | None:
    """Read the number of the certificate meant, which may be missing."""
    if compact(text) in WORDS_FOR_NOTHING or not _is_given(CeColumn.CERTIFICATE, text, tell):
        return None
    return compact(text).upper()


def score_in(text: str, tell: Tell) -> Decimal | None:
    """Read a score from 0 to 100 with at most one decimal; an exam may have none."""
    if compact(text) in WORDS_FOR_NOTHING:
        return None
    score = compact(text)
    match = _SCORE.fullmatch(score)
    if match is not None and (value := Decimal(f"{match[1]}.{match[2] or 0}")) <= 100:
        return value
    if match is not None or score.startswith("-"):
        tell("SCORE_OUT_OF_RANGE", "成绩应在0至100之间")
    elif _NUMBER.fullmatch(score):
        tell("SCORE_INVALID", "成绩应在0至100之间，最多一位小数")
    elif score in ("缺考", "缺席", "未考", "弃考"):
        tell("SCORE_OF_ABSENT", "缺考没有成绩，请删除该行")
    else:
        tell("SCORE_INVALID", "成绩应为数字，0至100，最多一位小数")
    return None


def passed_in(text: str, tell: Tell) -> bool | None:
    """Read whether the exam was passed."""
    if not _is_given(Column.PASSED, text, tell):
        return None
    passed = PASSED_OF_WORD.get(compact(text).upper())
    if passed is None:
        tell("PASSED_UNKNOWN", "是否合格应为：合格 / 不合格")
    return passed


def institution_in(text: str, tell: Tell) -> str | None:
    """Read the name of the training institution."""
    return unicodedata.normalize("NFC", text) if _is_given(Column.INSTITUTION, text, tell) else None


def note_in(text: str, tell: Tell) -> str | None:
    """Read the note, which may be missing."""
    if compact(text) in WORDS_FOR_NOTHING or not _is_given(Column.NOTE, text, tell):
        return None
    return unicodedata.normalize("NFC", text)


def _is_given(column: str, text: str, tell: Tell) -> bool:
    if not text:
        tell("CELL_REQUIRED", f"{column}不能为空")
        return False
    longest = LONGEST.get(column, 60)
    if len(text) > longest:
        tell("CELL_TOO_LONG", f"{column}超过{longest}个字")
        return False
    return True


def _may_stand_in_a_name(sign: str) -> bool:
    """Ideographs newer than this Python's tables are told by their planes."""
    newer = 0x20000 <= ord(sign) <= 0x3FFFF
    return newer or sign in _SIGNS_IN_NAMES or unicodedata.category(sign)[0] in "LM"
