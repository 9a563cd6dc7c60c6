"""Unified social credit codes (统一社会信用代码, GB 32100-2015): normalised and judged."""

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum, unique
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"

_SHAPE: Final = re.compile(rf"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}")
_BLANK: Final = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_WEIGHTS: Final = tuple(pow(3, place, 31) for place in range(17))
_VALUES: Final = {letter: value for value, letter in enumerate(ALPHABET)}


@unique
class UsccFault(StrEnum):
    """What can be wrong with a unified social credit code (RULES 2)."""

    SHAPE = "USCC_SHAPE"
    CHECK_DIGIT = "USCC_CHECK_DIGIT"


REASONS: Final[Mapping[UsccFault, str]] = {
    UsccFault.SHAPE: "统一社会信用代码应为18位数字和大写字母（不含I、O、S、V、Z），第3至8位为数字",
    UsccFault.CHECK_DIGIT: "统一社会信用代码校验码不正确，请核对每一位",
}


def normalised(text: str) -> str:
    """Return the code as it is compared and kept: narrow capitals, no blanks."""
    return _BLANK.sub("", unicodedata.normalize("NFKC", text)).upper()


def check_character_of(first_17: str) -> str:
    """Return the last character for the first seventeen (MOD 31-3)."""
    values = (_VALUES[letter] for letter in first_17)
    total = sum(weight * value for weight, value in zip(_WEIGHTS, values, strict=True))
    return ALPHABET[-total % 31]


def faults_of(uscc: str) -> tuple[UsccFault, ...]:
    """Tell what is wrong with a normalised code; nothing for a sound one.

    Which registrar and which region it names is not looked up: both lists grow.
    """
    if _SHAPE.fullmatch(uscc) is None:
        return (UsccFault.SHAPE,)
    if check_character_of(uscc[:17]) != uscc[17]:
        return (UsccFault.CHECK_DIGIT,)
    return ()
