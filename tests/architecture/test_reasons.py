"""Every reason of a fault that the source holds is told in Chinese and in English."""

import ast
import re
from collections.abc import Iterator

import pytest

from gascert_local.places import ROOT
from gateway.reasons import reason_in

SOURCES = ("contracts/src", "services/*/src", "gateway/src")
TABLES = frozenset({"FAULTS", "REASONS"})
FAULTS = frozenset({"Fault", "_fault", "FileFault", "Unreadable", "ValidationError"})
CHINESE = re.compile(r"[\u4e00-\u9fff]")
CODE = re.compile(r"[A-Z_]*")


def texts_in(source: str) -> set[str]:
    """Give the reasons that stand in a module: in a fault that is made, or in a table of them."""
    found = {text for node in ast.walk(ast.parse(source)) for text in _reasons(node)}
    return {text for text in found if CODE.fullmatch(text) is None}


def _reasons(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in FAULTS:
            given = (each.value for each in node.keywords if each.arg == "reason")
            yield from map(_text, (*node.args[-1:], *given))
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.Dict(values=values)):
            if name in TABLES:
                yield from map(_text, values)
        case _:
            return


def _text(node: ast.expr) -> str:
    """A text as it may be told, with a 1 for whatever is filled in; nothing for other values."""
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(
                str(part.value) if isinstance(part, ast.Constant) else "1" for part in parts
            )
        case _:
            return ""


REASONS = sorted(
    {
        text
        for pattern in SOURCES
        for folder in ROOT.glob(pattern)
        for path in folder.rglob("*.py")
        for text in texts_in(path.read_text())
    }
)


@pytest.mark.parametrize("reason", REASONS)
def test_a_reason_is_told_in_both_languages(reason: str) -> None:
    assert CHINESE.search(reason_in("zh", reason))
    assert not CHINESE.search(reason_in("en", reason))


def test_reasons_are_found_wherever_they_stand() -> None:
    source = """
FAULTS: Final[Mapping[str, str]] = {Kind.A: "甲"}
fault = Fault(path="x", reason="乙")
raise Unreadable(Code.B, f"丙{count}行")
raise ma.ValidationError("must be so")
yield _fault(1, "field", "A_CODE")
"""
    assert texts_in(source) == {"甲", "乙", "丙1行", "must be so"}
