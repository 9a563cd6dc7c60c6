"""What persons say of themselves, and everything that cannot be so (二.2, 二.4(1), 二.4(4))."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

MOST_ENTRIES: Final = 100
YOUNGEST_AT_WORK: Final = 16
YOUNGEST_WITH_CREDENTIAL: Final = 12
SHORTEST_ADDRESS: Final = 5
MOBILE: Final = re.compile(r"1[3-9][0-9]{9}")
FIXED_LINE: Final = re.compile(r"0[0-9]{2,3}[2-9][0-9]{6,7}")
EMAIL: Final = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")

LEVELS: Final[Mapping[str, frozenset[str]]] = {
    "education": frozenset(
        {
            *("junior_secondary", "senior_secondary", "secondary_vocational"),
            *("junior_college", "undergraduate", "postgraduate"),
        }
    ),
    "degree": frozenset({"bachelor", "master", "doctor"}),
    "title": frozenset({"technician", "assistant", "intermediate", "associate_senior", "senior"}),
}
"""Which levels 学历, 学位 and 职称 have."""

Faults = Iterator[tuple[str, str]]
"""Pairs of the field that is wrong and the code of what is wrong."""


@dataclass(frozen=True, kw_only=True)
class Profile:
    """A person's particulars; what is `None` has not been said."""

    person: UUID
    phone: str | None = None
    email: str | None = None
    address: str | None = None
    contact_name: str | None = None
    contact_phone: str | None = None
    changed_at: datetime | None = None
    version: int = 0


PARTICULARS: Final = ("phone", "email", "address", "contact_name", "contact_phone")


@dataclass(frozen=True, kw_only=True)
class Stay:
    """An entry of a work history: a stay with an employer."""

    id: UUID
    person: UUID
    employer: str
    position: str
    started_on: date
    ended_on: date | None
    description: str
    version: int = 1


@dataclass(frozen=True, kw_only=True)
class Credential:
    """An education, a degree or a title."""

    id: UUID
    person: UUID
    kind: str
    level: str
    institution: str
    speciality: str
    awarded_on: date
    number: str
    version: int = 1


def plain(text: str | None) -> str | None:
    """Give a text composed and without padding; one that says nothing is none."""
    return unicodedata.normalize("NFC", text or "").strip() or None


def dialled(phone: str | None) -> str | None:
    """Give a telephone number as it is dialled within the country, without its ornaments."""
    digits = re.sub(r"[\s()-]", "", unicodedata.normalize("NFKC", phone or ""))
    return re.sub(r"^(\+|00)86", "", digits) or None


def missing_in(profile: Profile) -> tuple[str, ...]:
    """Name the particulars that are still to be completed (完善每项信息)."""
    return tuple(name for name in PARTICULARS if getattr(profile, name) is None)


def profile_faults(profile: Profile) -> Faults:
    """Tell everything that is wrong with a person's particulars."""
    for field in ("phone", "contact_phone"):
        number = getattr(profile, field)
        if number is not None and not _can_be_dialled(number):
            yield field, "PHONE_SHAPE"
    if profile.email is not None and not EMAIL.fullmatch(profile.email):
        yield "email", "EMAIL_SHAPE"
    if profile.address is not None and len(profile.address) < SHORTEST_ADDRESS:
        yield "address", "ADDRESS_TOO_SHORT"
    if profile.contact_name is None and profile.contact_phone is not None:
        yield "contact_name", "CONTACT_INCOMPLETE"
    if profile.contact_phone is None and profile.contact_name is not None:
        yield "contact_phone", "CONTACT_INCOMPLETE"
    if profile.phone is not None and profile.phone == profile.contact_phone:
        yield "contact_phone", "CONTACT_IS_ONESELF"


def _can_be_dialled(number: str) -> bool:
    return bool(MOBILE.fullmatch(number) or FIXED_LINE.fullmatch(number))


def stay_faults(stay: Stay, *, born_on: date, today: date) -> Faults:
    """Tell everything that is wrong with an entry; stays may overlap."""
    if not stay.employer:
        yield "employer", "EMPTY"
    if not stay.position:
        yield "position", "EMPTY"
    if stay.started_on > today:
        yield "started_on", "IN_THE_FUTURE"
    if stay.started_on < birthday(born_on, YOUNGEST_AT_WORK):
        yield "started_on", "TOO_YOUNG_TO_WORK"
    if stay.ended_on is not None and stay.ended_on < stay.started_on:
        yield "ended_on", "BEFORE_ITS_BEGIN"
    if stay.ended_on is not None and stay.ended_on > today:
        yield "ended_on", "IN_THE_FUTURE"


def credential_faults(credential: Credential, *, born_on: date, today: date) -> Faults:
    """Tell everything that is wrong with an entry."""
    if credential.level not in LEVELS[credential.kind]:
        yield "level", "LEVEL_OF_ANOTHER_KIND"
    if not credential.institution:
        yield "institution", "EMPTY"
    if credential.awarded_on > today:
        yield "awarded_on", "IN_THE_FUTURE"
    if credential.awarded_on < birthday(born_on, YOUNGEST_WITH_CREDENTIAL):
        yield "awarded_on", "TOO_YOUNG_FOR_IT"


def birthday(born_on: date, years: int) -> date:
    """Give a birthday; of who was born on 29 February, the 28th where the year has none (D5)."""
    try:
        return born_on.replace(year=born_on.year + years)
    except ValueError:
        return date(born_on.year + years, 2, 28)
