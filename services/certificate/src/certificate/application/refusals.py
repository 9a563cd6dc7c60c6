"""The words of certificate's refusals and of the faults of people's names, in both languages."""

from collections.abc import Mapping
from typing import Any, Final

from certificate.domain.cases import Obstacle
from contracts.errors import Fault, InvalidMessage, Refused

SHORTEST_REASON: Final = 2

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "NOTHING_TO_REVIEW": (
        "该批成绩没有待审核的记录",
        "This import has no results that wait for a decision",
    ),
    "RESULT_NOT_WAITING": (
        "该成绩当前不能申领证书",
        "No certificate can be issued for this result in its present state",
    ),
    "DAY_NOT_COME": (
        "该日期尚未到来",
        "That day has not come yet",
    ),
    Obstacle.CASE_CLOSED: ("办件已办结", "The case is closed"),
    Obstacle.STALE_VIEW: (
        "办件已发生变化，请重新查看后再操作",
        "The case has changed since it was read; read it again",
    ),
    Obstacle.WAITS_FOR_ANOTHER: (
        "办件当前正等待其他人处理",
        "The case waits for somebody else at this moment",
    ),
}


def refusal(code: str, **facts: Any) -> Refused:
    """Build a refusal with its words; facts are plain values without personal data."""
    zh, en = WORDS[code]
    return Refused(str(code), zh, en, facts=facts)


def reason_in(text: str) -> str:
    """Give a reason without the spaces around it; refuses one that says nothing."""
    reason = text.strip()
    if len(reason) < SHORTEST_REASON:
        fault = Fault(path="reason", reason="请填写理由，至少两个字")
        raise InvalidMessage(faults=(fault,))
    return reason
