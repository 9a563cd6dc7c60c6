"""Certificate numbers: the core that never changes, and the suffix after it (RULES 2)."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from contracts.vocabulary import Category, CertificateKind, Trade, letters_of

YEARS: Final = range(1000, 10000)
# How many numbers of each kind are passed over after a restore: more than could be issued
# between a backup and the restore from it.
MARGIN: Final = 10_000


@dataclass(frozen=True, kw_only=True)
class NumberScheme:
    """How numbers are written: a core is mark, business, letter, year and sequence."""

    mark: str
    business: str
    sequence_digits: int
    letters: Mapping[CertificateKind, str]

    @property
    def most_per_year(self) -> int:
        """Give the last sequence number that a year has."""
        return int(10**self.sequence_digits) - 1


@dataclass(frozen=True, kw_only=True)
class NumberParts:
    """What a well-formed number says; `categories` for principals and safety managers."""

    core: str
    kind: CertificateKind
    year: int
    sequence: int
    categories: frozenset[Category]
    trade: Trade | None


def number_scheme_of(text: str) -> NumberScheme:
    """Read a scheme from TOML such as `number_scheme.toml`; raises `ValueError`."""
    table = tomllib.loads(text)
    try:
        scheme = NumberScheme(
            mark=str(table["mark"]),
            business=str(table["business"]),
            sequence_digits=int(table["sequence_digits"]),
            letters={kind: str(table["letters"][kind.value]) for kind in CertificateKind},
        )
    except (KeyError, TypeError) as wrong:
        raise ValueError(f"the number scheme cannot be read: {wrong!r}") from wrong
    if len(set(scheme.letters.values())) < len(CertificateKind) or scheme.sequence_digits < 1:
        raise ValueError("the number scheme would make two kinds alike")
    return scheme


def allotted_core(scheme: NumberScheme, kind: CertificateKind, year: int, sequence: int) -> str:
    """Write the core of a new number; raises `ValueError` where the year's sequence is used up."""
    if year not in YEARS or not 0 < sequence <= scheme.most_per_year:
        raise ValueError("no certificate number for this year and sequence")
    number = f"{sequence:0{scheme.sequence_digits}d}"
    return f"{scheme.mark}{scheme.business}{scheme.letters[kind]}{year}{number}"


def operator_number(core: str, trade: Trade) -> str:
    """Write the number of an operator's certificate, which no category change ever alters (五)."""
    return core + trade.value


def renumbered(core: str, kind: CertificateKind, categories: frozenset[Category]) -> str:
    """Write the number of a principal or safety manager for these categories (五, C2).

    Raises `ValueError` for an operator and for the empty set: neither has letters.
    """
    if kind is CertificateKind.OPERATOR:
        raise ValueError("an operator's number has no category letters")
    if not categories:
        raise ValueError("a number needs at least one category")
    return core + letters_of(categories)


def read_number(scheme: NumberScheme, number: str) -> NumberParts | None:
    """Take a full number apart; none where it is not one of this scheme."""
    found = _pattern(scheme).fullmatch(number)
    if found is None:
        return None
    kind = next(kind for kind, letter in scheme.letters.items() if letter == found["letter"])
    suffix = found["suffix"]
    categories = frozenset(each for each in Category if each.value in suffix)
    trade = next((each for each in Trade if each.value == suffix), None)
    if not _suffix_is_right(kind, suffix, trade) or int(found["sequence"]) == 0:
        return None
    return NumberParts(
        core=found["core"],
        kind=kind,
        year=int(found["year"]),
        sequence=int(found["sequence"]),
        categories=categories,
        trade=trade,
    )


def _suffix_is_right(kind: CertificateKind, suffix: str, trade: Trade | None) -> bool:
    if kind is CertificateKind.OPERATOR:
        return trade is not None
    return suffix == letters_of(frozenset(each for each in Category if each.value in suffix))


def _pattern(scheme: NumberScheme) -> re.Pattern[str]:
    letters = "|".join(re.escape(letter) for letter in scheme.letters.values())
    start = re.escape(scheme.mark + scheme.business)
    return re.compile(
        rf"(?P<core>{start}(?P<letter>{letters})(?P<year>[1-9][0-9]{{3}})"
        rf"(?P<sequence>[0-9]{{{scheme.sequence_digits}}}))(?P<suffix>[0-9A-Z]+)"
    )
