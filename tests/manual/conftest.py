"""The world in which the manual's sections are tested: real services on real servers."""

from collections.abc import Iterator

import pytest

from tests.makers import BUILDS, World, a_stack
from tests.provision import Databases


@pytest.fixture(scope="module")
def world(amqp_uri: str, module_databases: Databases) -> Iterator[World]:
    """All services of the main job, shared by the tests of one module."""
    with a_stack(amqp_uri, module_databases.fresh(*BUILDS)) as stack:
        yield World(stack=stack)
