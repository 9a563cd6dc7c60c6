"""The nursery: several may ask it at once, and each is told the process it has asked for."""

from pathlib import Path

import eventlet
import pytest
from eventlet.greenpool import GreenPool

from tests.faults.forked import Forked, Nursery
from tests.faults.processes import KILLED, Mortals, Process, Starter
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


class SlowNursery:
    """Forks after a while, and keeps what it has forked."""

    def __init__(self, nursery: Starter) -> None:
        self.nursery = nursery
        self.forked: list[Process] = []

    def fork(self, package: str, environment: dict[str, str], log: Path) -> Process:
        eventlet.sleep(0.1)
        self.forked.append(self.nursery.fork(package, environment, log))
        return self.forked[-1]


def test_nothing_is_started_that_would_outlive_its_test(mortals: Mortals) -> None:
    nursery = SlowNursery(mortals.nursery)
    mortals.nursery = nursery
    for service in ("identity", "enterprise", "employment"):
        mortals.start(service)
    late = eventlet.spawn(mortals.start, "certificate")
    eventlet.sleep(0.05)
    mortals.end()
    late.wait()
    assert [process.poll() for process in nursery.forked] == [KILLED] * 4
    with pytest.raises(RuntimeError):
        mortals.start("identity")


def polled_by(process: int) -> list[str]:
    """What the kernel says of each epoll that a process has, a line for each file waited for."""
    folder = Path(f"/proc/{process}")
    polls = [each for each in (folder / "fd").iterdir() if "eventpoll" in str(each.readlink())]
    return [(folder / "fdinfo" / each.name).read_text() for each in polls]


def test_what_is_forked_is_woken_by_its_own_sockets_alone(
    mortals: Mortals, nursery: Nursery
) -> None:
    mortals.start("identity")
    mortals.wait_until_ready("identity")
    assert any("tfd" in told for told in polled_by(mortals.processes["identity"].pid))
    assert nursery._process is not None
    assert not any("tfd" in told for told in polled_by(nursery._process.pid))
