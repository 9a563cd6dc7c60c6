"""Processes with users of their own: they work, and a right that is taken away turns them red."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

import eventlet
import pytest
from sqlalchemy import func, select

from bus import tables, topology
from bus.database import Database
from bus.link import connect
from bus.postman import PAGE, Postman
from bus.rabbit import RabbitExchange
from bus.rabbit_sender import RabbitSender
from bus.remote import Remote
from contracts.enterprise import WithdrawCategoryCase
from gascert_local.found import free_port
from tests.guarded import GuardedBus, a_guarded_bus
from tests.integration.test_bus_mailbox import announce, unsent
from tests.integration.toy_processes import Processes, insist, is_idle, page, rows, wait_for
from tests.integration.toys import emptied, lay_tables
from tests.provision import Databases, Vhosts

READY: Final = (200, "ready\n")
RED: Final = (503, "not ready\n")
SECONDS_TO_TURN_RED: Final = 15
QUEUE: Final = topology.events_queue(
    "enterprise", "category_changed", "certificate.categories_changed"
)


@pytest.fixture(scope="module")
def guarded(vhosts: Vhosts) -> Iterator[GuardedBus]:
    with a_guarded_bus(vhosts) as bus:
        yield bus


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Enterprise and certificate as processes, and who asks them."""

    bus: GuardedBus
    processes: Processes
    ask: Remote
    ports: dict[str, int]

    def start(self, name: str) -> None:
        self.processes.start(name, AMQP_URI=self.bus.urls[name], METRICS_PORT=str(self.ports[name]))

    def is_ready(self, name: str) -> bool:
        return page(self.ports[name], "/readyz") == READY

    def turns_red(self, name: str) -> None:
        """Wait until a process says that it is not ready, and see that it lives."""
        wait_for(lambda: page(self.ports[name], "/readyz") == RED, SECONDS_TO_TURN_RED)
        assert page(self.ports[name], "/healthz")[0] == 200

    def turns_green(self) -> None:
        wait_for(lambda: all(map(self.is_ready, self.ports)))

    def withdraw(self, case: Any) -> None:
        """Ask enterprise for a command that announces an event."""
        insist(self.ask, WithdrawCategoryCase(case=case), str(case))

    @property
    def unsent(self) -> int:
        database = Database(self.processes.urls["enterprise"])
        waiting = select(func.count()).where(tables.OUTBOX.c.sent_at.is_(None))
        with database.reading() as connection:
            found = int(connection.scalar(waiting) or 0)
        database.dispose()
        return found

    def everything_arrives(self, *cases: Any) -> None:
        urls = self.processes.urls
        wait_for(lambda: all(map(is_idle, urls.values())))
        assert rows(urls["certificate"], "event") == dict.fromkeys(cases, 1)


@pytest.fixture
def pair(guarded: GuardedBus, databases: Databases) -> Iterator[Pair]:
    urls = {name: databases.empty(f"toy_{name}") for name in ("enterprise", "certificate")}
    for url in urls.values():
        lay_tables(url)
    caller = RabbitExchange(guarded.urls["gateway"]).connect_caller("gateway")
    made = Pair(
        bus=guarded,
        processes=Processes(uri="", urls=urls),
        ask=Remote("gateway", caller),
        ports={name: free_port() for name in urls},
    )
    try:
        for name in urls:
            made.start(name)
        made.turns_green()
        yield made
    finally:
        made.processes.end()
        caller.stop()


def test_calls_and_events_pass_between_processes_that_may_configure_nothing(pair: Pair) -> None:
    case = uuid4()
    pair.withdraw(case)
    pair.everything_arrives(case)


@pytest.mark.parametrize("name", ["enterprise", "certificate"])
def test_a_process_whose_rights_are_taken_away_is_red_until_they_are_back(
    pair: Pair, name: str
) -> None:
    pair.bus.take_rights_away(name)
    pair.turns_red(name)
    pair.bus.grant()
    pair.turns_green()
    case = uuid4()
    pair.withdraw(case)
    pair.everything_arrives(case)


def test_events_that_may_not_be_announced_stay_in_the_outbox_and_turn_it_red(pair: Pair) -> None:
    user, case = f"{pair.bus.prefix}enterprise", uuid4()
    only_calls = "^(nameko-rpc|rpc.reply-.*)$"
    own = ("set_permissions", "--vhost", pair.bus.vhost, user)
    assert pair.bus.control(*own, "^rpc.reply-.*$", only_calls, ".*")
    pair.withdraw(case)
    pair.turns_red("enterprise")
    assert pair.unsent == 1
    pair.bus.grant()
    pair.turns_green()
    pair.everything_arrives(case)


def test_a_kind_that_may_not_be_announced_holds_up_no_other(
    guarded: GuardedBus, job_tables: Database
) -> None:
    user = f"{guarded.prefix}enterprise"
    only = ("^category_changed$", ".*")
    sender = RabbitSender(guarded.urls["enterprise"], "enterprise")
    postman = Postman(emptied(job_tables), sender, "enterprise")
    try:
        assert guarded.control(
            *("set_topic_permissions", "--vhost", guarded.vhost, user, "enterprise.events", *only)
        )
        announce(job_tables, PAGE, name="enterprise_renamed")
        for kind in ("category_changed", "enterprise_renamed", "category_changed"):
            announce(job_tables, 3, name=kind)
        wait_for(lambda: unsent_after_a_round(postman, job_tables) == PAGE + 3)
        assert postman.is_stuck
        guarded.grant()
        wait_for(lambda: unsent_after_a_round(postman, job_tables) == 0)
    finally:
        guarded.grant()
        sender.stop()
        assert guarded.control("purge_queue", "--vhost", guarded.vhost, QUEUE)


def unsent_after_a_round(postman: Postman, database: Database) -> int:
    try:
        postman._round()
    except OSError:
        eventlet.sleep(0.1)
    return unsent(database)


def test_a_binding_that_is_gone_is_restored_by_its_consumer(pair: Pair) -> None:
    administrator = connect(pair.bus.server.url, "tests")
    channel = administrator.channel()
    channel.queue_unbind(QUEUE, topology.events_exchange("enterprise"), "category_changed")
    administrator.close()
    case = uuid4()
    pair.withdraw(case)
    pair.everything_arrives(case)
    pair.turns_green()


def test_a_queue_that_is_gone_waits_for_whoever_may_declare_it(pair: Pair) -> None:
    administrator = connect(pair.bus.server.url, "tests")
    administrator.channel().queue_delete(QUEUE)
    administrator.close()
    pair.turns_red("certificate")
    case = uuid4()
    pair.withdraw(case)
    pair.turns_red("enterprise")
    assert pair.unsent == 1
    pair.bus.declare()
    pair.turns_green()
    pair.everything_arrives(case)
