"""Logging in, sessions and passwords, through the bus."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from bus.testing import Stack
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
    ENVIRONMENT,
    GATEWAY,
    PASSWORD,
    ForwardClock,
    World,
    a_username,
    at_once,
    identity_by,
)
from tests.provision import Databases

FIFTEEN_MINUTES = timedelta(minutes=15)
A_SECOND = timedelta(seconds=1)
ANOTHER = "another-Password"


@pytest.fixture(scope="module")
def world(amqp_uri: str, module_databases: Databases) -> Iterator[World]:
    clock = ForwardClock()
    with Stack(
        {"identity": identity_by(clock)},
        amqp_uri=amqp_uri,
        database_urls=module_databases.fresh("identity"),
        environment=ENVIRONMENT,
    ) as stack:
        yield World(stack=stack, clock=clock)


def fail(world: World, username: str, times: int = 1) -> list[str]:
    """Try a wrong password so often; gives the answers' codes."""
    codes = []
    for _ in range(times):
        with pytest.raises(Unauthenticated) as refusal:
            world.log_in(username, "wrong-Password")
        codes.append(refusal.value.code)
    return codes


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


def test_a_refresh_token_is_exchanged_for_a_new_pair(world: World) -> None:
    first = world.log_in(world.person_account().username).session
    second = world.stack.ask(told.RefreshSession(refresh_token=first.refresh_token))
    assert second.refresh_token != first.refresh_token
    assert world.principal_in(second) == world.principal_in(first)
    world.stack.ask(told.RefreshSession(refresh_token=second.refresh_token))


def test_a_refresh_token_that_comes_again_ends_its_session(world: World) -> None:
    somebody = world.log_in(world.person_account().username)
    spent = told.RefreshSession(refresh_token=somebody.session.refresh_token)
    new = world.stack.ask(spent)
    for call in (spent, told.RefreshSession(refresh_token=new.refresh_token)):
        with pytest.raises(Unauthenticated) as refusal:
            world.stack.ask(call)
        assert refusal.value.code == "SESSION_ENDED"
    revoked = world.stack.ask(told.ListRevokedSessions(), by=GATEWAY)
    assert somebody.principal.session in revoked.sessions


def test_a_refresh_token_used_twice_at_once_serves_once_and_ends_its_session(
    world: World,
) -> None:
    somebody = world.log_in(world.person_account().username)
    call = told.RefreshSession(refresh_token=somebody.session.refresh_token)
    answers = at_once(*[lambda: world.stack.ask(call)] * 4)
    assert len([answer for answer in answers if isinstance(answer, told.Session)]) == 1
    revoked = world.stack.ask(told.ListRevokedSessions(), by=GATEWAY)
    assert somebody.principal.session in revoked.sessions


def test_a_made_up_refresh_token_is_refused(world: World) -> None:
    with pytest.raises(Unauthenticated) as refusal:
        world.stack.ask(told.RefreshSession(refresh_token="x" * 43))
    assert refusal.value.code == "SESSION_ENDED"


def test_a_session_is_not_prolonged_by_refreshing(world: World) -> None:
    session = world.log_in(world.person_account().username).session
    world.clock.forward(timedelta(days=30) - timedelta(minutes=5))
    session = world.stack.ask(told.RefreshSession(refresh_token=session.refresh_token))
    assert 290 <= session.expires_in <= 300
    world.clock.forward(timedelta(minutes=5))
    with pytest.raises(Unauthenticated):
        world.stack.ask(told.RefreshSession(refresh_token=session.refresh_token))


def test_logging_out_ends_one_session_or_all(world: World) -> None:
    username = world.person_account().username
    one, other, third = (world.log_in(username) for _ in range(3))
    world.stack.ask(told.LogOut(), by=one.principal)
    with pytest.raises(Unauthenticated):
        world.stack.ask(told.RefreshSession(refresh_token=one.session.refresh_token))
    other_session = world.stack.ask(told.RefreshSession(refresh_token=other.session.refresh_token))
    world.stack.ask(told.LogOut(everywhere=True), by=other.principal)
    for session in (other_session, third.session):
        with pytest.raises(Unauthenticated):
            world.stack.ask(told.RefreshSession(refresh_token=session.refresh_token))


def test_a_revoked_session_is_told_while_its_access_token_may_live(world: World) -> None:
    somebody = world.log_in(world.person_account().username).principal
    world.stack.ask(told.LogOut(), by=somebody)
    assert somebody.session in revoked_sessions(world)
    world.clock.forward(FIFTEEN_MINUTES)
    assert somebody.session in revoked_sessions(world)
    world.clock.forward(timedelta(minutes=2))
    assert somebody.session not in revoked_sessions(world)


def test_only_the_gateway_learns_which_sessions_were_revoked(world: World) -> None:
    with pytest.raises(NotAllowed):
        world.stack.ask(told.ListRevokedSessions(), by=world.administrator())


def test_refresh_tokens_and_passwords_are_not_kept_as_they_are(world: World) -> None:
    session = world.log_in(world.person_account().username).session
    with world.database.reading() as connection:
        tokens = connection.execute(text("SELECT digest FROM refresh_tokens")).scalars().all()
        hashes = connection.execute(text("SELECT password_hash FROM accounts")).scalars().all()
    assert session.refresh_token.encode() not in tokens
    assert all(each.startswith("$argon2id$") for each in hashes)


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


def test_old_sessions_are_forgotten_with_their_tokens(world: World) -> None:
    somebody = world.log_in(world.person_account().username).principal
    world.stack.ask(told.LogOut(), by=somebody)
    world.clock.forward(timedelta(days=1, minutes=1))
    world.stack.running["identity"].service.use.sessions.forget_old()
    with world.database.reading() as connection:
        left = connection.execute(
            text("SELECT count(*) FROM sessions WHERE id = :id"), {"id": somebody.session}
        ).scalar_one()
    assert left == 0


def revoked_sessions(world: World) -> tuple[object, ...]:
    return world.stack.ask(told.ListRevokedSessions(), by=GATEWAY).sessions
