"""The runbook keeps up with the code: it names every metric and alarm, and its commands exist."""

import re
import shlex
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

import gateway.refusals
from bus.retention import ANSWERED, DAYS_TO_SEND_AGAIN, DELIVERED, SENT
from certificate.domain.numbers import MARGIN
from contracts.errors import GasCertError
from contracts.review_scheduler import Reconciled
from gascert_local.places import ROOT
from gascert_operator.command import parser
from review_scheduler.domain.reconciling import DAYS_LOOKED_AT

RUNBOOK: Final = (ROOT / "deploy" / "runbook.md").read_text()
ALERTS: Final = (ROOT / "deploy" / "alerts.yaml").read_text()
SOURCES: Final = ("contracts/src", "services", "gateway/src", "deploy")
ID: Final = "3f1c8b2e-8d0a-4c55-9d4e-0a6d7f0c1b2a"
MEANT: Final = {
    **dict.fromkeys(("event", "job"), ID),
    "id": "c0ffee",
    "day": "2024-03-15",
    "number": "青RQB2024000123GJ",
    "service": "certificate",
    "user": "certificate",
    "database": "gascert_certificate",
}
SUFFIXES: Final = ("_bucket", "_count", "_sum")


def metrics() -> set[str]:
    """The names of all metrics that the code defines."""
    return {
        name
        for folder in SOURCES
        for path in (ROOT / folder).rglob("*.py")
        for name in re.findall(r'"(gascert_[a-z_]+)",', path.read_text())
    } - {"gascert_operator", "gascert_local"}


def named(text: str) -> set[str]:
    """The metrics that a text names, as the code calls them."""
    found = set(re.findall(r"\bgascert_[a-z_]+", text))
    for suffix in SUFFIXES:
        found = {name.removesuffix(suffix) for name in found}
    return found


def commands(text: str, program: str) -> Iterator[list[str]]:
    """The command lines of a program in code of a document, with something in each blank."""
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    lines += re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    for line in lines:
        filled = re.sub(r"<(\w+)>", lambda blank: MEANT[blank[1]], line.partition(" #")[0])
        if filled.startswith(f"{program} "):
            yield shlex.split(filled)[len(program.split()) :]


def is_understood(arguments: list[str]) -> bool:
    """The command line of operators takes these arguments."""
    try:
        parser().parse_args(arguments)
    except SystemExit:
        return False
    return True


def alerts() -> dict[str, str]:
    """The expression of each alert."""
    rules: list[dict[str, Any]] = [
        rule for group in yaml.safe_load(ALERTS)["groups"] for rule in group["rules"]
    ]
    return {rule["alert"]: rule["expr"] for rule in rules}


def test_every_metric_is_named_in_the_runbook_and_none_that_is_not_there() -> None:
    assert len(metrics()) > 10
    assert named(RUNBOOK) - {"gascert_operator"} == metrics()


def test_every_alert_rests_on_metrics_that_exist_and_most_metrics_have_one() -> None:
    assert named(ALERTS) <= metrics()
    assert metrics() - named(ALERTS) == {
        *("gascert_outbox_unsent", "gascert_inbox_waiting"),
        "gascert_job_chunks_held_back_total",
    }


def test_every_alert_has_its_section() -> None:
    sections = set(re.findall(r"^### (GasCert\w+)$", RUNBOOK, re.MULTILINE))
    assert sections == set(alerts())


def test_the_alerts_are_well_formed() -> None:
    for name, expression in alerts().items():
        for opening, closing in ("()", "{}", "[]"):
            assert expression.count(opening) == expression.count(closing), name


def kinds_of_error(kind: type[GasCertError]) -> Iterator[type[GasCertError]]:
    yield kind
    for each in kind.__subclasses__():
        yield from kinds_of_error(each)


def test_nobody_is_woken_by_what_a_stranger_sends_wrongly() -> None:
    [pattern] = re.findall(r'status=~"([^"]+)"', alerts()["GasCertHttpFails"])
    ours = {
        kind
        for kind in kinds_of_error(GasCertError)
        if kind.__module__.partition(".")[0] in ("contracts", "gateway")
    }
    assert gateway.refusals.VersionNotSupported in ours
    pages = {kind.__name__ for kind in ours if re.fullmatch(pattern, str(kind.status))}
    assert pages == {"GasCertError", "Unavailable"}


def test_every_command_of_operators_in_the_runbook_is_understood() -> None:
    found = list(commands(RUNBOOK, "gascert"))
    assert len(found) > 20
    assert [line for line in found if not is_understood(line)] == []


@pytest.mark.parametrize("line", ["gascert vrify", "gascert parked show", "gascert jobs retry x"])
def test_a_command_that_does_not_exist_is_seen(
    line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    [arguments] = commands(f"Say `{line}`.", "gascert")
    assert not is_understood(arguments)


def test_every_deed_of_the_command_line_is_in_the_runbook() -> None:
    told = {" ".join(line[:2]) for line in commands(RUNBOOK, "gascert")}
    for deed in (
        *("parked list", "parked show", "parked replay", "jobs list", "jobs watch", "jobs pause"),
        *("jobs resume", "jobs retry", "restored enterprise", "restored certificate"),
        *("status", "verify", "reconcile", "audit --correlation"),
    ):
        assert deed in told, deed


def test_every_module_that_is_run_exists_and_every_target_too() -> None:
    modules = [line[0] for line in commands(RUNBOOK, "python -m")]
    assert modules
    assert [name for name in modules if find_spec(name) is None] == []
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert {line[0] for line in commands(RUNBOOK, "make")} <= targets


def test_every_line_of_the_reconciliation_is_explained() -> None:
    section = RUNBOOK.partition("### GasCertLacking")[2].partition("\n### ")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)) == set(Reconciled)


def test_the_times_are_those_of_the_code() -> None:
    kept = dict(re.findall(r"^\| ([^|]+) \| ([^|]+) \|", RUNBOOK.partition("## How long")[2], re.M))
    assert kept["events in an outbox"] == f"{SENT.days} days after they were sent"
    assert kept["events in an inbox"] == f"{DELIVERED.days} days after they took effect"
    assert kept["answers by idempotency key"] == f"{ANSWERED.days} days"
    assert f"sent again up to {DAYS_TO_SEND_AGAIN} days after it was made" in RUNBOOK
    assert f"the night looks back {DAYS_LOOKED_AT} days" in RUNBOOK
    assert f"numbers jump ahead by {MARGIN:,}" in RUNBOOK


def test_what_the_runbook_links_to_is_there() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", RUNBOOK)
    assert [link for link in links if not Path(ROOT / "deploy" / link).exists()] == []
