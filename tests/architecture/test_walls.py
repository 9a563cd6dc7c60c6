"""Each wall between rooms is broken on purpose in a copy, and the build is seen to fail."""

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from gascert_local.places import ROOT

SOURCES = {
    "contracts": "contracts/src",
    "bus": "contracts/src",
    "identity": "services/identity/src",
    "employment": "services/employment/src",
    "enterprise": "services/enterprise/src",
    "certificate": "services/certificate/src",
    "review_scheduler": "services/review-scheduler/src",
    "gateway": "gateway/src",
    "gascert_operator": "deploy/operator/src",
    "gascert_local": "deploy/local/src",
}
Files = Mapping[str, str]

BREACHES: tuple[tuple[str, Files], ...] = (
    ("house", {"contracts/trespass.py": "import bus"}),
    ("house", {"bus/trespass.py": "import identity"}),
    ("house", {"certificate/adapters/trespass.py": "import identity"}),
    ("house", {"identity/domain/trespass.py": "import certificate"}),
    ("house", {"gateway/trespass.py": "import enterprise"}),
    ("house", {"employment/trespass.py": "import gateway"}),
    ("house", {"review_scheduler/trespass.py": "import gascert_local"}),
    ("house", {"gascert_operator/trespass.py": "import certificate"}),
    ("house", {"identity/trespass.py": "import gascert_operator"}),
    ("rooms", {"certificate/utils/__init__.py": "", "certificate/utils/trespass.py": ""}),
    ("rooms", {"identity/settings.py": ""}),
    ("rooms", {"certificate/domain/trespass.py": "import certificate.application"}),
    ("rooms", {"certificate/application/trespass.py": "import certificate.adapters"}),
    ("rooms", {"certificate/application/trespass.py": "import certificate.entrypoints"}),
    ("rooms", {"certificate/entrypoints/trespass.py": "import certificate.adapters"}),
    ("rooms", {"certificate/adapters/trespass.py": "import certificate.service"}),
    ("transport", {"certificate/adapters/trespass.py": "import nameko"}),
    ("transport", {"identity/entrypoints/trespass.py": "import eventlet"}),
    ("transport", {"gateway/trespass.py": "import kombu"}),
    ("transport", {"contracts/trespass.py": "import amqp"}),
    ("transport", {"gascert_local/trespass.py": "import amqp"}),
    ("transport", {"gascert_operator/trespass.py": "import eventlet"}),
    ("domain", {"certificate/domain/trespass.py": "import contracts.certificate"}),
    ("domain", {"certificate/domain/trespass.py": "import bus"}),
    ("domain", {"certificate/domain/trespass.py": "import requests"}),
    ("application", {"certificate/application/trespass.py": "import sqlalchemy"}),
    ("application", {"certificate/application/trespass.py": "import bus"}),
    ("sql", {"certificate/entrypoints/trespass.py": "import sqlalchemy"}),
    ("sql", {"gateway/trespass.py": "import psycopg"}),
    ("sql", {"gascert_operator/trespass.py": "import sqlalchemy"}),
    ("tables", {"certificate/entrypoints/trespass.py": "import certificate.adapters.tables"}),
    ("tables", {"certificate/service.py": "import certificate.adapters.tables"}),
)


def _module(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _name(value: str | Files) -> str:
    if isinstance(value, str):
        return value
    path, text = next(iter(value.items()))
    return f"{_module(path)} {text}".strip().replace(" ", "-")


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree as it is, with each room present."""
    copy = tmp_path_factory.mktemp("tree")
    for package, source in SOURCES.items():
        shutil.copytree(
            ROOT / source / package, copy / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(ROOT / "pyproject.toml", copy)
    for room in ("domain", "application", "adapters", "entrypoints"):
        for service in ("identity", "certificate"):
            (copy / service / room).mkdir(exist_ok=True)
            (copy / service / room / "__init__.py").touch()
    for part in ("certificate/adapters/tables.py", "certificate/service.py"):
        (copy / part).touch()
    return copy


@pytest.fixture
def tree(original: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy that a test may break."""
    copy = tmp_path / "tree"
    shutil.copytree(original, copy)
    yield copy
    shutil.rmtree(copy)


@pytest.mark.parametrize(("wall", "files"), BREACHES, ids=_name)
def test_a_breach_of_a_wall_fails_the_build(tree: Path, wall: str, files: Files) -> None:
    assert _lint(tree, wall).returncode == 0
    for path, text in files.items():
        (tree / path).parent.mkdir(exist_ok=True)
        (tree / path).write_text(f"{text}\n")
    broken = _lint(tree, wall)
    assert broken.returncode == 1
    assert "BROKEN" in broken.stdout
    assert any(_module(path) in broken.stdout for path in files), broken.stdout


def test_every_wall_is_seen_to_bite() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    walls = {contract["id"] for contract in settings["tool"]["importlinter"]["contracts"]}
    assert walls == {wall for wall, _ in BREACHES}


def _lint(tree: Path, wall: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [
            *(str(Path(sys.executable).with_name("lint-imports")), "--contract", wall),
            *("--config", str(tree / "pyproject.toml"), "--cache-dir", str(tree.parent / "cache")),
        ],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
