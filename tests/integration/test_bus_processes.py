"""Services as processes: watched, stopped politely under load, and killed at the worst moments."""

import re
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final
from uuid import UUID, uuid4

import eventlet
import pytest

from bus import topology
from bus.link import connect
from bus.rabbit import RabbitExchange
from bus.remote import Remote
from contracts.enterprise import GetCategoryCase, WithdrawCategoryCase
from contracts.errors import Unavailable
from gascert_local.found import free_port, listens
from tests.integration.toy_process import items_of
from tests.integration.toy_processes import (
    Processes,
    ended,
    forget,
    insist,
    is_idle,
    page,
    rows,
    wait_for,
)
from tests.integration.toys import lay_tables
from tests.provision import Databases

DEADLY: Final = (
    *("calls.before_ack", "calls.before_work", "calls.before_commit", "calls.after_commit"),
    *("calls.before_reply", "postman.after_lock", "postman.after_publish", "postman.after_confirm"),
    *("inbox.before_store", "inbox.after_store", "inbox.before_ack"),
    *("inbox.in_delivery", "inbox.before_commit", "inbox.after_commit"),
    *("jobs.before_commit", "jobs.after_commit", "jobs.between_chunks"),
)


@pytest.fixture(scope="module")
def urls(all_databases: Databases) -> dict[str, str]:
    made = {name: all_databases.empty(f"toy_{name}") for name in ("enterprise", "certificate")}
    for url in made.values():
        lay_tables(url)
    return made


@pytest.fixture
def processes(amqp_uri: str, urls: dict[str, str]) -> Iterator[Processes]:
    started = Processes(uri=amqp_uri, urls=dict(urls))
    yield started
    started.end()
    forget(amqp_uri, urls)


@pytest.fixture
def ask(processes: Processes) -> Iterator[Remote]:
    caller = RabbitExchange(processes.uri).connect_caller("tests")
    yield Remote("gateway", caller)
    caller.stop()


def left_in_queue(uri: str) -> int:
    """How many calls wait, once nobody takes any."""
    connection = connect(uri, "test")
    channel, name = connection.channel(), topology.calls_queue("enterprise")
    wait_for(lambda: channel.queue_declare(name, passive=True).consumer_count == 0)
    left = int(channel.queue_declare(name, passive=True).message_count)
    connection.close()
    return left


def ends_at_its_first_call(processes: Processes) -> None:
    """Let a process die as soon as the work of a call begins."""
    process = processes.start("enterprise", FAILPOINTS="calls.before_work=kill")
    assert ended(process, 30) == -signal.SIGKILL


@contextmanager
def calls_of(number: int, ask: Remote, call: Callable[[], Any]) -> Iterator[None]:
    """So many calls, made again and again until they can be taken, and then left waiting."""
    pool = eventlet.GreenPool()
    calls = [pool.spawn(ask_until_heard, ask, call()) for _ in range(number)]
    yield
    for one in calls:
        one.kill()


def ask_until_heard(ask: Remote, call: Any) -> Any:
    """Ask until there is somebody who could answer, and then wait for long."""
    while True:
        began = time.monotonic()
        try:
            return ask(call, timeout=60)
        except Unavailable:
            if time.monotonic() - began > 1:
                raise
            eventlet.sleep(0.05)


class TestOperating:
    def test_a_process_tells_whether_it_lives_is_ready_and_what_it_does(
        self, processes: Processes, ask: Remote
    ) -> None:
        port = free_port()
        process = processes.start("enterprise", METRICS_PORT=str(port))
        wait_for(lambda: page(port, "/readyz") == (200, "ready\n"))
        assert page(port, "/healthz") == (200, "alive\n")
        insist(ask, WithdrawCategoryCase(case=uuid4()), "k")
        wait_for(
            lambda: 'gascert_outbox_unsent{service="enterprise"} 0.0' in page(port, "/metrics")[1]
        )
        metrics = page(port, "/metrics")[1]
        assert re.search(
            r'gascert_call_seconds_count\{call="withdraw_category_case",outcome="ok",'
            r'service="enterprise"\} 1\.0',
            metrics,
        )
        for name in ("outbox_age_seconds", "inbox_waiting", "inbox_parked"):
            assert f'gascert_{name}{{service="enterprise"}}' in metrics
        assert page(port, "/elsewhere")[0] == 404
        process.send_signal(signal.SIGTERM)
        assert ended(process, 10) == 0

    def test_it_is_told_on_the_address_that_probes_come_to(self, processes: Processes) -> None:
        port = free_port()
        processes.start("enterprise", METRICS_PORT=str(port), METRICS_HOST="127.0.0.2")
        wait_for(lambda: page(port, "/readyz", host="127.0.0.2") == (200, "ready\n"))
        assert not listens(port)

    def test_a_process_without_its_database_lives_but_is_not_ready(
        self, processes: Processes
    ) -> None:
        port = free_port()
        processes.urls["enterprise"] = f"postgresql://nobody@127.0.0.1:{free_port()}/nothing"
        processes.start("enterprise", METRICS_PORT=str(port))
        wait_for(lambda: page(port, "/readyz") == (503, "not ready\n"))
        assert page(port, "/healthz")[0] == 200

    def test_a_process_without_its_broker_lives_but_is_not_ready(
        self, processes: Processes
    ) -> None:
        port = free_port()
        processes.uri = f"amqp://guest:guest@127.0.0.1:{free_port()}//"
        process = processes.start("enterprise", METRICS_PORT=str(port))
        wait_for(lambda: page(port, "/readyz") == (503, "not ready\n"))
        assert page(port, "/healthz")[0] == 200
        process.send_signal(signal.SIGTERM)
        assert ended(process, 15) == 0

    def test_a_process_logs_json_lines_and_no_url(self, processes: Processes, ask: Remote) -> None:
        process = processes.start("enterprise")
        insist(ask, GetCategoryCase(case=uuid4()), "k")
        process.send_signal(signal.SIGTERM)
        _, logged = process.communicate(timeout=15)
        assert all(line.startswith(b'{"at": "') for line in logged.splitlines())
        assert b"@127.0.0.1" not in logged


