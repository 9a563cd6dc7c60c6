"""The worlds in which the model is played, and how long it is."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.makers import BUILDS, World, a_stack
from tests.provision import Databases

SEED: Final = 1  # `make test` plays the same games each time.


@dataclass(frozen=True, kw_only=True)
class Scale:
    """How much is played: what `make test` has time for, or far more."""

    seed: int
    is_long: bool

    @property
    def settings(self) -> settings:
        """Each run takes real servers' time: nothing is said by its being slow."""
        return settings(
            max_examples=12 if self.is_long else 4,
            stateful_step_count=60 if self.is_long else 25,
            phases=(Phase.generate,),  # Shrinking would take real servers hours.
            deadline=None,
            database=None,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Play several rounds where there is time, each in a world of its own."""
    if "number" in metafunc.fixturenames:
        is_long = metafunc.config.getoption("model") == "long"
        metafunc.parametrize("number", range(metafunc.config.getoption("rounds") if is_long else 1))


@pytest.fixture
def scale(pytestconfig: pytest.Config) -> Scale:
    is_long = pytestconfig.getoption("model") == "long"
    told = pytestconfig.getoption("seed")
    fresh = secrets.randbelow(10**6) if is_long else SEED
    return Scale(seed=fresh if told is None else told, is_long=is_long)


@pytest.fixture
def world(databases: Databases) -> Iterator[World]:
    """All services of the main job, for one round."""
    with a_stack("memory://", databases.fresh(*BUILDS)) as stack:
        yield World(stack=stack)
