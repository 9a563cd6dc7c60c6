"""Traps that one line opens again: each is looked for in the whole code."""

import re
from pathlib import Path
from typing import Final

import pytest

from gascert_local.places import ROOT

SOURCES: Final = ("contracts/src", "services", "gateway/src", "deploy/local/src")
LOCK: Final = (ROOT / "requirements.lock").read_text()
DEAD_EXTENSIONS: Final = (
    *("nameko-sqlalchemy", "nameko-amqp-retry", "nameko-tracer", "nameko-structlog"),
    *("nameko-grpc", "nameko-sentry"),
)
PAGING: Final = re.compile(r"\.offset\(|\bOFFSET\b\s+(?::|%|\d)")
STOCK: Final = re.compile(
    r"from nameko\.(?:rpc|events|messaging|timer|web|standalone|amqp)|import kombu|from kombu"
)
HEAVY: Final = re.compile(r"^(?:from|import) (?:argon2|PIL|openpyxl|typst)\b", re.MULTILINE)
PUBLISHING: Final = re.compile(r"\.basic_publish\(")


def sources() -> dict[str, str]:
    """The text of every module of the product, by its path."""
    return {
        str(path.relative_to(ROOT)): path.read_text()
        for folder in SOURCES
        for path in (ROOT / folder).rglob("*.py")
    }


def with_pattern(pattern: re.Pattern[str], texts: dict[str, str]) -> set[str]:
    return {path for path, text in texts.items() if pattern.search(text)}


def unguarded(texts: dict[str, str]) -> set[str]:
    """Modules of services that do heavy work, and that nobody uses who knows of a thread."""
    heavy = {path for path in with_pattern(HEAVY, texts) if path.startswith("services/")}
    return {path for path in heavy if not is_guarded(path, texts)}


def is_guarded(path: str, texts: dict[str, str]) -> bool:
    """Whether a module, or some other by which it is used, does its work in a thread."""
    if "in_thread" in texts[path]:
        return True
    module = Path(path)
    name = module.parent.name if module.stem == "__init__" else module.stem
    imported = re.compile(rf"^from \S*\b{name} import", re.MULTILINE)
    others = {at: text for at, text in texts.items() if at != path}
    return any(is_guarded(user, others) for user in with_pattern(imported, others))


def test_nothing_is_paged_by_counting_rows() -> None:
    assert with_pattern(PAGING, sources()) == set()


@pytest.mark.parametrize("line", ["query.offset(50)", 'text("… LIMIT 50 OFFSET :start")'])
def test_paging_by_counting_rows_is_seen(line: str) -> None:
    assert with_pattern(PAGING, {"a": line})


def test_nothing_of_stock_nameko_sends_or_receives() -> None:
    assert with_pattern(STOCK, sources()) == set()
    assert with_pattern(STOCK, {"a": "from nameko.rpc import rpc"})


def test_only_the_two_ways_out_publish() -> None:
    ways = {f"contracts/src/bus/rabbit_{way}.py" for way in ("calls", "sender")}
    assert with_pattern(PUBLISHING, sources()) == ways


def test_heavy_work_is_done_in_a_thread_of_its_own() -> None:
    assert unguarded(sources()) == set()
    assert unguarded({"services/a.py": "import argon2"})
    assert unguarded({"services/a.py": "import PIL", "services/b.py": "from x.a import b"})


@pytest.mark.parametrize("name", DEAD_EXTENSIONS)
def test_no_extension_that_is_dead_or_unsafe_is_locked(name: str) -> None:
    assert not re.search(rf"^{name}==", LOCK, re.MULTILINE)


def test_id_numbers_are_not_judged_by_a_list_that_refuses_real_people() -> None:
    assert with_pattern(re.compile(r"\bstdnum\b"), sources()) == set()


def test_nameko_is_started_by_us_and_its_pytest_plugin_is_not_loaded(
    request: pytest.FixtureRequest,
) -> None:
    assert not request.config.pluginmanager.has_plugin("pytest_nameko")
    assert with_pattern(re.compile(r"nameko\.cli|pkg_resources"), sources()) == set()
