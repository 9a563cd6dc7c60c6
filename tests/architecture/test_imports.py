"""What a module may import, where import-linter has no rule: read from the source itself."""

import ast
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Final

import pytest

from contracts.message import Call
from gascert_local.places import ROOT
from gascert_local.programs import SERVICES

ORDER_OF_ASKING: Final = (
    "identity",
    "enterprise",
    "employment",
    "certificate",
    "review_scheduler",
)
PACKAGES: Final = {part.package: ROOT / part.folder / "src" for part in SERVICES}


def imported(source: str) -> Iterator[tuple[str, str | None]]:
    """Each module that a source imports, with the name taken from it, if one is."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            yield from ((node.module, alias.name) for alias in node.names)


def strangers_to_a_domain(source: str, package: str) -> set[str]:
    """What a module of a domain imports beyond what a domain may."""
    return {
        module
        for module, _ in imported(source)
        if module.split(".")[0] not in sys.stdlib_module_names
        and module != "contracts.vocabulary"
        and not f"{module}.".startswith(f"{package}.domain.")
    }


def calls_against_the_order(source: str, package: str) -> set[str]:
    """The calls that a module of a service takes from one that it may not ask."""
    rank = ORDER_OF_ASKING.index(package)
    allowed = {f"contracts.{owner}" for owner in ORDER_OF_ASKING[: rank + 1]}
    return {
        f"{module}.{name}"
        for module, name in imported(source)
        if name is not None
        and module.startswith("contracts.")
        and _is_call(module, name)
        and module not in allowed
    }


@pytest.mark.parametrize("package", PACKAGES)
def test_a_domain_imports_the_standard_library_and_the_vocabulary_alone(package: str) -> None:
    found = {
        str(path.relative_to(ROOT)): strangers
        for path in (PACKAGES[package] / package / "domain").rglob("*.py")
        if (strangers := strangers_to_a_domain(path.read_text(), package))
    }
    assert found == {}


@pytest.mark.parametrize(
    "source",
    [
        "import requests",
        "from contracts import certificate",
        "from contracts.fields import Uscc",
        "import certificate.adapters",
        "from identity.domain import x",
    ],
)
def test_a_stranger_in_a_domain_is_seen(source: str) -> None:
    assert strangers_to_a_domain(source, "certificate")


@pytest.mark.parametrize("package", PACKAGES)
def test_a_service_asks_only_those_below_it(package: str) -> None:
    found = {
        str(path.relative_to(ROOT)): calls
        for path in (PACKAGES[package] / package).rglob("*.py")
        if (calls := calls_against_the_order(path.read_text(), package))
    }
    assert found == {}


def test_a_question_against_the_order_is_seen() -> None:
    call = next(name for name in vars(import_module("contracts.certificate")) if _is_own_call(name))
    source = f"from contracts.certificate import {call}"
    assert calls_against_the_order(source, "enterprise") == {f"contracts.certificate.{call}"}
    assert calls_against_the_order(source, "review_scheduler") == set()


def test_only_adapters_import_calls_of_other_services() -> None:
    found = {
        str(path.relative_to(ROOT)): module
        for package, source in PACKAGES.items()
        for path in _outside_adapters(source / package)
        for module, name in imported(path.read_text())
        if name is not None
        and module.startswith("contracts.")
        and module != f"contracts.{package}"
        and _is_call(module, name)
    }
    assert found == {}


def _outside_adapters(package: Path) -> Iterator[Path]:
    return (path for path in package.rglob("*.py") if "adapters" not in path.parts)


def _is_call(module: str, name: str) -> bool:
    thing = getattr(import_module(module), name, None)
    return (
        isinstance(thing, type)
        and issubclass(thing, Call)
        and thing.__module__.startswith(module)
        and module != "contracts.message"
    )


def _is_own_call(name: str) -> bool:
    return _is_call("contracts.certificate", name)
