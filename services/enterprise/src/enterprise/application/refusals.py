"""The words of enterprise's refusals and faults, in both languages."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from contracts.errors import Fault, InvalidMessage, Refused
from enterprise.domain.cases import Obstacle

ALREADY_REGISTERED: Final = "ENTERPRISE_ALREADY_REGISTERED"
USCC_REGISTERED: Final = "USCC_ALREADY_REGISTERED"
NOT_REGISTERED: Final = "ENTERPRISE_NOT_REGISTERED"
STALE_REGISTRATION: Final = "STALE_REGISTRATION"
SAME_REGISTRATION: Final = "SAME_REGISTRATION"
DESIGNATION_TAKEN: Final = "DESIGNATION_TAKEN"
STANDARD_WITHDRAWN: Final = "STANDARD_WITHDRAWN"
STALE_STANDARD: Final = "STALE_STANDARD"

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    ALREADY_REGISTERED: ("本账户的企业已注册", "This account's enterprise is registered already"),
    USCC_REGISTERED: (
        "该统一社会信用代码已注册",
        "An enterprise is registered under this unified social credit code",
    ),
    NOT_REGISTERED: ("企业尚未注册", "The enterprise is not registered yet"),
    STALE_REGISTRATION: (
        "企业信息已发生变化，请重新查看后再操作",
        "The registration has changed since it was read; read it again",
    ),
    SAME_REGISTRATION: (
        "企业名称和法定代表人均无变化",
        "Neither the name nor the legal representative would change",
    ),
    DESIGNATION_TAKEN: ("该标准编号已发布", "A standard is published under this designation"),
    STANDARD_WITHDRAWN: ("该标准已废止", "The standard has been withdrawn"),
    STALE_STANDARD: (
        "标准已发生变化，请重新查看后再操作",
        "The standard has changed since it was read; read it again",
    ),
    Obstacle.CASE_OPEN: (
        "已有一件经营类别办件尚未办结",
        "Another category case of this enterprise is still open",
    ),
    Obstacle.SAME_CATEGORIES: (
        "申请的经营类别与现有登记完全相同",
        "These are the categories and gas sources already held",
    ),
    Obstacle.CASE_CLOSED: ("办件已办结", "The case is closed"),
    Obstacle.STALE_VIEW: (
        "办件已发生变化，请重新查看后再操作",
        "The case has changed since it was read; read it again",
    ),
}

FAULTS: Final[Mapping[str, str]] = {
    "CATEGORIES_EMPTY": "至少选择一个经营类别",
    "CATEGORY_TWICE": "经营类别重复",
    "GAS_SOURCES_EMPTY": "至少选择一种气源",
    "GAS_SOURCE_TWICE": "气源重复",
    "ENTERPRISE_NAME_SHAPE": "企业名称至少两个字",
    "REPRESENTATIVE_INCOMPLETE": "变更法定代表人须同时填写姓名和身份证号",
    "REASON_EMPTY": "请填写理由，至少两个字",
    "NAME_EMPTY": "姓名不能为空",
    "NAME_TOO_LONG": "姓名过长",
    "NAME_DIFFERS": "姓名与该身份证号已登记的姓名不一致",
}


def refusal(codes: Sequence[str], **facts: Any) -> Refused:
    """Build the answer for everything that stands against a request; the first gives the code."""
    zh = "；".join(WORDS[code][0] for code in codes)
    en = "; ".join(WORDS[code][1] for code in codes)
    return Refused(str(codes[0]), zh, en, facts={"codes": [str(code) for code in codes], **facts})


def refuse_for_any(codes: Sequence[str], **facts: Any) -> None:
    """Refuse with everything that stands against a request, if anything does."""
    if codes:
        raise refusal(codes, **facts)


def refuse_faults(faults: Sequence[Fault]) -> None:
    """Refuse a message with everything that is wrong in it, if anything is."""
    if faults:
        raise InvalidMessage(faults=tuple(faults))
