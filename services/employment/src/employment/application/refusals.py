"""The words of employment's refusals, in both languages."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from contracts.errors import Fault, InvalidMessage, Refused
from employment.domain.dissolutions import DissolutionObstacle
from employment.domain.labour_contracts import ContractObstacle, PdfFault
from employment.domain.offers import Obstacle

WORDS: Final[Mapping[str, tuple[str, str]]] = {
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
    Obstacle.STALE_VIEW: (
        "内容已发生变化，请重新查看后再操作",
        "This has changed since it was read; read it again",
    ),
    DissolutionObstacle.EMPLOYMENT_ENDED: ("聘用关系已解除", "The employment has ended"),
    DissolutionObstacle.ALREADY_OPEN: (
        "已有一件解除聘用申请等待确认",
        "A request to dissolve this employment is waiting for an answer already",
    ),
    DissolutionObstacle.CLOSED: ("该解除聘用申请已办结", "This request is closed"),
    DissolutionObstacle.OWN: (
        "解除聘用须由对方确认",
        "The other side must answer this request",
    ),
    DissolutionObstacle.ANOTHERS: (
        "只能撤回本方提出的申请",
        "Only the side that made this request can withdraw it",
    ),
    ContractObstacle.TOO_MANY: (
        "劳动合同份数已达上限",
        "No more labour contracts can be added here",
    ),
}

FAULTS: Final[Mapping[str, str]] = {
    PdfFault.NO_PDF: "劳动合同须为PDF文件",
    PdfFault.INCOMPLETE: "PDF文件不完整",
    PdfFault.ENCRYPTED: "PDF文件已加密，请解除加密后上传",
    PdfFault.ACTIVE: "PDF文件含有脚本或可执行内容",
    "REASON_EMPTY": "请填写理由，至少两个字",
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


def refuse_faults(path: str, faults: Iterable[str]) -> None:
    """Refuse a message whose field has faults, with all of them."""
    found = tuple(Fault(path=path, reason=FAULTS[fault]) for fault in faults)
    if found:
        raise InvalidMessage(faults=found)
