"""The words of identity's refusals and faults, in both languages."""

from collections.abc import Iterable, Mapping
from typing import Final

from contracts.errors import Fault, InvalidMessage, NotAllowed, Refused, TooMany, Unauthenticated

SHORTEST_REASON: Final = 2

FAULTS: Final[Mapping[str, str]] = {
    "NAME_EMPTY": "姓名不能为空",
    "PASSWORD_IS_USERNAME": "密码不能与用户名相同",
    "PASSWORD_TOO_UNIFORM": "密码至少包含5个不同的字符",
    "PASSWORD_UNCHANGED": "新密码不能与原密码相同",
    "ROLES_EMPTY": "至少授予一个角色",
    "ROLE_TWICE": "角色重复",
    "PHOTO_NO_PICTURE": "文件内容不是JPEG或PNG图片",
    "PHOTO_DAMAGED": "图片已损坏，无法读取",
    "PHOTO_TOO_NARROW": "图片宽度不足295像素",
    "PHOTO_TOO_LOW": "图片高度不足413像素",
    "PHOTO_TOO_MANY_PIXELS": "图片超过1200万像素",
    "PHOTO_ANIMATED": "图片不能是动画",
    "EMPTY": "不能为空",
    "PHONE_SHAPE": "不是有效的电话号码",
    "EMAIL_SHAPE": "不是有效的电子邮箱",
    "ADDRESS_TOO_SHORT": "地址至少5个字符",
    "CONTACT_INCOMPLETE": "紧急联系人的姓名和电话应同时填写",
    "CONTACT_IS_ONESELF": "紧急联系人电话不能与本人电话相同",
    "IN_THE_FUTURE": "日期不能在今天之后",
    "TOO_YOUNG_TO_WORK": "早于年满16周岁之日",
    "TOO_YOUNG_FOR_IT": "早于年满12周岁之日",
    "BEFORE_ITS_BEGIN": "结束日期早于开始日期",
    "LEVEL_OF_ANOTHER_KIND": "层次与类别不符",
    "REASON_EMPTY": "请填写理由，至少两个字",
    "ID_NUMBER_IN_IT": "不能填写身份证号",
}


def invalid(found: Iterable[tuple[str, str]]) -> InvalidMessage:
    """Build the answer to a message with something wrong in it: pairs of a path and a code."""
    return InvalidMessage(
        faults=tuple(Fault(path=path, reason=FAULTS[code]) for path, code in found)
    )


def refuse_faults(found: Iterable[tuple[str, str]]) -> None:
    """Refuse a message with everything wrong in it, if anything is."""
    refusal = invalid(found)
    if refusal.faults:
        raise refusal


def log_in_failed() -> Unauthenticated:
    """One answer for an unknown name, a wrong password and a lock-out alike."""
    return Unauthenticated(
        "LOG_IN_FAILED",
        "用户名或密码错误，或账户已暂时锁定",
        "Wrong name or password, or the account is locked for a while",
    )


def account_disabled() -> Unauthenticated:
    """Told only to whoever knows the password."""
    return Unauthenticated("ACCOUNT_DISABLED", "账户已停用", "The account is disabled")


def session_ended() -> Unauthenticated:
    """The refresh token is unknown, spent or of an ended session."""
    return Unauthenticated(
        "SESSION_ENDED", "登录已失效，请重新登录", "The session has ended; log in again"
    )


def username_taken() -> Refused:
    """Names differ by more than case."""
    return Refused("USERNAME_TAKEN", "用户名已被使用", "The user name is taken")


def wrong_password() -> Refused:
    """The old password is not the one in force."""
    return Refused(
        "PASSWORD_WRONG",
        "原密码错误，或账户已暂时锁定",
        "The old password is wrong, or the account is locked for a while",
    )


def reset_code_wrong() -> Refused:
    """One answer for an unknown name, a wrong code and one that is over."""
    return Refused(
        "RESET_CODE_WRONG",
        "用户名或重置码错误，或重置码已失效",
        "Wrong name or reset code, or the code has expired",
    )


def other_province() -> NotAllowed:
    """Another province's administrator appoints staff there only."""
    return NotAllowed(
        "OTHER_PROVINCE", "只能管理本省人员的账户", "You may appoint staff of your province only"
    )


def own_account_disabled() -> Refused:
    """There would be nobody left to enable it."""
    return Refused("OWN_ACCOUNT", "不能停用自己的账户", "You may not disable your own account")


def administrator_exists() -> Refused:
    """The first administrator is appointed once."""
    return Refused("ADMINISTRATOR_EXISTS", "已有管理员账户", "There is an administrator already")


def name_not_confirmed() -> Refused:
    """The authority for names says that name and number do not belong together."""
    return Refused(
        "REAL_NAME_NOT_CONFIRMED",
        "姓名与身份证号不一致，实名认证未通过",
        "Name and ID number do not belong together",
    )


def too_many_mismatches() -> TooMany:
    """Nobody may try names and numbers without end."""
    return TooMany(
        "TOO_MANY_VERIFICATIONS",
        "今日实名认证失败次数过多，请明日再试",
        "Too many failed verifications today; try again tomorrow",
    )


def verified_by_another() -> Refused:
    """A person has one account."""
    return Refused(
        "ALREADY_VERIFIED_BY_ANOTHER",
        "该身份证号已由其他账户完成实名认证",
        "Another account has proved this ID number",
    )


def another_id_number() -> Refused:
    """An account stays with the person it was proved for."""
    return Refused(
        "ANOTHER_ID_NUMBER",
        "与本账户已认证的身份证号不一致",
        "This account has proved another ID number",
    )


def not_verified() -> Refused:
    """Without a proved name there is nobody whose photo it would be (一)."""
    return Refused("NOT_VERIFIED", "请先完成实名认证", "Prove the real name first")


def stale_view(version: int) -> Refused:
    """What was read has been changed since (K6)."""
    return Refused(
        "STALE_VIEW",
        "内容已更新，请刷新后再操作",
        "It has changed since you read it; read it again",
        facts={"version": version},
    )


def too_many_entries() -> Refused:
    """A page of one's own data has an end."""
    return Refused("TOO_MANY_ENTRIES", "最多填写100条", "At most 100 entries are kept")


def reason_in(given: str) -> str:
    """Give a reason that says something."""
    reason = given.strip()
    refuse_faults([("reason", "REASON_EMPTY")] if len(reason) < SHORTEST_REASON else [])
    return reason


def already_withdrawn() -> Refused:
    """What was withdrawn stays so."""
    return Refused("ALREADY_WITHDRAWN", "已撤回", "It was withdrawn already")


def no_province() -> NotAllowed:
    """A record belongs to the province that entered it."""
    return NotAllowed("NO_PROVINCE", "账户没有所属省份", "The account belongs to no province")


def not_published_here() -> NotAllowed:
    """Another province's staff do not speak for this register."""
    return NotAllowed(
        "OTHER_PROVINCE", "只有本省主管部门可以发布", "Only this province's authority may publish"
    )
