"""The sandbox accounts of the sample register: their names say what they are."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from contracts.identity import Account, Accounts
from contracts.message import Done
from contracts.vocabulary import Province, Role
from gascert_local.demo.client import RefusedByRegister, Visitor

PASSWORD: Final = "sandbox-only"  # noqa: S105  # printed for everyone: it guards fictitious data
_FIRST_PASSWORD: Final = "sandbox-first"  # noqa: S105  # replaced at the first log-in
ADMINISTRATOR: Final = "administrator"
READER: Final = "reader"
ROLES: Final = {"examiner": Role.EXAMINER, "decider": Role.DECIDER, READER: Role.READER}

STAFF_WORDS: Final = {
    ADMINISTRATOR: ("管理员 administrator", "开户、重置密码"),
    "examiner": ("成绩审核员 examiner", "导入成绩"),
    "decider": ("审批员 decider", "审核成绩、审批经营类别"),
    READER: ("查阅员 reader", "只能查看"),
}

Appoint = Callable[[str, str], bool]
"""Opens the first administrator's account by command; says no where there is one already."""


class ForeignRegister(RuntimeError):
    """The register, or an account in it, is not the sandbox's, or is so no more."""


@dataclass(frozen=True, kw_only=True)
class Staff:
    """The authority's staff who work on the samples, logged in."""

    administrator: Visitor
    examiner: Visitor
    decider: Visitor


def username(key: str) -> str:
    """Name a sandbox account."""
    return f"sandbox.{key}"


def known(stranger: Visitor, key: str) -> Visitor | None:
    """Log a sandbox account in, if there is one with the sandbox's password."""
    try:
        return stranger.logged_in(username(key), PASSWORD)
    except RefusedByRegister as refusal:
        if refusal.status != 401:
            raise
        return None


def administrator(stranger: Visitor, appoint: Appoint) -> Visitor:
    """Log the administrator in, who is appointed first where the register has none."""
    found = known(stranger, ADMINISTRATOR)
    if found is not None:
        return found
    if not appoint(username(ADMINISTRATOR), PASSWORD):
        raise ForeignRegister(
            "登记册已有自己的管理员，不加载样例 / this register has an administrator of its own"
        )
    return stranger.logged_in(username(ADMINISTRATOR), PASSWORD)


def opened(stranger: Visitor, path: str, key: str) -> Visitor:
    """Log in an account that is opened first where there is none."""
    body = {"username": username(key), "password": PASSWORD}
    try:
        stranger.post(Account, path, body)
    except RefusedByRegister as refusal:
        if refusal.code != "USERNAME_TAKEN":
            raise
    found = known(stranger, key)
    if found is None:
        raise ForeignRegister(
            f"账户 {username(key)} 不用沙箱密码 / this account has a password of its own"
        )
    return found


def member(stranger: Visitor, by: Visitor, key: str) -> Visitor:
    """Log in a member of the staff, appointed by the administrator where there is none yet.

    Whoever is appointed puts a password of their own in the place of the first one.
    """
    found = known(stranger, key)
    if found is not None:
        return found
    appointed = {
        "username": username(key),
        "password": _FIRST_PASSWORD,
        "province": Province.QINGHAI,
        "roles": [ROLES[key]],
    }
    try:
        by.post(Account, "/accounts/staff", appointed)
    except RefusedByRegister as refusal:
        if refusal.code != "USERNAME_TAKEN":
            raise
    own = {"old_password": _FIRST_PASSWORD, "new_password": PASSWORD}
    stranger.logged_in(username(key), _FIRST_PASSWORD).put(Done, "/account/password", own)
    return stranger.logged_in(username(key), PASSWORD)


def exists(by: Visitor, key: str) -> bool:
    """Say whether there is a member of the staff of that name, whatever the password."""
    found = by.pages(Accounts, "/accounts", kind="authority", username=username(key))
    return any(account.username == username(key) for account in found)
