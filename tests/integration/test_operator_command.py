"""`gascert` over a real bus: parked events, bulk jobs, who stands how, and clear errors."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import eventlet
import pytest

from contracts.operations import DeliveryStatus
from contracts.vocabulary import JobStatus
from gascert_local.found import free_port
from gascert_operator import jobs
from gascert_operator.screen import Exit
from tests.integration.conftest import running_toys
from tests.integration.test_operations_jobs import start
from tests.integration.test_operations_mail import announce, announced, fail, found
from tests.integration.toy_jobs import Put, failing_for, ids
from tests.integration.toys import Toys
from tests.operators import Shell
from tests.provision import Databases

HANDLER: Final = "categories_changed"
CERTIFICATE: Final = "--service certificate --json"


@pytest.fixture(scope="module")
def put() -> Put:
    return Put()


@pytest.fixture(scope="module")
def working_toys(put: Put, amqp_uri: str, all_databases: Databases) -> Iterator[Toys]:
    yield from running_toys(amqp_uri, all_databases, put)


@pytest.fixture
def toys(working_toys: Toys, put: Put, monkeypatch: pytest.MonkeyPatch) -> Toys:
    """Toys on RabbitMQ of which certificate puts things, as new for each test."""
    working_toys.reset()
    put.before = lambda _: None
    monkeypatch.setattr(jobs, "SECONDS_BETWEEN_LOOKS", 0.1)
    return working_toys


@pytest.fixture
def parked(toys: Toys) -> list[UUID]:
    """Three events that certificate has given up, and a handler that has been mended since."""
    usual = toys.doing[HANDLER]
    toys.doing[HANDLER] = fail
    announce(toys, 3)
    toys.doing[HANDLER] = usual
    return [item.event for item in announced(toys).items]


class TestParked:
    def test_events_are_listed_shown_replayed_and_done(
        self, toys: Toys, parked: list[UUID], shell: Shell
    ) -> None:
        listed = shell.run(f"parked list {CERTIFICATE}")
        assert [UUID(each["event"]) for each in listed.answer] == parked
        assert {each["service"] for each in listed.answer} == {"certificate"}
        shown = shell.run(f"parked show {parked[0]} {CERTIFICATE}")
        [content] = shown.answer
        assert content["parked"]["handler"] == HANDLER
        assert "case" in content["body"]
        replayed = shell.run(f"parked replay {parked[0]} {CERTIFICATE}")
        assert (replayed.code, replayed.answer) == (Exit.WELL, {"certificate": 1})
        toys.stack.settle()
        assert found(toys, *parked)[parked[0]] is DeliveryStatus.DONE
        assert [UUID(e["event"]) for e in shell.run(f"parked list {CERTIFICATE}").answer] == (
            parked[1:]
        )

    def test_tables_show_it_to_people(self, parked: list[UUID], shell: Shell) -> None:
        listed = shell.run("parked list --service certificate --most 2")
        assert str(parked[0]) in listed.out
        assert "ValueError at fail" in listed.out
        assert str(parked[2]) not in listed.out
        assert "more than 2" in listed.err
        shown = shell.run(f"parked show {parked[0]} --service certificate")
        assert "body.case" in shown.out

    def test_all_are_replayed_after_a_yes_and_none_without(
        self, toys: Toys, parked: list[UUID], shell: Shell
    ) -> None:
        asked = shell.run("parked replay --all --service certificate")
        assert asked.code is Exit.USAGE
        assert "3 of certificate" in asked.err
        assert set(found(toys, *parked).values()) == {DeliveryStatus.PARKED}
        agreed = shell.run("parked replay --all --yes --service certificate --service identity")
        assert agreed.code is Exit.WELL
        toys.stack.settle()
        assert set(found(toys, *parked).values()) == {DeliveryStatus.DONE}

    def test_what_does_not_stand_parked_is_not_known(self, toys: Toys, shell: Shell) -> None:
        for deed in ("show", "replay"):
            ended = shell.run(f"parked {deed} {uuid4()} --service certificate")
            assert ended.code is Exit.REFUSED
        assert shell.run("parked replay --service certificate").code is Exit.USAGE


class TestJobs:
    def test_are_paused_resumed_and_watched_to_their_end(
        self, toys: Toys, put: Put, shell: Shell
    ) -> None:
        put.before = lambda _: eventlet.sleep(0.05)
        job = start(toys, ids(300))
        [paused] = shell.run(f"jobs pause {job} {CERTIFICATE}").answer
        assert paused["status"] == JobStatus.PAUSED
        eventlet.sleep(0.3)  # the chunks in hand
        [rests] = shell.run(f"jobs list --unfinished {CERTIFICATE}").answer
        assert 0 < rests["open"] < 300
        [resumed] = shell.run(f"jobs resume {job} {CERTIFICATE}").answer
        assert resumed["status"] == JobStatus.RUNNING
        watched = shell.run(f"jobs watch {job} {CERTIFICATE}")
        [ended] = watched.answer
        assert (watched.code, ended["status"], ended["done"]) == (Exit.WELL, JobStatus.DONE, 300)
        assert Counter(toys.things("certificate")) == Counter(ids(300))
        assert shell.run(f"jobs list --unfinished {CERTIFICATE}").answer == []

    def test_that_failed_are_tried_again(self, toys: Toys, put: Put, shell: Shell) -> None:
        put.before = failing_for(UUID(int=7), UUID(int=23))
        job = start(toys, ids(30))
        assert shell.run(f"jobs watch {job} {CERTIFICATE}").code is Exit.FOUND
        put.before = lambda _: None
        assert shell.run("jobs retry --all --service certificate").code is Exit.USAGE
        [retried] = shell.run(f"jobs retry --all --yes {CERTIFICATE}").answer
        assert (retried["id"], retried["open"]) == (str(job), 2)
        watched = shell.run(f"jobs watch {CERTIFICATE}")
        assert [(each["done"], each["failed"]) for each in watched.answer] in ([(30, 0)], [])
        toys.stack.settle()
        assert Counter(toys.things("certificate")) == Counter(ids(30))
        assert shell.run(f"jobs retry --all {CERTIFICATE}").answer == []

    def test_that_have_ended_or_are_unknown_are_refused(
        self, toys: Toys, put: Put, shell: Shell
    ) -> None:
        job = start(toys, ids(3))
        assert shell.run(f"jobs watch {job} {CERTIFICATE}").code is Exit.WELL
        ended = shell.run(f"jobs pause {job} --service certificate")
        assert ended.code is Exit.REFUSED
        assert "JOB_HAS_ENDED" in ended.err
        for deed in ("pause", "resume", "retry", "watch"):
            unknown = shell.run(f"jobs {deed} {uuid4()} --service certificate")
            assert unknown.code is Exit.REFUSED


class TestStatus:
    def test_tells_who_is_ready_who_has_what_to_do_and_who_does_not_answer(
        self, toys: Toys, parked: list[UUID], shell: Shell
    ) -> None:
        line = "status --json --timeout 2 --service certificate --service employment"
        ended = shell.run(line)
        told: dict[str, Any] = ended.answer["services"]
        assert ended.code is Exit.FOUND
        assert (told["certificate"]["is_ready"], told["certificate"]["parked"]) == (True, 3)
        assert told["employment"] is None
        assert ended.answer["dead_letters"] == 0
        shown = shell.run("status --service certificate")
        assert shown.code is Exit.WELL
        assert "Dead letters: 0" in shown.out


class TestErrors:
    def test_a_service_that_does_not_answer_is_named(self, toys: Toys, shell: Shell) -> None:
        ended = shell.run("parked list --timeout 1 --service certificate --service employment")
        assert ended.code is Exit.UNREACHABLE
        assert ended.err.startswith("employment does not answer within 1 s")

    def test_a_broker_that_does_not_answer_is_named_without_its_password(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        port = free_port()
        uri = f"amqp://operator:secret@127.0.0.1:{port}/register"
        shell = Shell(uri=uri, monkeypatch=monkeypatch, capsys=capsys)
        ended = shell.run("status --timeout 0.5")
        assert ended.code is Exit.UNREACHABLE
        assert f"127.0.0.1:{port}, vhost register lets operator in" in ended.err
        assert "secret" not in ended.err

    @pytest.mark.parametrize("uri", ["", "memory://"])
    def test_without_a_bus_nothing_is_asked(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], uri: str
    ) -> None:
        shell = Shell(uri=uri, monkeypatch=monkeypatch, capsys=capsys)
        assert shell.run("status").code is Exit.USAGE

    def test_a_process_of_its_own_says_nothing_but_its_answer(
        self, toys: Toys, amqp_uri: str
    ) -> None:
        command = Path(sys.executable).with_name("gascert")
        ended = subprocess.Popen(
            [command, "parked", "list", *CERTIFICATE.split()],
            env={"PATH": os.environ["PATH"], "AMQP_URI": amqp_uri},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        while ended.poll() is None:
            eventlet.sleep(0.05)  # the toys answer in this process
        out, err = ended.communicate()
        assert (ended.returncode, json.loads(out), err) == (0, [], "Nothing stands parked.\n")
