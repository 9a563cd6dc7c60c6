"""The documents keep up with the code: labels that are cited, tables that are data, records."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pytest

from enterprise.adapters.category_table import read_category_table
from gascert_local.places import ROOT

DOCS: Final = ROOT / "contracts" / "docs"
RULES: Final = (DOCS / "rules.md").read_text()
RECORDS: Final = sorted((DOCS / "decisions").glob("*.md"))
SOURCES: Final = ("contracts/src", "services", "gateway/src", "deploy")
LONGEST_RECORD: Final = 40


def cited(text: str) -> set[str]:
    """The labels and sections of the rules that a text cites."""
    return set(re.findall(r"\b[DHCKIT][0-9]{1,2}\b|\bRULES [0-9]+", text))


def defined(rules: str) -> set[str]:
    """The labels and sections that the rules have."""
    labels = re.findall(r"^\| ([DHCKIT][0-9]{1,2}) \|", rules, re.MULTILINE)
    sections = re.findall(r"^## ([0-9]+) ", rules, re.MULTILINE)
    return {*labels, *(f"RULES {number}" for number in sections)}


def broken_links(document: Path) -> list[str]:
    """The files that a document refers to and that are not there."""
    links = re.findall(r"\]\(([^)#]+)\)", document.read_text())
    return [link for link in links if not (document.parent / link).exists()]


def sources() -> Iterable[Path]:
    """The modules of the tree, tests left out."""
    return (path for folder in SOURCES for path in (ROOT / folder).rglob("*.py"))


def test_every_rule_that_the_code_cites_stands_in_the_rules() -> None:
    rules = defined(RULES)
    missing = {str(path): lost for path in sources() if (lost := cited(path.read_text()) - rules)}
    assert missing == {}


@pytest.mark.parametrize("text", ["Frees the place (D12).", "as RULES 12 says", "H2, K99"])
def test_a_rule_that_does_not_exist_is_seen(text: str) -> None:
    assert cited(text) - defined(RULES)


def test_the_rules_and_the_questions_cite_only_what_exists() -> None:
    for document in DOCS.rglob("*.md"):
        assert cited(document.read_text()) <= defined(RULES), document


def test_every_label_is_defined_once() -> None:
    labels = re.findall(r"^\| ([DHCKIT][0-9]{1,2}) \|", RULES, re.MULTILINE)
    assert len(labels) == len(set(labels))


def test_the_rules_show_the_category_trade_table_that_is_shipped() -> None:
    shown = {
        (category, trade)
        for category, trades in re.findall(r"^\| `([GPJQ])` \|[^|]*\| ([0-9 ]+) \|$", RULES, re.M)
        for trade in trades.split()
    }
    assert shown == {(row.category.value, row.trade.value) for row in read_category_table()}


def test_decisions_are_numbered_without_a_gap_and_short() -> None:
    assert [int(record.name[:4]) for record in RECORDS] == list(range(1, len(RECORDS) + 1))
    for record in RECORDS:
        lines = record.read_text().splitlines()
        assert len(lines) <= LONGEST_RECORD, record
        assert lines[0].startswith(f"# {record.name[:4]} "), record


def test_no_document_links_to_what_is_not_there(tmp_path: Path) -> None:
    assert {str(document): broken_links(document) for document in DOCS.rglob("*.md")} == {
        str(document): [] for document in DOCS.rglob("*.md")
    }
    document = tmp_path / "a.md"
    document.write_text("[gone](gone.md) [here](a.md)")
    assert broken_links(document) == ["gone.md"]


def proofs_named(document: str) -> set[str]:
    """The tests that a document names."""
    return set(re.findall(r"`(test_\w+)`", document))


def proofs_there() -> set[str]:
    """The names of all tests."""
    texts = (path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    return {name for text in texts for name in re.findall(r"def (test_\w+)\(", text)}


def modules_lost(document: str) -> list[str]:
    """The modules and folders that a document names and that are not there."""
    named = re.findall(r"`((?:bus|contracts|services)/[\w/.-]+)`", document)
    return [
        path
        for path in named
        if not (ROOT / path).exists() and not (ROOT / "contracts" / "src" / path).exists()
    ]


def test_whatever_proves_that_the_bus_is_mended_is_there() -> None:
    document = (DOCS / "bus.md").read_text()
    assert len(proofs_named(document)) > 60
    assert proofs_named(document) - proofs_there() == set()
    assert modules_lost(document) == []


def test_every_line_of_what_the_bus_mends_names_a_test() -> None:
    lines = (DOCS / "bus.md").read_text().splitlines()
    rows = [line for line in lines if line.startswith("| ") and not line.startswith("| ---")]
    without = [row for row in rows if not proofs_named(row)]
    assert {row.split("|")[1].strip() for row in without} == {"by itself", "trap"}


def test_a_proof_that_is_not_there_is_seen() -> None:
    assert proofs_named("`test_that_nobody_has_written`") - proofs_there()
    assert modules_lost("`bus/nowhere.py` `bus/link.py`") == ["bus/nowhere.py"]
