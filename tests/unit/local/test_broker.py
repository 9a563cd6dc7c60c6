"""A broker of our own, as far as it can be told without one."""

import signal
import subprocess
from pathlib import Path

import pytest

from gascert_local import broker
from gascert_local.broker import Broker


def test_one_that_does_not_end_when_it_is_told_to_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broker, "STOP_SECONDS", 0.1)
    (tmp_path / "port").write_text("1")
    deaf = subprocess.Popen(["sleep", "60"], start_new_session=True)
    monkeypatch.setitem(broker._STARTED, tmp_path, deaf)
    Broker(home=tmp_path).stop()
    assert deaf.returncode == -signal.SIGKILL
