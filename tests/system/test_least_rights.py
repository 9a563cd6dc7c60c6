"""The main job from end to end, by processes that have users and roles with the least they need."""

from collections.abc import Iterator
from dataclasses import replace

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


@pytest.fixture(scope="module")
def setting(
    supervisor: Supervisor, credentials: Credentials, tmp_path_factory: pytest.TempPathFactory
) -> Setting:
    """The empty register, as the demo finds it."""
    told = {child.program.parts: child.program.environment for child in supervisor.children}
    url = f"http://127.0.0.1:{told['gateway',]['GATEWAY_PORT']}"
    identity = told["identity",]["DATABASE_URL"]
    return Setting(
        stranger=doorway.stranger(url),
        appoint=Appointment(database_url=identity, credentials=credentials),
        folder=tmp_path_factory.mktemp("demo"),
    )


def test_the_main_job_is_done_and_nobody_is_refused_anything(
    setting: Setting, supervisor: Supervisor
) -> None:
    told = tell(setting).told
    assert sum(review.job.counts["issued"] for review in told.loaded.reviews) == 90
    assert len(told.there.reissued) == 12
    assert len(told.there.marked) == 11
    lines = [
        line for child in supervisor.children for line in child.program.log.read_text().splitlines()
    ]
    assert [line for line in lines if any(word in line for word in REFUSED)] == []
    assert all(child.ready for child in supervisor.children)
