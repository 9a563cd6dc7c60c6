"""F17: the network to broker or database swallows, tears or halts; pools recover by themselves."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import eventlet
import pytest

from gascert_local.broker import Broker
from gascert_local.cluster import Cluster
from tests.faults.processes import Mortals
from tests.faults.proxy import Proxy, Weather
from tests.faults.register import Register
from tests.faults.trials import Trials

BACK_WITHIN: Final = 15.0
TORN_WITHIN: Final = 20_000  # bytes
BEHIND: Final = ("enterprise", "certificate")
# What a session that has vanished holds locked is let go when PostgreSQL ends it.
SESSIONS_END_WITHIN: Final = 60.0


@dataclass(frozen=True, kw_only=True)
class Network:
    """The stretches of network between services and their servers."""

    broker: Proxy
    database: Proxy


@pytest.fixture(scope="module")
def network(register: Register, broker: Broker, cluster: Cluster) -> Iterator[Network]:
    """Enterprise and certificate reach their servers by way of proxies."""
    made = Network(broker=Proxy.to(broker.port), database=Proxy.to(cluster.port()))
    mortals = register.mortals
    for service in BEHIND:
        mortals.restart(
            service,
            AMQP_URI=mortals.amqp_uri.replace(str(broker.port), str(made.broker.port)),
            DATABASE_URL=mortals.database(service).replace(
                str(cluster.port()), str(made.database.port)
            ),
        )
    mortals.wait_until_ready()
    yield made
    for service in BEHIND:
        mortals.kill(service)
    made.broker.end()
    made.database.end()


def recovers(mortals: Mortals) -> float:
    """Give how long it takes until all are ready again."""
    began = time.monotonic()
    mortals.wait_until_ready(*BEHIND)
    return time.monotonic() - began


@pytest.mark.parametrize("where", ["broker", "database"])
@pytest.mark.parametrize(
    ("weather", "seconds"),
    [
        (Weather.RESET, 3),
        *(
            pytest.param(weather, seconds, marks=pytest.mark.whole)
            for weather in (Weather.HOLE, Weather.DEAF, Weather.MUTE, Weather.STALL)
            for seconds in (1, 12)
        ),
        pytest.param(Weather.REFUSE, 8, marks=pytest.mark.whole),
        pytest.param(Weather.SLOW, 8, marks=pytest.mark.whole),
    ],
)
def test_f17_whatever_the_network_does_pools_recover(
    trial: Trials, network: Network, where: str, weather: Weather, seconds: int
) -> None:
    with trial("F17", seconds_to_settle=SESSIONS_END_WITHIN) as run:
        proxy: Proxy = getattr(network, where)
        mortals, seed = run.register.mortals, run.chance.randrange(2**32)
        all_are_answered = run.loaded(firms=3, changes=3)
        run.until_answered()
        with proxy.under(weather, most=TORN_WITHIN, seed=seed, pause=0.02):
            eventlet.sleep(seconds)
        run.fault()
        firm = run.register.a_firm()
        began = time.monotonic()
        firm.registers()
        firm.changes_to("G")
        assert time.monotonic() - began + recovers(mortals) < BACK_WITHIN
        all_are_answered()
