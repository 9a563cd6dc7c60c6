"""Logging in and the lock-out, through the bus."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from contracts import identity as told
from contracts.errors import (
    GasCertError,
    Refused,
    Unauthenticated,
)
from contracts.principal import PrincipalKind
from tests.integration.identity_world import (
    PASSWORD,
    World,
    a_username,
    a_world,
    at_once,
    fail,
)
from tests.provision import Databases

FIFTEEN_MINUTES = timedelta(minutes=15)
A_SECOND = timedelta(seconds=1)


@pytest.fixture(scope="module")
def world(amqp_uri: str, module_databases: Databases) -> Iterator[World]:
    with a_world(amqp_uri, module_databases) as made:
        yield made


def test_a_log_in_gives_a_token_that_speaks_for_the_account(world: World) -> None:
    account = world.person_account()
    somebody = world.log_in(account.username)
    assert somebody.principal.kind is PrincipalKind.PERSON
    assert somebody.principal.account == account.id
    assert somebody.session.account == account
    assert 890 <= somebody.session.expires_in <= 900


def test_a_user_name_is_the_same_in_any_case(world: World) -> None:
    account = world.person_account()
    assert world.log_in(account.username.upper()).principal.account == account.id
    with pytest.raises(Refused) as refusal:
        world.stack.ask(
            told.RegisterPersonAccount(username=account.username.upper(), password=PASSWORD)
        )
    assert refusal.value.code == "USERNAME_TAKEN"


def test_two_who_want_one_name_at_once_do_not_both_get_it(world: World) -> None:
    call = told.RegisterPersonAccount(username=a_username(), password=PASSWORD)
    answers = at_once(*[lambda: world.stack.ask(call)] * 4)
    refusals = [answer for answer in answers if isinstance(answer, GasCertError)]
    assert [refusal.code for refusal in refusals] == ["USERNAME_TAKEN"] * 3


def test_an_unknown_name_is_answered_like_a_wrong_password(world: World) -> None:
    known = world.person_account().username
    assert fail(world, a_username()) == fail(world, known) == ["LOG_IN_FAILED"]


def test_four_failures_do_not_lock_and_a_log_in_makes_them_forgotten(world: World) -> None:
    username = world.person_account().username
    for _ in range(2):
        fail(world, username, times=4)
        world.log_in(username)


def test_the_fifth_failure_in_a_row_locks_for_fifteen_minutes(world: World) -> None:
    username = world.person_account().username
    fail(world, username, times=5)
    with pytest.raises(Unauthenticated) as refusal:
        world.log_in(username)
    assert refusal.value.code == "LOG_IN_FAILED"
    world.clock.forward(FIFTEEN_MINUTES - A_SECOND * 30)
    with pytest.raises(Unauthenticated):
        world.log_in(username)
    world.clock.forward(A_SECOND * 31)
    world.log_in(username)


def test_guesses_made_at_once_all_count(world: World) -> None:
    username = world.person_account().username
    at_once(*[lambda: world.log_in(username, "wrong-Password")] * 5)
    with pytest.raises(Unauthenticated):
        world.log_in(username)


def test_an_administrator_lifts_a_lock_out(world: World) -> None:
    account, boss = world.person_account(), world.administrator()
    fail(world, account.username, times=5)
    listed = world.stack.ask(told.ListAccounts(username=account.username), by=boss)
    assert [(each.id, each.is_locked) for each in listed.items] == [(account.id, True)]
    unlocked = world.stack.ask(told.UnlockAccount(account=account.id), by=boss)
    assert not unlocked.is_locked
    world.log_in(account.username)
