"""`make operate`: where it finds the bus, and that nobody else can read it there."""

from pathlib import Path

import pytest

from gascert_local import operate
from gascert_local.places import kept_meanwhile


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a run keeps the address, and no other to be had."""
    monkeypatch.setattr(operate, "ADDRESS", tmp_path / "address")
    monkeypatch.setenv("AMQP_URI", "")
    monkeypatch.setattr("sys.argv", ["operate", "status"])
    return tmp_path / "address"


def test_the_address_is_its_owners_alone_and_goes_with_the_run(address: Path) -> None:
    address.write_text("left behind by a run that was killed")
    address.chmod(0o644)
    with kept_meanwhile(address, "amqp://broker"):
        assert address.read_text() == "amqp://broker"
        assert address.stat().st_mode & 0o777 == 0o600
    assert not address.exists()


def test_where_nothing_runs_it_says_how_to_start(
    address: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert operate.main() == 2
    assert "make run" in capsys.readouterr().err


def test_in_one_process_there_is_no_bus_to_be_asked_over(
    address: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with kept_meanwhile(address, "memory://"), pytest.raises(SystemExit) as ended:
        operate.main()
    assert ended.value.code == 2
    assert "one process" in capsys.readouterr().err
