"""Sessions: refreshed, ended and told as ended, through the bus."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text

from contracts import identity as told
from contracts.errors import (
    NotAllowed,
    Unauthenticated,
)
from tests.integration.identity_world import (
    GATEWAY,
    World,
    a_world,
    at_once,
    revoked_sessions,
)
from tests.provision import Databases

FIFTEEN_MINUTES = timedelta(minutes=15)


@pytest.fixture(scope="module")
def world(amqp_uri: str, module_databases: Databases) -> Iterator[World]:
    with a_world(amqp_uri, module_databases) as made:
        yield made


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
