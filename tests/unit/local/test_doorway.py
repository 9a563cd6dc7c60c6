"""The demo's way in: the database of the register that runs here, and of no other."""

from pathlib import Path

import pytest

from gascert_local import programs
from gascert_local.databases import Roles
from gascert_local.demo import doorway
from gascert_local.found import NoServer

ROLES = Roles(migrate="m", app="a", postman="p")


def test_the_first_administrator_is_appointed_where_the_register_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def made(url: str, *_: object) -> dict[str, Roles]:
        asked.append(url)
        return {"identity": ROLES}

    monkeypatch.setattr(programs, "make_databases", made)
    monkeypatch.setattr(doorway, "DATABASE", tmp_path / "database-url")
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere")
    with pytest.raises(NoServer, match="no database yet"):
        doorway.appointment()
    (tmp_path / "database-url").write_text("postgresql://here")
    assert doorway.appointment().database_url == "a"
    assert asked == ["postgresql://here"]
