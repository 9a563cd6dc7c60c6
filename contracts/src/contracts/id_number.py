"""Citizens' ID numbers (公民身份号码, GB 11643-1999): normalised, judged, masked and read."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from enum import StrEnum, unique
from typing import Final

from contracts.vocabulary import Sex

_PROVINCES: Final = (
    *range(11, 16),
    *range(21, 24),
    *range(31, 38),
    *range(41, 47),
    *range(50, 55),
    *range(61, 66),
    *(71, 81, 82, 83, 91),
)
PROVINCE_CODES: Final = frozenset(map(str, _PROVINCES))

_SHAPE: Final = re.compile(r"[0-9]{17}[0-9X]")
_BLANK: Final = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS: Final = "10X98765432"


@unique
class IdNumberFault(StrEnum):
    """What can be wrong with an ID number (RULES 2)."""

    SHAPE = "ID_NUMBER_SHAPE"
    PROVINCE = "ID_NUMBER_PROVINCE"
    BIRTH_DATE = "ID_NUMBER_BIRTH_DATE"
    BORN_IN_FUTURE = "ID_NUMBER_BORN_IN_FUTURE"
    CHECK_DIGIT = "ID_NUMBER_CHECK_DIGIT"


REASONS: Final[Mapping[IdNumberFault, str]] = {
    IdNumberFault.SHAPE: "身份证号应为18位：17位数字加1位数字或X",
    IdNumberFault.PROVINCE: "身份证号前两位不是省级行政区划代码",
    IdNumberFault.BIRTH_DATE: "身份证号中的出生日期不存在",
    IdNumberFault.BORN_IN_FUTURE: "身份证号中的出生日期晚于今天",
    IdNumberFault.CHECK_DIGIT: "身份证号校验码不正确，请核对每一位",
}


def normalised(text: str) -> str:
    """Return the number as it is compared and kept: narrow digits, capital X, no blanks."""
    return _BLANK.sub("", unicodedata.normalize("NFKC", text)).upper()


def check_digit_of(first_17: str) -> str:
    """Return the last character for the first seventeen digits (ISO 7064 MOD 11-2)."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first_17, strict=True))
    return _CHECK_DIGITS[total % 11]


def faults_of(id_number: str, today: date) -> tuple[IdNumberFault, ...]:
    """Tell everything that is wrong with a normalised number; nothing for a sound one.

    The six-digit region is not looked up: codes of old districts stay valid for older people.
    """
    if _SHAPE.fullmatch(id_number) is None:
        return (IdNumberFault.SHAPE,)
    birth_date = _birth_date_in(id_number)
    wrong = {
        IdNumberFault.PROVINCE: id_number[:2] not in PROVINCE_CODES,
        IdNumberFault.BIRTH_DATE: birth_date is None,
        IdNumberFault.BORN_IN_FUTURE: birth_date is not None and birth_date > today,
        IdNumberFault.CHECK_DIGIT: check_digit_of(id_number[:17]) != id_number[17],
    }
    return tuple(fault for fault, is_wrong in wrong.items() if is_wrong)


def birth_date_of(id_number: str) -> date:
    """Return the birth date in a sound number; `ValueError` for one that holds no such day."""
    birth_date = _birth_date_in(id_number)
    if birth_date is None:
        raise ValueError("the number holds no calendar date")
    return birth_date


def sex_of(id_number: str) -> Sex:
    """Return the sex that digit 17 of a sound number gives: odd is male."""
    return Sex.MALE if int(id_number[16]) % 2 else Sex.FEMALE


def masked(id_number: str) -> str:
    """Return the number as staff lists show it (RULES 8): `630***********9021`.

    Of what is not eighteen characters long nothing is shown, for no one knows what it is.
    """
    if len(id_number) != 18:
        return "*" * min(len(id_number), 18)
    return f"{id_number[:3]}{'*' * 11}{id_number[-4:]}"


def _birth_date_in(id_number: str) -> date | None:
    try:
        return date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14]))
    except ValueError:
        return None
