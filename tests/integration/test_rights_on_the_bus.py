"""Everybody on RabbitMQ may do what the contracts say, and is refused everything else."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import amqp
import pytest

from bus import passwords, topology
from bus.link import connect
from bus.rights import PASSWORDS, TOPOLOGY, USERS
from contracts.asks import ASKERS, ASKS, GATEWAY, askers_of, calls_of
from contracts.catalogue import EVERY_SERVICE, classes_of
from contracts.message import Event
from contracts.subscriptions import SUBSCRIPTIONS
from tests.guarded import GuardedBus, a_guarded_bus
from tests.provision import Vhosts

Act = Callable[..., Any]
Channel = amqp.Channel
SERVICES: Final = topology.SOURCES
PLACE: Final = str(uuid4())
CALLS: Final = [(owner, name) for owner in SERVICES for name in calls_of(owner)]
EVENTS: Final = [
    (source, event.wire_name) for source in SERVICES for event in classes_of(source, Event)
]
QUEUES: Final = {
    **{topology.calls_queue(service): service for service in SERVICES},
    **{
        topology.events_queue(source, name, subscriber): subscriber.partition(".")[0]
        for (source, _, name), subscribers in (
            (event.partition("."), subscribers) for event, subscribers in SUBSCRIPTIONS.items()
        )
        for subscriber in subscribers
    },
}
EXCHANGES: Final = [topology.RPC_EXCHANGE, *map(topology.events_exchange, SERVICES)]


@pytest.fixture(scope="module")
def guarded(vhosts: Vhosts) -> Iterator[GuardedBus]:
    with a_guarded_bus(vhosts) as bus:
        yield bus


class User:
    """Somebody on the broker, who tries this and that."""

    def __init__(self, uri: str) -> None:
        self._connection = connect(uri, "rights")
        self._channel: amqp.Channel | None = None

    def may(self, act: Act, *what: Any, **more: Any) -> bool:
        """Try something on a channel and see whether the broker refuses it with 403."""
        if self._channel is None:
            self._channel = self._connection.channel()
        try:
            act(self._channel, *what, **more)
            self._channel.basic_qos(0, 0, a_global=False)  # answers once what came before is judged
        except amqp.AccessRefused:
            self._channel = None
            return False
        return True

    def close(self) -> None:
        self._connection.close()


@pytest.fixture(params=USERS)
def user(request: pytest.FixtureRequest, guarded: GuardedBus) -> Iterator[tuple[str, User]]:
    """Each user in turn."""
    made = User(guarded.urls[request.param])
    yield request.param, made
    made.close()


def publish(channel: amqp.Channel, exchange: str, key: str) -> None:
    """Publish something that is gone in a moment."""
    channel.basic_publish(amqp.Message("{}", expiration="1"), exchange, key)


def may_ask(asker: str, owner: str, name: str) -> bool:
    """What the table says, read without the code that makes the rights of it."""
    if asker == GATEWAY:
        return True
    return any(f"{each}.{name}" in ASKS.get(asker, ()) for each in (owner, *EVERY_SERVICE))


def test_calls_are_asked_by_those_of_the_table(user: tuple[str, User]) -> None:
    who, tries = user
    for owner, name in CALLS:
        allowed = tries.may(publish, topology.RPC_EXCHANGE, f"{owner}.{name}")
        assert allowed == may_ask(who, owner, name), f"{who} asks {owner}.{name}"
    for owner in SERVICES:
        assert not tries.may(publish, topology.RPC_EXCHANGE, f"{owner}.no_such_call")


def test_events_are_announced_by_their_owner_alone(user: tuple[str, User]) -> None:
    who, tries = user
    for source, name in EVENTS:
        allowed = tries.may(publish, topology.events_exchange(source), name)
        assert allowed == (who == source), f"{who} announces {source}.{name}"
    for source in SERVICES:
        assert not tries.may(publish, topology.events_exchange(source), "no_such_event")


def test_replies_go_to_those_who_may_ask(user: tuple[str, User]) -> None:
    who, tries = user
    for asker in ASKERS:
        allowed = tries.may(publish, topology.RPC_EXCHANGE, topology.reply_address(asker, PLACE))
        assert allowed == (who in SERVICES and asker in askers_of(who)), f"{who} answers {asker}"
    bare = tries.may(publish, topology.RPC_EXCHANGE, PLACE)
    assert bare == (who in SERVICES)


def test_queues_are_read_and_emptied_by_their_service_alone(user: tuple[str, User]) -> None:
    who, tries = user
    for queue, service in QUEUES.items():
        wanted = service == who or who == TOPOLOGY
        assert tries.may(Channel.basic_get, queue) == wanted
        assert tries.may(Channel.queue_purge, queue) == wanted
    assert tries.may(Channel.basic_get, topology.DEAD) == (who == TOPOLOGY)


def test_nothing_is_published_past_the_exchanges(user: tuple[str, User]) -> None:
    _, tries = user
    for queue in QUEUES:
        assert not tries.may(publish, "", queue)
    for exchange in ("amq.topic", "amq.direct", "amq.fanout"):
        assert not tries.may(publish, exchange, "anything")


@pytest.mark.parametrize("asker", ASKERS)
class TestReplyQueues:
    @pytest.fixture
    def tries(self, asker: str, guarded: GuardedBus) -> Iterator[User]:
        made = User(guarded.urls[asker])
        yield made
        made.close()

    def test_an_asker_has_one_of_its_own(self, asker: str, tries: User) -> None:
        queue = topology.reply_queue(asker, PLACE)
        address = topology.reply_address(asker, PLACE)
        assert tries.may(Channel.queue_declare, queue, exclusive=True)
        assert tries.may(Channel.queue_bind, queue, topology.RPC_EXCHANGE, address)
        assert tries.may(Channel.basic_get, queue)

    def test_nothing_else_can_be_brought_to_it_but_what_is_the_askers_anyway(
        self, asker: str, tries: User
    ) -> None:
        queue = topology.reply_queue(asker, PLACE)
        assert tries.may(Channel.queue_declare, queue, exclusive=True)
        others = [topology.reply_address(other, PLACE) for other in ASKERS if other != asker]
        calls = [f"{owner}.{name}" for owner, name in CALLS] + [f"{name}.*" for name in SERVICES]
        for key in (*others, *calls, "#", "*", "*.*", "reply.#", f"reply.{asker}.*", PLACE):
            allowed = tries.may(Channel.queue_bind, queue, topology.RPC_EXCHANGE, key)
            assert allowed == (key == f"{asker}.*"), f"{asker} listens to {key}"
        for source, name in EVENTS:
            reacts = any(
                subscriber.partition(".")[0] == asker
                for subscriber in SUBSCRIPTIONS.get(f"{source}.{name}", ())
            )
            exchange = topology.events_exchange(source)
            assert tries.may(Channel.queue_bind, queue, exchange, name) == reacts
            assert not tries.may(Channel.queue_bind, queue, exchange, "#")

    def test_no_exchange_carries_calls_on(self, asker: str, tries: User) -> None:
        for exchange in EXCHANGES:
            assert not tries.may(Channel.exchange_bind, exchange, topology.RPC_EXCHANGE, "#")

    def test_nobody_makes_one_of_anothers_name(self, asker: str, tries: User) -> None:
        for other in (*ASKERS, "standalone_rpc_proxy"):
            queue = topology.reply_queue(other, str(UUID(int=1)))
            allowed = tries.may(Channel.queue_declare, queue)
            assert allowed == (other == asker)
            if allowed:
                assert tries.may(Channel.queue_delete, queue)

    def test_nothing_else_is_configured(self, asker: str, tries: User) -> None:
        assert not tries.may(Channel.queue_declare, "")
        assert not tries.may(Channel.queue_declare, "another")
        assert not tries.may(Channel.exchange_declare, "another", "topic")
        assert not tries.may(topology.declare_all)
        for exchange in EXCHANGES:
            assert not tries.may(Channel.exchange_delete, exchange)
        for queue in QUEUES:
            assert not tries.may(Channel.queue_delete, queue)


class TestTopology:
    @pytest.fixture
    def tries(self, guarded: GuardedBus) -> Iterator[User]:
        made = User(guarded.urls[TOPOLOGY])
        yield made
        made.close()

    def test_is_declared_again_without_harm(self, guarded: GuardedBus, tries: User) -> None:
        assert tries.may(topology.declare_all)
        guarded.declare()

    def test_declares_nothing_else(self, tries: User) -> None:
        assert not tries.may(Channel.queue_declare, "another")
        assert not tries.may(Channel.queue_declare, topology.reply_queue(GATEWAY, PLACE))


class TestTheCommand:
    GIVEN: Final = {f"{user.upper()}_AMQP_PASSWORD": "pass-word" for user in USERS}

    def test_prints_hashes_and_no_passwords(self) -> None:
        told = subprocess.run(
            [sys.executable, "-m", "bus.rights", "--vhost", "gascert", "--prefix", "gascert-"],
            env={**os.environ, **self.GIVEN},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        assert {user["name"] for user in json.loads(told)["users"]} == {
            f"gascert-{user}" for user in USERS
        }
        assert "pass-word" not in told

    def test_takes_a_password_from_a_file_and_names_what_is_missing(self, tmp_path: Path) -> None:
        given = {**self.GIVEN}
        del given["IDENTITY_AMQP_PASSWORD"]
        with pytest.raises(LookupError, match="IDENTITY_AMQP_PASSWORD"):
            passwords.read(given, PASSWORDS)
        (tmp_path / "word").write_text("other-word\n")
        given["IDENTITY_AMQP_PASSWORD_FILE"] = str(tmp_path / "word")
        assert passwords.read(given, PASSWORDS)["identity"] == "other-word"
