"""Lock-out, passwords and who minds whom."""

from datetime import timedelta

from contracts.vocabulary import AccountKind, Province, Role
from identity.domain.accounts import (
    LOCK_OUT,
    PasswordFault,
    Remit,
    after_failure,
    is_administrator,
    is_locked,
    password_faults,
    unlocked,
    with_password,
)
from tests.unit.identity.makers import NOW, an_account

A_MOMENT = timedelta(microseconds=1)


def test_four_failures_do_not_lock() -> None:
    account = an_account()
    for _ in range(4):
        account = after_failure(account, NOW)
    assert not is_locked(account, NOW)


def test_the_fifth_failure_locks_for_fifteen_minutes_and_not_a_moment_longer() -> None:
    account = after_failure(an_account(failures=4), NOW)
    assert is_locked(account, NOW)
    assert is_locked(account, NOW + LOCK_OUT - A_MOMENT)
    assert not is_locked(account, NOW + LOCK_OUT)
    assert timedelta(minutes=15) == LOCK_OUT


def test_failures_while_locked_do_not_prolong_the_lock() -> None:
    account = after_failure(an_account(failures=4), NOW)
    assert after_failure(account, NOW + LOCK_OUT - A_MOMENT) == account


def test_after_a_lock_five_more_failures_are_needed() -> None:
    account = after_failure(an_account(failures=4), NOW)
    later = NOW + LOCK_OUT
    for _ in range(4):
        account = after_failure(account, later)
    assert not is_locked(account, later)
    assert is_locked(after_failure(account, later), later)


def test_a_password_of_ones_own_lifts_the_lock_and_need_not_be_changed() -> None:
    account = an_account(locked_until=NOW + LOCK_OUT, failures=3, must_change_password=True)
    assert with_password(account, "new") == an_account(password_hash="new")
    assert unlocked(account) == an_account(must_change_password=True)


def test_a_disabled_administrator_is_none() -> None:
    boss = {"kind": AccountKind.AUTHORITY, "roles": (Role.ADMINISTRATOR,)}
    assert is_administrator(an_account(**boss))
    assert not is_administrator(an_account(**boss, is_disabled=True))
    assert not is_administrator(an_account(kind=AccountKind.AUTHORITY, roles=(Role.READER,)))


def test_the_home_provinces_administrator_minds_everybody() -> None:
    remit = Remit(province=Province.QINGHAI, home=Province.QINGHAI)
    assert remit.covers(an_account())
    assert remit.covers(an_account(kind=AccountKind.AUTHORITY, province=Province.GANSU))


def test_another_provinces_administrator_minds_its_own_staff() -> None:
    remit = Remit(province=Province.GANSU, home=Province.QINGHAI)
    assert remit.covers(an_account(kind=AccountKind.AUTHORITY, province=Province.GANSU))
    assert not remit.covers(an_account(kind=AccountKind.AUTHORITY, province=Province.QINGHAI))
    assert not remit.covers(an_account())
    assert not Remit(province=None, home=Province.QINGHAI).covers(an_account())


def test_a_password_is_neither_the_name_nor_four_characters_over_and_over() -> None:
    assert [*password_faults("aBcDaBcD", "x")] == [PasswordFault.TOO_UNIFORM]
    assert [*password_faults("Somebody", "somebody")] == [PasswordFault.IS_USERNAME]
    assert [*password_faults("AAAAAAAA", "aaaaaaaa")] == [*PasswordFault]
    assert not [*password_faults("abcdeabcde", "somebody")]
