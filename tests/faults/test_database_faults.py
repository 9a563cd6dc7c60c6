"""F14, F15: PostgreSQL ends, hangs, has no place left or makes two meet; no good event suffers."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Final

import eventlet
import pytest

from gascert_local.cluster import Cluster
from tests.faults.pulse import watched
from tests.faults.register import SERVICES, Register
from tests.faults.servers import (
    administrator,
    frozen,
    name_in,
    out_of_connections,
    sessions_terminated,
)
from tests.faults.trials import Trials

LONGEST_STALL: Final = 0.5
BACK_WITHIN: Final = 15.0
Fault = Callable[[Cluster, Register], AbstractContextManager[None]]

# Where each service's work is made to fail or to meet: inside its one transaction.
TABLES: Final = {"enterprise": "category_cases", "certificate": "certificate_versions"}
FAILING: Final = """
CREATE SEQUENCE tries;
CREATE FUNCTION meet() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF current_setting('application_name') LIKE 'gascert-%' AND nextval('tries') % {of} <> 0 THEN
        RAISE EXCEPTION 'injected' USING ERRCODE = '40001';
    END IF;
    RETURN NULL;
END $$;
"""
CROSSING: Final = """
CREATE SEQUENCE tries;
CREATE FUNCTION meet() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE first integer := nextval('tries') % 2;
BEGIN
    PERFORM pg_advisory_xact_lock(77, first);
    PERFORM pg_sleep(0.2);
    PERFORM pg_advisory_xact_lock(77, 1 - first);
    RETURN NULL;
END $$;
"""
ARM: Final = """
CREATE TRIGGER meets AFTER INSERT ON {table} FOR EACH STATEMENT EXECUTE FUNCTION meet();
"""
DEADLOCKS: Final = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
DISARM: Final = """
DROP TRIGGER meets ON {table};
DROP FUNCTION meet;
DROP SEQUENCE tries;
"""


@contextmanager
def made_to_meet(cluster: Cluster, register: Register, how: str) -> Iterator[None]:
    """Transactions of enterprise and certificate fail each other for the block's time."""
    urls = {service: register.mortals.urls[service] for service in TABLES}
    with ExitStack() as admins:
        at = {
            service: admins.enter_context(administrator(cluster, name_in(url)))
            for service, url in urls.items()
        }
        for service, admin in at.items():
            admin.execute(how + ARM.format(table=TABLES[service]))
        try:
            yield
        finally:
            for service, admin in at.items():
                admin.execute(DISARM.format(table=TABLES[service]))


@contextmanager
def with_sessions_set(
    cluster: Cluster, register: Register, setting: str, value: str
) -> Iterator[None]:
    """All sessions of the services begin anew, with a setting of PostgreSQL's as it is told."""
    urls = [register.mortals.urls[service] for service in TABLES]
    with administrator(cluster) as admin:
        for url in urls:
            admin.execute(f'ALTER DATABASE "{name_in(url)}" SET {setting} = {value}')
            sessions_terminated(cluster, url)
        try:
            yield
        finally:
            for url in urls:
                admin.execute(f'ALTER DATABASE "{name_in(url)}" RESET {setting}')
                sessions_terminated(cluster, url)


@contextmanager
def no_hub_stands_still(register: Register) -> Iterator[None]:
    """Every process answers whoever looks after it within half a second, throughout.

    Where more want to work than there are processors, each has to wait for its turn.
    """
    with ExitStack() as watches:
        pulses = {
            name: watches.enter_context(watched(register.mortals.port(name)))
            for name in register.mortals.processes
        }
        yield
    crowding = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    longest = LONGEST_STALL * crowding
    assert {name: pulse for name, pulse in pulses.items() if pulse.stall > longest} == {}


def back_in_time(register: Register) -> None:
    """All are ready again within fifteen seconds."""
    began = time.monotonic()
    register.mortals.wait_until_ready()
    assert time.monotonic() - began < BACK_WITHIN


def value(cluster: Cluster, url: str, statement: str) -> int:
    with administrator(cluster, name_in(url)) as admin:
        row = admin.execute(statement).fetchone()
        assert row is not None
        return int(row[0])


