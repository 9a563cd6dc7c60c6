"""What may lie in the tree, under which name, how long, and what must not be written in it."""

import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Final

import pytest

from gascert_local.places import ROOT

LONGEST: Final = 300
LONGEST_README: Final = 120
TOP: Final = {
    *(".ci", ".gitignore", "CHANGELOG.md", "LICENSE", "Makefile", "README.md", "pyproject.toml"),
    *("requirements.lock", "contracts", "services", "gateway", "deploy", "tests"),
}
NAMELESS: Final = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"}
# Written in pieces, so that this file does not hold what it forbids.
MACHINE_PATHS: Final = re.compile("|".join(("/" + "work/", "/" + "root/", r"/" + r"home/\w")))
ADDRESSES: Final = re.compile(
    "|".join(
        re.escape(f"{host}.{domain}")
        for host, domain in (
            *(("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com")),
            *(("deb.debian", "org"), ("crates", "io"), ("proxy.golang", "org")),
        )
    )
)


def files() -> Iterator[PurePosixPath]:
    """Every file that is or would be tracked."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in listed.stdout.split("\0"):
        if name and (ROOT / name).is_file():
            yield PurePosixPath(name)


def too_long(path: Path) -> bool:
    return len(path.read_text().splitlines()) > LONGEST


def nameless(path: PurePosixPath) -> bool:
    """A part of the path says nothing about what is in it."""
    return bool(NAMELESS & {part.removesuffix(".py").strip("_") for part in path.parts})


def written(pattern: re.Pattern[str], paths: Iterable[PurePosixPath]) -> list[str]:
    """Where a forbidden thing is written in text."""
    return [
        f"{path}:{number}"
        for path in paths
        for number, line in enumerate(_lines(ROOT / path), start=1)
        if pattern.search(line)
    ]


def test_no_module_is_longer_than_a_reader_keeps_in_mind() -> None:
    assert [path for path in files() if path.suffix == ".py" and too_long(ROOT / path)] == []


def test_a_module_that_is_too_long_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "long.py"
    path.write_text("pass\n" * (LONGEST + 1))
    assert too_long(path)


def test_every_module_has_a_name_that_says_what_is_in_it() -> None:
    assert [path for path in files() if path.suffix == ".py" and nameless(path)] == []


@pytest.mark.parametrize("path", ["a/utils.py", "a/common/__init__.py", "_helpers.py", "base.py"])
def test_a_name_that_says_nothing_is_seen(path: str) -> None:
    assert nameless(PurePosixPath(path))


def test_nothing_lies_beside_the_rooms() -> None:
    assert {path.parts[0] for path in files()} - TOP == set()


def test_no_lock_that_records_addresses_is_kept() -> None:
    assert not any(path.name == "uv.lock" for path in files())


def test_no_path_of_a_machine_is_written_anywhere() -> None:
    assert written(MACHINE_PATHS, files()) == []


def test_no_address_of_a_package_registry_is_written_anywhere() -> None:
    assert written(ADDRESSES, files()) == []


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (MACHINE_PATHS, "cd /" + "work/x"),
        (MACHINE_PATHS, "~ is /" + "home/someone"),
        (ADDRESSES, "from https://files.python" + "hosted.org/x"),
    ],
)
def test_what_is_forbidden_is_seen(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.search(line)


def test_the_lock_holds_hashes_and_no_address() -> None:
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    assert not any("://" in line for line in lines)
    pins = [line for line in lines if re.match(r"[a-z0-9]", line)]
    assert pins
    assert all("==" in pin and pin.endswith("\\") for pin in pins)


def test_the_readme_is_short_and_starts_with_the_two_commands() -> None:
    lines = (ROOT / "README.md").read_text().splitlines()
    assert len(lines) <= LONGEST_README
    commands = [line.split("#")[0].strip() for line in lines if line.startswith("make ")]
    assert commands[:2] == ["make run", "make test"]
    assert max(lines.index(line) for line in lines if line.startswith("make test")) < 15


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text().splitlines()
    except UnicodeDecodeError:
        return []
