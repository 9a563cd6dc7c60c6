"""The age limit as dated rows of a policy, and the row in force on a day (六.1(5), D4)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from certificate.domain.terms import months_later
from contracts.vocabulary import CertificateKind, Sex

FIELDS: Final = frozenset(
    {"name", "sex", "kind", "months", "in_force_from", "in_force_to", "active", "gradual"}
)


@dataclass(frozen=True, kw_only=True)
class Gradual:
    """A limit that grows by a month for every `one_month_per` months begun since `starts`."""

    starts: date
    one_month_per: int
    up_to_months: int

    def months_for(self, born: date, months: int) -> int:
        """Give the limit in months of one born then, where it used to be `months`."""
        reached = months_later(born.replace(day=1), months)
        late = (reached.year - self.starts.year) * 12 + reached.month - self.starts.month
        return (
            months if late < 0 else min(months + late // self.one_month_per + 1, self.up_to_months)
        )


@dataclass(frozen=True, kw_only=True)
class AgeRow:
    """One row of the policy; `kind`, `in_force_from` and `in_force_to` of none mean no bound."""

    name: str
    sex: Sex
    kind: CertificateKind | None
    months: int
    in_force_from: date | None
    in_force_to: date | None
    active: bool
    gradual: Gradual | None

    def applies(self, sex: Sex, kind: CertificateKind, on: date) -> bool:
        """Tell whether the row speaks of such a holder on that day."""
        return (
            self.active
            and self.sex is sex
            and self.kind in (None, kind)
            and (self.in_force_from is None or self.in_force_from <= on)
            and (self.in_force_to is None or on <= self.in_force_to)
        )

    def limit_on(self, born: date) -> date:
        """Give the first day on which one born then may no longer hold a certificate (D4, D5)."""
        months = self.gradual.months_for(born, self.months) if self.gradual else self.months
        return months_later(born, months)


@dataclass(frozen=True, kw_only=True)
class AgePolicy:
    """All rows; each sex has one without bounds, so that no day is without a limit."""

    rows: tuple[AgeRow, ...]

    def in_force(self, sex: Sex, kind: CertificateKind, on: date) -> AgeRow:
        """Give the row in force on a day: of the kind before of all kinds, then the latest."""
        return max((row for row in self.rows if row.applies(sex, kind, on)), key=_precedence)


def _precedence(row: AgeRow) -> tuple[bool, date]:
    return row.kind is not None, row.in_force_from or date.min


def age_policy_of(text: str) -> AgePolicy:
    """Read a policy from TOML such as `age_limits.toml`; raises `ValueError`."""
    try:
        rows = tuple(_row_of(row) for row in tomllib.loads(text)["row"])
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise ValueError(f"the table of age limits cannot be read: {wrong!r}") from wrong
    _refuse_ambiguous(rows)
    for sex in Sex:
        if not any(_is_unbounded(row) for row in rows if row.sex is sex):
            raise ValueError(f"no active row without bounds for {sex.value}")
    return AgePolicy(rows=rows)


def _is_unbounded(row: AgeRow) -> bool:
    bounds = (row.kind, row.in_force_from, row.in_force_to)
    return row.active and all(bound is None for bound in bounds)


def _refuse_ambiguous(rows: tuple[AgeRow, ...]) -> None:
    if len({row.name for row in rows}) < len(rows):
        raise ValueError("two rows have one name")
    starts = [(row.sex, row.kind, row.in_force_from) for row in rows if row.active]
    if len(set(starts)) < len(starts):
        raise ValueError("two active rows for the same holders start on one day")


def _row_of(row: Mapping[str, Any]) -> AgeRow:
    if unknown := set(row) - FIELDS:
        raise ValueError(f"unknown fields {sorted(unknown)}")
    return AgeRow(
        name=str(row["name"]),
        sex=Sex(row["sex"]),
        kind=CertificateKind(row["kind"]) if "kind" in row else None,
        months=_positive(row["months"]),
        in_force_from=_day(row["in_force_from"]) if "in_force_from" in row else None,
        in_force_to=_day(row["in_force_to"]) if "in_force_to" in row else None,
        active=_truth(row["active"]),
        gradual=_gradual_of(row["gradual"]) if "gradual" in row else None,
    )


def _gradual_of(row: Mapping[str, Any]) -> Gradual:
    return Gradual(
        starts=_day(row["starts"]),
        one_month_per=_positive(row["one_month_per"]),
        up_to_months=_positive(row["up_to_months"]),
    )


def _day(value: object) -> date:
    if type(value) is not date:
        raise ValueError(f"{value!r} is not a day")
    return value


def _positive(value: object) -> int:
    if type(value) is not int or value < 1:
        raise ValueError(f"{value!r} is not a whole number above nought")
    return value


def _truth(value: object) -> bool:
    if type(value) is not bool:
        raise ValueError(f"{value!r} is neither true nor false")
    return value