class TestStopping:
    def test_a_call_in_hand_is_answered_before_the_process_ends(
        self, processes: Processes, ask: Remote
    ) -> None:
        process = processes.start("enterprise", TOY_SECONDS="0.5")
        insist(ask, GetCategoryCase(case=uuid4()), "k")
        calls = [GetCategoryCase(case=uuid4()) for _ in range(30)]
        pool = eventlet.GreenPool()
        answers = [pool.spawn(ask, call, timeout=10) for call in calls]
        eventlet.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        assert ended(process, 10) == 0
        assert [answer.wait().id for answer in answers] == [call.case for call in calls]

    def test_under_load_nothing_is_lost_and_nothing_done_twice(
        self, processes: Processes, ask: Remote
    ) -> None:
        first = [processes.start(name) for name in ("enterprise", "certificate")]
        cases = [uuid4() for _ in range(100)]
        pool = eventlet.GreenPool(20)
        load = eventlet.spawn(
            list, pool.imap(lambda c: insist(ask, WithdrawCategoryCase(case=c), str(c)), cases)
        )
        url = processes.urls["certificate"]
        wait_for(lambda: len(rows(url, "event")) > 20)
        began = time.monotonic()
        for process in first:
            process.send_signal(signal.SIGTERM)
        for name in ("enterprise", "certificate"):
            processes.start(name)
        assert [ended(process, 30) for process in first] == [0, 0]
        assert time.monotonic() - began < 15
        load.wait()
        self._assert_all_done_once(processes, cases)

    def test_what_hangs_is_cut_off(self, processes: Processes, ask: Remote) -> None:
        port = free_port()
        process = processes.start(
            "enterprise", TOY_SECONDS="60", TOY_STOP="2", METRICS_PORT=str(port)
        )
        wait_for(lambda: page(port, "/readyz")[0] == 200)
        with pytest.raises(Unavailable):
            ask(GetCategoryCase(case=uuid4()), timeout=0.5)
        process.send_signal(signal.SIGTERM)
        assert ended(process, 5) == -signal.SIGALRM

    def test_a_command_that_ends_its_process_is_begun_by_no_other(
        self, processes: Processes, ask: Remote
    ) -> None:
        with calls_of(3, ask, lambda: WithdrawCategoryCase(case=uuid4())):
            ends_at_its_first_call(processes)
            # One of them, at least, had begun: the broker has it no more.
            assert left_in_queue(processes.uri) < 3

    def test_a_question_that_ends_its_process_is_begun_by_one_other(
        self, processes: Processes, ask: Remote
    ) -> None:
        with calls_of(1, ask, lambda: GetCategoryCase(case=uuid4())):
            for left in (1, 0):
                ends_at_its_first_call(processes)
                assert left_in_queue(processes.uri) == left

    def test_a_question_of_a_process_that_is_killed_is_answered_by_another(
        self, processes: Processes, ask: Remote
    ) -> None:
        first = processes.start("enterprise", TOY_SECONDS="60")
        case = uuid4()
        answer = eventlet.spawn(ask_until_heard, ask, GetCategoryCase(case=case))
        eventlet.sleep(5)
        processes.start("enterprise")
        first.kill()
        with eventlet.Timeout(20):
            assert answer.wait().id == case

    def test_killed_at_the_worst_moments_nothing_is_lost_and_nothing_done_twice(
        self, processes: Processes, ask: Remote
    ) -> None:
        cases, deaths = [uuid4() for _ in range(60)], Counter[str]()
        failpoints = ";".join(f"{place}=kill:0.02" for place in DEADLY)
        is_over = False

        def keep_running(name: str) -> None:
            while not is_over:
                enough = deaths[name] >= 6
                process = processes.start(
                    name, FAILPOINTS="" if enough else failpoints, FAILPOINTS_SEED=str(deaths[name])
                )
                while process.poll() is None and not is_over:
                    eventlet.sleep(0.05)
                deaths[name] += 1

        keepers = [eventlet.spawn(keep_running, name) for name in ("enterprise", "certificate")]
        pool = eventlet.GreenPool(10)
        list(pool.imap(lambda c: insist(ask, WithdrawCategoryCase(case=c), str(c)), cases))
        self._assert_all_done_once(processes, cases)
        is_over = True
        for keeper in keepers:
            keeper.wait()
        assert min(deaths.values()) > 2, deaths

    def _assert_all_done_once(self, processes: Processes, cases: list[UUID]) -> None:
        enterprise, certificate = processes.urls["enterprise"], processes.urls["certificate"]
        wait_for(lambda: len(rows(certificate, "event")) == len(cases), 60)
        wait_for(lambda: is_idle(enterprise) and is_idle(certificate), 60)
        assert rows(enterprise) == rows(certificate, "event") == Counter(cases)
        items = [item for case in cases for item in items_of(case)]
        assert rows(certificate, "item") == Counter(items)
