"""Passwords changed and reset, accounts listed and disabled, through the bus."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest

from contracts import identity as told
from contracts.errors import (
    GasCertError,
    InvalidMessage,
    NotAllowed,
    NotFound,
    Refused,
    Unauthenticated,
)
from contracts.principal import PrincipalKind
from contracts.vocabulary import AccountKind, Province, Role
from tests.integration.identity_world import (
    PASSWORD,
    World,
    a_username,
    a_world,
    at_once,
    fail,
    revoked_sessions,
)
from tests.provision import Databases

ANOTHER = "another-Password"


@pytest.fixture(scope="module")
def world(amqp_uri: str, module_databases: Databases) -> Iterator[World]:
    with a_world(amqp_uri, module_databases) as made:
        yield made


def test_changing_the_password_ends_all_other_sessions(world: World) -> None:
    username = world.person_account().username
    here, elsewhere = world.log_in(username), world.log_in(username)
    world.stack.ask(
        told.ChangePassword(old_password=PASSWORD, new_password=ANOTHER), by=here.principal
    )
    world.stack.ask(told.RefreshSession(refresh_token=here.session.refresh_token))
    with pytest.raises(Unauthenticated):
        world.stack.ask(told.RefreshSession(refresh_token=elsewhere.session.refresh_token))
    fail(world, username)
    world.log_in(username, ANOTHER)


def test_guesses_at_the_old_password_lock_as_well(world: World) -> None:
    username = world.person_account().username
    by = world.log_in(username).principal
    for _ in range(5):
        with pytest.raises(Refused) as refusal:
            world.stack.ask(
                told.ChangePassword(old_password="wrong-Password", new_password=ANOTHER), by=by
            )
        assert refusal.value.code == "PASSWORD_WRONG"
    with pytest.raises(Unauthenticated):
        world.log_in(username)


def test_a_new_password_is_told_everything_that_is_wrong_with_it(world: World) -> None:
    username = "aaaaaaaa"
    with pytest.raises(InvalidMessage) as refusal:
        world.stack.ask(told.RegisterPersonAccount(username=username, password=username))
    assert [fault.path for fault in refusal.value.faults] == ["password", "password"]


def test_a_reset_code_sets_a_password_once_and_lifts_the_lock(world: World) -> None:
    account = world.person_account()
    before = world.log_in(account.username)
    fail(world, account.username, times=5)
    code = world.stack.ask(told.ResetPassword(account=account.id), by=world.administrator()).code
    redeem = told.RedeemResetCode(
        username=account.username, code=code.lower().replace("-", " "), new_password=ANOTHER
    )
    world.stack.ask(redeem)
    world.log_in(account.username, ANOTHER)
    with pytest.raises(Refused) as refusal:
        world.stack.ask(redeem)
    assert refusal.value.code == "RESET_CODE_WRONG"
    with pytest.raises(Unauthenticated):
        world.stack.ask(told.RefreshSession(refresh_token=before.session.refresh_token))


def test_a_reset_code_expires_and_is_nobody_elses(world: World) -> None:
    account, other, boss = world.person_account(), world.person_account(), world.administrator()
    code = world.stack.ask(told.ResetPassword(account=account.id), by=boss).code
    redeem = told.RedeemResetCode(username=other.username, code=code, new_password=ANOTHER)
    with pytest.raises(Refused):
        world.stack.ask(redeem)
    world.clock.forward(timedelta(hours=24))
    redeem = told.RedeemResetCode(username=account.username, code=code, new_password=ANOTHER)
    with pytest.raises(Refused) as refusal:
        world.stack.ask(redeem)
    assert refusal.value.code == "RESET_CODE_WRONG"


def test_a_password_that_another_chose_must_be_changed_before_anything_else(
    world: World,
) -> None:
    boss, username = world.administrator(), a_username()
    world.stack.ask(
        told.AddStaffAccount(
            username=username, password=PASSWORD, province=Province.QINGHAI, roles=(Role.READER,)
        ),
        by=boss,
    )
    somebody = world.log_in(username)
    assert somebody.session.account.must_change_password
    with pytest.raises(NotAllowed):
        world.stack.ask(told.ListPersons(), by=somebody.principal)
    assert world.stack.ask(told.GetAccount(), by=somebody.principal).username == username
    world.stack.ask(
        told.ChangePassword(old_password=PASSWORD, new_password=ANOTHER), by=somebody.principal
    )
    session = world.stack.ask(told.RefreshSession(refresh_token=somebody.session.refresh_token))
    by = world.principal_in(session)
    assert (by.kind, by.province, by.roles) == (
        PrincipalKind.AUTHORITY,
        Province.QINGHAI,
        (Role.READER,),
    )
    world.stack.ask(told.ListPersons(), by=by)


def test_a_disabled_account_ends_at_once_and_can_be_enabled_again(world: World) -> None:
    account, boss = world.person_account(), world.administrator()
    somebody = world.log_in(account.username)
    world.stack.ask(told.SetAccountDisabled(account=account.id, is_disabled=True), by=boss)
    assert somebody.principal.session in revoked_sessions(world)
    with pytest.raises(Unauthenticated) as refusal:
        world.log_in(account.username)
    assert refusal.value.code == "ACCOUNT_DISABLED"
    assert fail(world, account.username) == ["LOG_IN_FAILED"]
    with pytest.raises(Unauthenticated):
        world.stack.ask(told.GetAccount(), by=somebody.principal)
    world.stack.ask(told.SetAccountDisabled(account=account.id, is_disabled=False), by=boss)
    world.log_in(account.username)


def test_nobody_disables_the_own_account(world: World) -> None:
    boss = world.administrator()
    assert boss.account is not None
    with pytest.raises(Refused) as refusal:
        world.stack.ask(told.SetAccountDisabled(account=boss.account, is_disabled=True), by=boss)
    assert refusal.value.code == "OWN_ACCOUNT"


def test_two_administrators_cannot_disable_each_other_at_once(world: World) -> None:
    one, other = world.administrator(), world.administrator()
    assert one.account is not None
    assert other.account is not None
    call_of_one = told.SetAccountDisabled(account=other.account, is_disabled=True)
    call_of_other = told.SetAccountDisabled(account=one.account, is_disabled=True)
    answers = at_once(
        lambda: world.stack.ask(call_of_one, by=one),
        lambda: world.stack.ask(call_of_other, by=other),
    )
    refusals = [answer for answer in answers if isinstance(answer, GasCertError)]
    assert [type(refusal) for refusal in refusals] == [NotAllowed]


def test_an_administrator_of_another_province_minds_its_own_staff_only(world: World) -> None:
    boss = world.administrator(Province.GANSU)
    person = world.person_account()
    for call in (
        told.ResetPassword(account=person.id),
        told.UnlockAccount(account=person.id),
        told.SetAccountDisabled(account=person.id, is_disabled=True),
        told.ResetPassword(account=uuid4()),
    ):
        with pytest.raises(NotFound):
            world.stack.ask(call, by=boss)
    own = told.AddStaffAccount(
        username=a_username(), password=PASSWORD, province=Province.GANSU, roles=(Role.READER,)
    )
    added = world.stack.ask(own, by=boss)
    listed = world.stack.ask(told.ListAccounts(size=200), by=boss)
    assert added.id in {each.id for each in listed.items}
    assert {each.province for each in listed.items} == {Province.GANSU}
    elsewhere = told.AddStaffAccount(
        username=a_username(), password=PASSWORD, province=Province.QINGHAI, roles=(Role.READER,)
    )
    with pytest.raises(NotAllowed):
        world.stack.ask(elsewhere, by=boss)


def test_an_enterprise_adds_and_lists_accounts_of_its_own(world: World) -> None:
    first, stranger = (
        world.stack.ask(told.RegisterEnterpriseAccount(username=a_username(), password=PASSWORD))
        for _ in range(2)
    )
    by = world.log_in(first.username).principal
    assert by.enterprise == first.enterprise != stranger.enterprise
    second = world.stack.ask(
        told.AddEnterpriseAccount(username=a_username(), password=PASSWORD), by=by
    )
    assert second.enterprise == first.enterprise
    listed = world.stack.ask(told.ListAccounts(), by=by)
    assert {each.id for each in listed.items} == {first.id, second.id}


def test_accounts_are_listed_by_name_a_page_at_a_time(world: World) -> None:
    boss, prefix = world.administrator(), f"page-{uuid4().hex[:8]}"
    for name in ("C", "a", "B"):
        world.stack.ask(told.RegisterPersonAccount(username=f"{prefix}{name}", password=PASSWORD))
    names, cursor = [], None
    while True:
        page = world.stack.ask(
            told.ListAccounts(
                kind=AccountKind.PERSON, username=prefix.upper(), cursor=cursor, size=2
            ),
            by=boss,
        )
        names.append([each.username.removeprefix(prefix) for each in page.items])
        cursor = page.next
        if cursor is None:
            break
    assert names == [["a", "B"], ["C"]]


def test_a_cursor_that_no_page_gave_is_refused(world: World) -> None:
    boss = world.administrator()
    for cursor in ("1", "!!", "zürich", "A" * 200):
        with pytest.raises(InvalidMessage) as refusal:
            world.stack.ask(told.ListAccounts(cursor=cursor), by=boss)
        assert [fault.path for fault in refusal.value.faults] == ["cursor"]
