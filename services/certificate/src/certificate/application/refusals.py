"""The words of certificate's refusals and of the faults of people's names, in both languages."""

from collections.abc import Mapping
from typing import Any, Final

from contracts.errors import Refused

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "NOTHING_TO_REVIEW": (
        "该批成绩没有待审核的记录",
        "This import has no results that wait for a decision",
    ),
    "RESULT_NOT_WAITING": (
        "该成绩当前不能申领证书",
        "No certificate can be issued for this result in its present state",
    ),
}


def refusal(code: str, **facts: Any) -> Refused:
    """Build a refusal with its words; facts are plain values without personal data."""
    zh, en = WORDS[code]
    return Refused(code, zh, en, facts=facts)
