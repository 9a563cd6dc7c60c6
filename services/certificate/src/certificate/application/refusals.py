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
    Obstacle.OF_ENTERPRISE: (
        "该办件属于企业名称变更，由企业撤回、主管部门一并审批",
        "The case is part of an enterprise's: it is withdrawn and decided with all the others",
    ),
    "ASKED_BY_THE_ENTERPRISE": (
        "企业名称变更由企业发起",
        "A change of the enterprise's name is asked for by the enterprise",
    ),
    "NAME_CHANGE_OPEN": (
        "已有企业名称变更正在办理",
        "A change of the enterprise's name is open already",
    ),
    "NO_OTHER_NAME_PRINTED": (
        "没有需要变更企业名称的证书",
        "No certificate prints another name than the registered one",
    ),
    "NO_CERTIFICATE_MEETS_THE_CONDITIONS": (
        "查出的证书均未通过检测条件",
        "None of the certificates found meets the conditions",
    ),
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
