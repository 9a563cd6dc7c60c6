"""Conditions in the manual's words, the checklists they stand in, and what judging them finds."""

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, replace
from datetime import date
from enum import StrEnum, unique
from typing import Protocol, Self

from certificate.domain.facts import Case

Fact = str | int | bool | tuple[str, ...] | None  # plain values, none of them personal data


class Predicate(Protocol):
    """A statement about a case, true or false whatever the case: it never raises."""

    __name__: str

    def __call__(self, case: Case, /) -> bool: ...


@unique
class Mender(StrEnum):
    """Who can make an unmet condition true."""

    PERSON = "person"
    ENTERPRISE = "enterprise"
    AUTHORITY = "authority"


@dataclass(frozen=True, kw_only=True)
class Remedy:
    """Who can mend an unmet condition, nobody where `who` is empty, and how."""

    who: tuple[Mender, ...]
    zh: str
    en: str


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A predicate with its wording; `rule` is where it stands if not in the manual's list."""

    holds: Predicate
    wording: str
    remedy: Remedy
    facts: Callable[[Case], Mapping[str, Fact]]
    earliest: Callable[[Case], date | None]
    rule: str | None

    @property
    def code(self) -> str:
        """The predicate's name, by which programs know the condition."""
        return self.holds.__name__

    def __call__(self, case: Case) -> bool:
        return self.holds(case)

    def worded(self, wording: str) -> Self:
        """Give the same condition as another list of the manual words it."""
        return replace(self, wording=wording)

    def telling(self, facts: Callable[[Case], Mapping[str, Fact]]) -> Self:
        """Give the same condition with the facts that another reader may be told."""
        return replace(self, facts=facts)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What judging one condition found; `number` is its place in the manual's list, if it has one.

    `earliest` is the first day on which an unmet condition will be met by itself, where known.
    """

    code: str
    number: int | None
    section: str
    wording: str
    met: bool
    facts: Mapping[str, Fact]
    remedy: Remedy
    earliest: date | None


@dataclass(frozen=True)
class Checklist:
    """A business with the manual's conditions in its order; `also` holds what that list omits."""

    business: str
    conditions: tuple[Condition, ...]
    _: KW_ONLY
    section: str
    also: tuple[Condition, ...] = ()

    def judge(self, case: Case) -> tuple[Finding, ...]:
        """Judge every condition, met or not: the manual's in their order, then the others (K3)."""
        listed = tuple(
            _finding(each, case, number=number, section=f"{self.section}({number})")
            for number, each in enumerate(self.conditions, start=1)
        )
        implied = tuple(
            _finding(each, case, number=None, section=each.rule or self.section)
            for each in self.also
        )
        return listed + implied

    def unmet(self, case: Case) -> tuple[Finding, ...]:
        """Give all that is not fulfilled, at once; empty where the business may go on (K3)."""
        return tuple(finding for finding in self.judge(case) if not finding.met)


def _finding(condition: Condition, case: Case, *, number: int | None, section: str) -> Finding:
    met = condition(case)
    return Finding(
        code=condition.code,
        number=number,
        section=section,
        wording=condition.wording,
        met=met,
        facts=condition.facts(case),
        remedy=condition.remedy,
        earliest=None if met else condition.earliest(case),
    )


def _unknown(_case: Case) -> None:
    return None


def condition(
    wording: str,
    *,
    remedy: Remedy,
    facts: Callable[[Case], Mapping[str, Fact]],
    earliest: Callable[[Case], date | None] = _unknown,
    rule: str | None = None,
) -> Callable[[Predicate], Condition]:
    """Make a predicate a condition in the manual's words."""

    def made(holds: Predicate) -> Condition:
        return Condition(
            holds=holds,
            wording=wording,
            remedy=remedy,
            facts=facts,
            earliest=earliest,
            rule=rule,
        )

    return made
