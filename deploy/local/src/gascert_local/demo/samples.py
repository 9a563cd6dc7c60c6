"""The sample data as the demo reads it: enterprises, people, employments and spreadsheets."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from contracts.id_number import masked
from gascert_local.places import ROOT

FOLDER: Final = ROOT / "deploy" / "samples"
# Other people's spreadsheets follow in the order in which the office would send them.
SHEETS: Final = (
    "results-spring-utf8-bom.csv",
    "results-grass-gbk.csv",
    "results-lake-gb18030.csv",
    "results-autumn.xlsx",
)


@dataclass(frozen=True, kw_only=True)
class Firm:
    """An enterprise of the samples; `changes_to` are the categories it asks for later."""

    key: str
    registration: Mapping[str, str] = field(repr=False)
    categories: tuple[Mapping[str, Any], ...]
    changes_to: tuple[Mapping[str, Any], ...]
    about: str

    @property
    def name(self) -> str:
        """Give the name it registers under."""
        return self.registration["name"]

    @property
    def province(self) -> str:
        """Give the two digits of its province."""
        return self.registration["province"]


@dataclass(frozen=True, kw_only=True)
class Individual:
    """A person of the samples; `photo` may be no photo at all."""

    key: str
    name: str
    id_number: str = field(repr=False)
    verifies: bool
    photo: Path | None
    about: str

    @property
    def known_as(self) -> tuple[str, str]:
        """Give what lists show of a person: the name and the masked number."""
        return self.name, masked(self.id_number)


@dataclass(frozen=True, kw_only=True)
class Position:
    """Who is offered which position by whom."""

    enterprise: str
    person: str
    title: str


@dataclass(frozen=True)
class Samples:
    """All sample data, read from one folder."""

    folder: Path = FOLDER

    @cached_property
    def firms(self) -> tuple[Firm, ...]:
        """Give the enterprises, the one that changes its categories first."""
        return tuple(_firm(each) for each in self._read("enterprises.json"))

    @cached_property
    def people(self) -> tuple[Individual, ...]:
        """Give everyone."""
        return tuple(self._individual(each) for each in self._read("people.json"))

    @cached_property
    def positions(self) -> tuple[Position, ...]:
        """Give the offers that are made and accepted."""
        return tuple(
            Position(enterprise=each["enterprise"], person=each["person"], title=each["position"])
            for each in self._read("employments.json")
        )

    def sheet(self, name: str) -> bytes:
        """Give a spreadsheet's bytes."""
        return (self.folder / name).read_bytes()

    def _read(self, name: str) -> Any:
        return json.loads((self.folder / name).read_text(encoding="utf-8"))

    def _individual(self, read: Mapping[str, Any]) -> Individual:
        return Individual(
            key=read["username"],
            name=read["name"],
            id_number=read["id_number"],
            verifies=read["verifies"],
            photo=None if read["photo"] is None else self.folder / read["photo"],
            about=read["about"],
        )


def _firm(read: Mapping[str, Any]) -> Firm:
    told = (
        *("uscc", "name", "province"),
        *("legal_representative_name", "legal_representative_id_number"),
    )
    return Firm(
        key=read["username"],
        registration={name: read[name] for name in told},
        categories=tuple(read["categories"]),
        changes_to=tuple(read["changes_to"]),
        about=read["about"],
    )
