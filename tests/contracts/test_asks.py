"""The table of who asks whom says what the code asks, keeps the order, and lets operators in."""

import ast
from collections.abc import Iterator
from importlib import import_module
from inspect import getmembers, isclass
from pathlib import Path
from typing import Any, Final

import pytest

import certificate.service
import employment.service
import enterprise.service
import identity.service
import review_scheduler.service
from bus.operations import OPERATORS, OPERATORS_AND_RECONCILER, OperationCalls
from contracts.asks import ASKERS, ASKS, GATEWAY, OPERATOR, ORDER, asked_by, calls_of
from contracts.catalogue import EVERY_SERVICE
from contracts.message import Call
from contracts.operations import OWNERS
from gascert_local.places import ROOT
from gascert_local.programs import SERVICES

FOLDERS: Final = {part.package: ROOT / part.folder / "src" / part.package for part in SERVICES}
DOORS: Final = (
    identity.service.IdentityService,
    employment.service.EmploymentService,
    enterprise.service.EnterpriseService,
    certificate.service.CertificateService,
    review_scheduler.service.ReviewSchedulerService,
    OperationCalls,
)


def calls_in(module: str) -> dict[str, str]:
    """The calls to be had from a module of `contracts`: the class's name and the wire's."""
    owner = module.split(".")[1]
    return {
        name: f"{kind.wire_owner}.{kind.wire_name}"
        for name, kind in getmembers(import_module(module), isclass)
        if issubclass(kind, Call) and kind.wire_owner == owner
    }


def named_in(source: str) -> Iterator[str]:
    """Every call that a module names, imported by itself or by its owner's module."""
    owners: dict[str, dict[str, str]] = {}
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("contracts"):
            continue
        for alias in node.names:
            if node.module != "contracts":
                known = calls_in(f"{node.module}")
                yield from [known[alias.name]] if alias.name in known else []
            elif alias.name in (*OWNERS, *EVERY_SERVICE):
                owners[alias.asname or alias.name] = calls_in(f"contracts.{alias.name}")
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            call = owners.get(node.value.id, {}).get(node.attr)
            yield from [call] if call is not None else []


def asked_in(folder: Path, package: str) -> set[str]:
    """The calls of others that a package names: it does so only to ask them."""
    return {
        call
        for path in folder.rglob("*.py")
        for call in named_in(path.read_text())
        if call.partition(".")[0] != package
    }


@pytest.mark.parametrize("service", ORDER)
def test_a_service_asks_what_stands_in_the_table_and_nothing_else(service: str) -> None:
    assert asked_in(FOLDERS[service], service) == set(ASKS[service])


@pytest.mark.parametrize(
    "source",
    [
        "from contracts.identity import GetPerson\n",
        "from contracts.identity import GetPerson as Wanted\n",
        "from contracts import identity\nidentity.GetPerson(person=1)\n",
        "from contracts import identity as told\nask(told.GetPerson)\n",
    ],
)
def test_a_call_that_is_asked_is_seen(tmp_path: Path, source: str) -> None:
    (tmp_path / "facts.py").write_text(source)
    assert asked_in(tmp_path, "certificate") == {"identity.get_person"}


def test_calls_keep_the_order_of_asking() -> None:
    assert set(ORDER) == set(OWNERS)
    for place, service in enumerate(ORDER):
        owners = {call.partition(".")[0] for call in ASKS[service]} - set(EVERY_SERVICE)
        assert owners <= set(ORDER[place + 1 :])


def test_only_the_first_in_the_order_asks_what_goes_to_every_service() -> None:
    askers = {
        asker
        for asker, asked in ASKS.items()
        if any(call.partition(".")[0] in EVERY_SERVICE for call in asked)
    }
    assert askers == {ORDER[0], OPERATOR}


def test_every_call_in_the_table_exists() -> None:
    for asker in ASKERS:
        assert {name for owner, name in asked_by(asker) if name not in calls_of(owner)} == set()


def test_the_gateway_may_ask_everything() -> None:
    for asker in ASKERS:
        assert asked_by(asker) <= asked_by(GATEWAY)


def test_operators_may_ask_what_lets_them_in() -> None:
    let_in = (OPERATORS, OPERATORS_AND_RECONCILER)
    doors: list[Any] = [getattr(member, "answering", None) for cls in DOORS for member in each(cls)]
    open_to_them = {
        f"{door.call.wire_owner}.{door.call.wire_name}"
        for door in doors
        if door is not None and door.allow in let_in
    }
    assert open_to_them == set(ASKS[OPERATOR])


def each(cls: type) -> Iterator[Any]:
    """The members of a class."""
    return (member for _, member in getmembers(cls))
