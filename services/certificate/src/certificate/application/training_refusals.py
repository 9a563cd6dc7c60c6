"""The words of what training and exams refuse, and of the faults of what is told of them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from certificate.domain.occasions import DayFault, Obstacle
from contracts.errors import Fault, InvalidMessage, Refused

NAME_TAKEN: Final = "INSTITUTION_PUBLISHED_ALREADY"

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    Obstacle.NAME_NOT_PROVED: (
        "请先完成实名认证",
        "Prove your real name first",
    ),
    Obstacle.CANCELLED: ("该培训或考试已取消", "It is cancelled already"),
    Obstacle.INSTITUTION_CLOSED: (
        "该培训机构已停止招生",
        "The training institution is closed",
    ),
    Obstacle.INSTITUTION_OPEN: ("该培训机构正常招生", "The training institution is open"),
    Obstacle.NOT_TRAINED_FOR: (
        "该培训机构不开展该类别或工种的培训",
        "The institution does not train for this kind or trade",
    ),
    Obstacle.NOT_OPEN_YET: ("报名尚未开始", "Enrolment is not open yet"),
    Obstacle.CLOSED: ("报名已截止", "Enrolment is closed"),
    Obstacle.FULL: ("名额已满", "No place is left"),
    Obstacle.ENROLLED: ("您已报名", "You are enrolled already"),
    Obstacle.NO_CERTIFICATE: (
        "您没有该类别（工种）可以继续教育的证书",
        "You have no certificate of this kind and trade that could be continued",
    ),
    Obstacle.BEGUN: ("该培训或考试已经开始", "It has begun already"),
    Obstacle.WITHDRAWN: ("该报名已取消", "The enrolment is withdrawn already"),
    Obstacle.TOO_FEW_PLACES: (
        "名额不能少于已报名人数",
        "There cannot be fewer places than people enrolled",
    ),
    Obstacle.STALE_VIEW: (
        "内容已发生变化，请重新查看后再操作",
        "This has changed since it was read; read it again",
    ),
    NAME_TAKEN: (
        "本省已有同名的培训机构",
        "An institution of this name is published in the province already",
    ),
}

FAULTS: Final[Mapping[str, str]] = {
    DayFault.TRADE_MISSING: "运行、维护和抢修人员须选择工种",
    DayFault.TRADE_OF_NOBODY: "只有运行、维护和抢修人员选择工种",
    DayFault.TRADES_MISSING: "至少选择一个工种",
    DayFault.TOLD_TWICE: "重复选择",
    DayFault.NOT_AFTER_TODAY: "日期须在今天之后",
    DayFault.ENDS_TOO_EARLY: "结束日期早于开始日期",
    DayFault.CLOSES_TOO_EARLY: "报名截止日期早于报名开始日期",
    DayFault.CLOSES_TOO_LATE: "报名须在培训或考试开始之前截止",
}


def refusal(obstacles: Sequence[str], **facts: Any) -> Refused:
    """Build the answer for everything that stands against a request; the first gives the code."""
    zh = "；".join(WORDS[obstacle][0] for obstacle in obstacles)
    en = "; ".join(WORDS[obstacle][1] for obstacle in obstacles)
    codes = [str(obstacle) for obstacle in obstacles]
    return Refused(codes[0], zh, en, facts={"codes": codes, **facts})


def refuse_for_any(obstacles: Sequence[str], **facts: Any) -> None:
    """Refuse with everything that stands against a request, if anything does."""
    if obstacles:
        raise refusal(obstacles, **facts)


def refuse_faults(faults: Iterable[tuple[str, str]], names: Mapping[str, str]) -> None:
    """Refuse a message with all its faults; `names` are the fields' names on the wire."""
    found = tuple(Fault(path=names.get(path, path), reason=FAULTS[fault]) for path, fault in faults)
    if found:
        raise InvalidMessage(faults=found)
