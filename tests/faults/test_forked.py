"""The nursery: several may ask it at once, and each is told the process it has asked for."""

from pathlib import Path

from eventlet.greenpool import GreenPool

from tests.faults.forked import Forked, Nursery
from tests.faults.processes import KILLED
from tests.makers import KEYS


def test_those_who_ask_at_once_get_a_process_each(nursery: Nursery, tmp_path: Path) -> None:
    def a_process(number: int) -> Forked:
        environment = {**KEYS, "AMQP_URI": "memory://", "DATABASE_URL": "postgresql://nowhere/x"}
        return nursery.fork("identity", environment, tmp_path / f"{number}.log")

    processes = list(GreenPool().imap(a_process, range(5)))
    assert len({process.pid for process in processes}) == 5
    for process in processes:
        process.kill()
        assert process.wait() == KILLED
