"""The main job from end to end, by processes that have users and roles with the least they need."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pytest

from gascert_local import programs
from gascert_local.credentials import Credentials
from gascert_local.demo import doorway
from gascert_local.demo.appointment import Appointment
from gascert_local.demo.loading import Setting
from gascert_local.found import free_port
from gascert_local.programs import Access
from gascert_local.supervisor import Supervisor
from tests.guarded import GuardedBus, a_guarded_bus
from tests.provision import Databases, Vhosts
from tests.system.test_demo import READY_SECONDS, tell
from tests.system.visitors import PASSWORD, Callers

REFUSED = ("AccessRefused", "(42501)")


@pytest.fixture(scope="module")
def bus(vhosts: Vhosts) -> Iterator[GuardedBus]:
    with a_guarded_bus(vhosts) as made:
        yield made


@pytest.fixture(scope="module")
def supervisor(
    bus: GuardedBus, module_databases: Databases, credentials: Credentials
) -> Iterator[Supervisor]:
    """A process for each part, started as `make run` starts them."""
    roles = module_databases.roles(*(part.name for part in programs.SERVICES))
    access = Access(databases=roles, buses=bus.urls)
    made = programs.one_process_each(access, free_port(), credentials)
    running = Supervisor([replace(each, name=f"least-rights-{each.name}") for each in made])
    running.start()
    try:
        running.wait_until_ready(seconds=READY_SECONDS, told=lambda _: None)
        yield running
    finally:
        running.stop()


def environment_of(part: str, supervisor: Supervisor) -> Mapping[str, str]:
    told = {child.program.parts: child.program.environment for child in supervisor.children}
    return told[part,]


def address_of(supervisor: Supervisor) -> str:
    """The register's address."""
    return f"http://127.0.0.1:{environment_of('gateway', supervisor)['GATEWAY_PORT']}"


@pytest.fixture(scope="module")
def setting(
    supervisor: Supervisor, credentials: Credentials, tmp_path_factory: pytest.TempPathFactory
) -> Setting:
    """The empty register, as the demo finds it."""
    identity = environment_of("identity", supervisor)["DATABASE_URL"]
    return Setting(
        stranger=doorway.stranger(address_of(supervisor)),
        appoint=Appointment(database_url=identity, credentials=credentials),
        folder=tmp_path_factory.mktemp("demo"),
    )


@dataclass(frozen=True)
class Guests(Callers):
    """Those who come to the guarded register."""

    address: str

    @property
    def base(self) -> str:
        return f"{self.address}/api/v1"


@pytest.mark.parametrize("name", ["nosuch", "operator", "gateway", "audit", "rpc"])
def test_whoever_asks_for_a_service_that_is_none_disturbs_nobody(
    setting: Setting, supervisor: Supervisor, name: str
) -> None:
    guests = Guests(address_of(supervisor))
    username = f"curious-{name}"
    guests.stranger().post("/accounts/person", {"username": username, "password": PASSWORD})
    curious = guests.log_in(username)
    for path in ("audit-trail", "audit-trail/chain"):
        assert curious.fails("GET", f"/services/{name}/{path}") == (400, "INVALID_MESSAGE")
        assert curious.get("/account").json()["username"] == username
    assert told_as_refused(supervisor) == []


def told_as_refused(supervisor: Supervisor) -> list[str]:
    """What the processes have logged of rights that they lack."""
    lines = [
        line for child in supervisor.children for line in child.program.log.read_text().splitlines()
    ]
    return [line for line in lines if any(word in line for word in REFUSED)]


def test_the_main_job_is_done_and_nobody_is_refused_anything(
    setting: Setting, supervisor: Supervisor
) -> None:
    told = tell(setting).told
    assert sum(review.job.counts["issued"] for review in told.loaded.reviews) == 90
    assert len(told.there.reissued) == 12
    assert len(told.there.marked) == 11
    assert told_as_refused(supervisor) == []
    assert all(child.ready for child in supervisor.children)
