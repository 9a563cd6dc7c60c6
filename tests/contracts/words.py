"""Every class of the contracts, and values of each as Hypothesis makes them."""

import inspect
import string
import types
import typing
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import UTC, date, datetime
from enum import StrEnum
from importlib import import_module
from typing import Any, Final
from uuid import UUID

from hypothesis import strategies as st

from contracts import fields as typed
from contracts.message import Call, Event, Value

OWNERS: Final = ("identity", "employment", "enterprise", "certificate", "review_scheduler")
MODULES: Final = (*OWNERS, "operations", "audit")
ABSTRACT: Final = {"Value", "Call", "Query", "Command", "Event", "Addressed"}
TEXT: Final = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), include_characters="\n\t")
)
RARE: Final = st.sampled_from(["𬭛", "㛃", "阿依古丽·买买提", "张三", "", "a b"])
SOUND: Final = ("639999198512319991", "639999198402299969", "91639999FAKE00013N")
MOMENTS: Final = st.integers(0, 2**32).map(lambda second: datetime.fromtimestamp(second, UTC))
PLAIN: Final[dict[Any, st.SearchStrategy[Any]]] = {
    str: TEXT | RARE,
    int: st.integers(-(2**63), 2**63 - 1),
    bool: st.booleans(),
    bytes: st.binary(max_size=200),
    UUID: st.uuids(),
    date: st.dates(),
    datetime: MOMENTS,
    Any: st.none() | st.booleans() | st.text(string.ascii_letters),
}


def classes(kind: type[Any]) -> list[type[Any]]:
    """The concrete classes of one kind, of all owners, in a steady order."""
    modules = (import_module(f"contracts.{owner}") for owner in MODULES)
    found = {
        member
        for module in modules
        for _, member in inspect.getmembers(module, inspect.isclass)
        if issubclass(member, kind) and member.__name__ not in ABSTRACT
    }
    return sorted(found, key=lambda member: (member.__module__, member.__name__))


VALUES: Final = classes(Value)
CALLS: Final = classes(Call)
EVENTS: Final = classes(Event)


def instances(kind: Any) -> st.SearchStrategy[Any]:
    """Values of a message class, as large and as strange as its types and rules allow."""
    hints = typing.get_type_hints(kind, include_extras=True)
    return st.builds(
        kind, **{field.name: of_type(hints[field.name], typed.Rule()) for field in fields(kind)}
    )


def of_type(hint: Any, rule: typed.Rule) -> st.SearchStrategy[Any]:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        [inner] = [each for each in arguments if each is not type(None)]
        return st.none() | of_type(inner, rule)
    if origin is typing.Annotated:
        inner, *markers = arguments
        [marker] = markers or [rule]
        return of_type(inner, marker)
    if origin is tuple:
        least, most = _sizes(rule, 3)
        return st.lists(of_type(arguments[0], typed.Rule()), min_size=least, max_size=most).map(
            tuple
        )
    if origin is dict:
        return st.dictionaries(TEXT, of_type(arguments[1], typed.Rule()), max_size=3)
    return _one(hint, rule)


def _one(hint: Any, rule: typed.Rule) -> st.SearchStrategy[Any]:
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return st.sampled_from(hint)
    if isinstance(hint, type) and issubclass(hint, Value):
        return instances(hint)
    if rule.among:
        return st.sampled_from(rule.among)
    if hint is str and rule.pattern is not None:
        return st.from_regex(rule.pattern, fullmatch=True).filter(
            lambda text: (rule.least or 0) <= len(text) <= (rule.most or 200)
        )
    if hint is str and rule.faults is not None:
        return _without_faults(rule, rule.faults)
    if hint is str and (rule.least or rule.most is not None):
        return _sized(rule)
    if hint is int and rule.number:
        return st.integers(rule.least, rule.most)
    return PLAIN[hint]


def _without_faults(
    rule: typed.Rule, faults: Callable[[str], Iterator[str]]
) -> st.SearchStrategy[str]:
    known = st.sampled_from([text for text in SOUND if not any(faults(text))])
    if rule.least is None:  # A number with a check digit does not come about by chance.
        return known
    return known | _sized(rule).filter(lambda text: not any(faults(text)))


def _sized(rule: typed.Rule) -> st.SearchStrategy[str]:
    least, most = _sizes(rule, 20)
    letters = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))
    return st.text(letters, min_size=least, max_size=most)


def _sizes(rule: typed.Rule, spare: int) -> tuple[int, int]:
    least = rule.least or 0
    return least, min(rule.most or least + spare, least + spare)