def test_f14_postgresql_crashes_under_load_and_comes_back(trial: Trials, cluster: Cluster) -> None:
    with trial("F14") as run:
        all_are_answered = run.loaded(firms=3, changes=5)
        for _ in range(2):
            run.until_answered()
            answered = len(run.register.clients.answers)
            cluster.restart(mode="immediate")
            run.fault()
        back_in_time(run.register)
        all_are_answered()
        assert len(run.register.clients.answers) > answered


def test_f14_postgresql_is_away_for_some_seconds(trial: Trials, cluster: Cluster) -> None:
    with trial("F14") as run:
        all_are_answered = run.loaded(firms=3, changes=5)
        run.until_answered()
        cluster.stop(mode="immediate")
        eventlet.sleep(3)
        cluster.restart()  # on the port that it had
        run.fault()
        back_in_time(run.register)
        all_are_answered()


def test_f14_sessions_are_terminated_again_and_again(trial: Trials, cluster: Cluster) -> None:
    with trial("F14") as run:
        all_are_answered = run.loaded(firms=3, changes=5)
        for _ in range(20):
            eventlet.sleep(run.chance.uniform(0.02, 0.15))
            service = run.chance.choice(SERVICES)
            run.fault(sessions_terminated(cluster, run.register.mortals.urls[service]))
        back_in_time(run.register)
        all_are_answered()


@pytest.mark.parametrize(
    "seconds", [1, pytest.param(20, marks=pytest.mark.whole)], ids=["short", "long"]
)
@pytest.mark.parametrize(
    "fault",
    [
        lambda cluster, _: frozen(cluster),
        lambda cluster, register: out_of_connections(cluster, *register.mortals.urls.values()),
    ],
    ids=["paused", "out of connections"],
)
def test_f15_postgresql_answers_nobody(
    trial: Trials, cluster: Cluster, fault: Fault, seconds: int
) -> None:
    with trial("F15") as run, no_hub_stands_still(run.register):
        all_are_answered = run.loaded(firms=3, changes=3)
        run.until_answered()
        mortals = run.register.mortals
        with fault(cluster, run.register):
            mortals.wait_for(lambda: not mortals.is_ready("certificate"), BACK_WITHIN)
            eventlet.sleep(seconds)
        run.fault()
        back_in_time(run.register)
        all_are_answered()


def test_f15_transactions_meet_in_deadlocks(trial: Trials, cluster: Cluster) -> None:
    with trial("F15") as run, no_hub_stands_still(run.register):
        register, urls = run.register, run.register.mortals.urls
        before = value(cluster, urls["enterprise"], DEADLOCKS)

        def found() -> int:
            return value(cluster, urls["enterprise"], DEADLOCKS) - before

        with (
            with_sessions_set(cluster, register, "deadlock_timeout", "'20ms'"),
            made_to_meet(cluster, register, CROSSING),
        ):
            run.loaded(firms=6, changes=2)()
        # A session that has ended has told the statistics what it has seen.
        run.register.mortals.wait_for(lambda: found() > 0, 10)
        run.fault(found())


def test_f15_transactions_cannot_be_serialized(trial: Trials, cluster: Cluster) -> None:
    with trial("F15") as run, no_hub_stands_still(run.register):
        register, urls = run.register, run.register.mortals.urls
        with (
            with_sessions_set(cluster, register, "default_transaction_isolation", "serializable"),
            made_to_meet(cluster, register, FAILING.format(of=3)),
        ):
            run.loaded(firms=4, changes=2)()
            run.fault(value(cluster, urls["enterprise"], "SELECT last_value FROM tries"))


def test_f15_what_always_fails_is_tried_with_pauses(trial: Trials, cluster: Cluster) -> None:
    seconds, never = 4, 1_000_000
    with trial("F15") as run, no_hub_stands_still(run.register):
        register, urls = run.register, run.register.mortals.urls
        firm = register.a_firm()
        firm.registers()
        with made_to_meet(cluster, register, FAILING.format(of=never)):
            client = eventlet.spawn(firm.changes_to, "G")
            eventlet.sleep(seconds)
            tries = value(cluster, urls["enterprise"], "SELECT last_value FROM tries")
            assert 4 <= tries < 20 * seconds
            run.fault(tries)
        client.wait()
