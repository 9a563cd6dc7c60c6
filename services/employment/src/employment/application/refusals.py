"""The words of employment's refusals, in both languages."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from contracts.errors import Refused
from employment.domain.offers import Obstacle

WORDS: Final[Mapping[Obstacle, tuple[str, str]]] = {
    Obstacle.ENTERPRISE_NOT_REGISTERED: (
        "企业尚未注册",
        "The enterprise is not registered yet",
    ),
    Obstacle.PERSON_NOT_FOUND: (
        "未找到姓名和身份证号均相符的人员",
        "Nobody bears this name together with this ID number",
    ),
    Obstacle.PERSON_NOT_VERIFIED: (
        "该人员尚未完成实名认证",
        "The person has not completed real-name verification",
    ),
    Obstacle.EMPLOYED_HERE: (
        "该人员已受聘于本企业",
        "The person is employed by this enterprise already",
    ),
    Obstacle.OFFER_OPEN: (
        "已向该人员发起聘用，等待其同意",
        "An offer to this person is waiting for an answer already",
    ),
    Obstacle.OFFER_CLOSED: ("该聘用邀请已结束", "The offer is closed"),
    Obstacle.EMPLOYED_ALREADY: (
        "所有人员只能与一家企业建立聘用关系",
        "A person can be employed by one enterprise at a time only",
    ),
}


def refusal(obstacles: Sequence[Obstacle], **facts: Any) -> Refused:
    """Build the answer for everything that stands against a request; the first gives the code."""
    zh = "；".join(WORDS[obstacle][0] for obstacle in obstacles)
    en = "; ".join(WORDS[obstacle][1] for obstacle in obstacles)
    codes = [obstacle.value for obstacle in obstacles]
    return Refused(codes[0], zh, en, facts={"codes": codes, **facts})


def refuse_for_any(obstacles: Sequence[Obstacle], **facts: Any) -> None:
    """Refuse with everything that stands against a request, if anything does."""
    if obstacles:
        raise refusal(obstacles, **facts)
