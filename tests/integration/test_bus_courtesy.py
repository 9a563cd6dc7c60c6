"""A service's jobs give way to the calls that it answers, and only to those."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import eventlet
import pytest

from bus.courtesy import MUCH
from contracts.certificate import FindJob
from contracts.errors import GasCertError
from tests.integration.conftest import running_toys
from tests.integration.toy_jobs import Put, ids, start, told, wait_for
from tests.integration.toys import Toys
from tests.provision import Databases


class Busy(Put):
    """Counts how many of its chunks are done at once."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0
        self.most = 0
        self.before = self.work

    def work(self, _: Sequence[UUID]) -> None:
        self.now += 1
        self.most = max(self.most, self.now)
        eventlet.sleep(0.05)
        self.now -= 1


@pytest.fixture
def busy() -> Busy:
    return Busy()


@pytest.fixture
def toys(all_databases: Databases, busy: Busy) -> Iterator[Toys]:
    yield from running_toys("memory://", all_databases, busy)


def ask(toys: Toys, times: int) -> None:
    def refused(_: Any, __: Any) -> Any:
        raise GasCertError

    toys.doing["find_job"] = refused
    for _ in range(times):
        with pytest.raises(GasCertError):
            toys.stack.ask(FindJob(key="k"))


@pytest.mark.parametrize(("asked", "at_once"), [(0, 2), (MUCH, 1)])
def test_chunks_are_done_at_once_unless_much_is_asked(
    toys: Toys, busy: Busy, asked: int, at_once: int
) -> None:
    ask(toys, asked)
    database = toys.stack.database("certificate")
    start(database, ids(60))

    def is_done() -> bool:
        ask(toys, asked)
        return told(database).finished_at is not None

    wait_for(is_done)
    assert busy.most == at_once
