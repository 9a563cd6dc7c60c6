"""Persons, their real names and photos."""

from datetime import date, datetime
from typing import Annotated, ClassVar
from uuid import UUID

from contracts.fields import (
    Cursor,
    File,
    IdNumber,
    Ids,
    PageSize,
    PersonName,
    Reason,
    Rule,
    ShortText,
)
from contracts.message import Command, Event, Query, Value
from contracts.vocabulary import Sex


class Person(Value):
    """A person; the ID number masked, the names and dates as verified."""

    id: UUID
    name: str
    id_number_masked: str
    sex: Sex
    born_on: date
    verified_at: datetime | None
    photo: UUID | None
    version: int


class Persons(Value):
    """A page of persons, or those asked for by id."""

    items: tuple[Person, ...]
    next: str | None = None


class GetPerson(Query[Person]):
    """Get a person: oneself, or anyone for the authority's staff and services."""

    person: UUID


class ShownIdNumber(Value):
    """A person's ID number in full; shown once, kept nowhere."""

    person: UUID
    id_number: str


class ShowIdNumber(Command[ShownIdNumber]):
    """Show an ID number in full, for the authority's administrators and deciders.

    Each showing leaves a row with its reason in the audit trail before the number is told.
    """

    wire_remembered: ClassVar[bool] = False
    wire_audited: ClassVar[tuple[str, ...]] = ("reason",)
    person: UUID
    reason: Reason


class GetPersons(Query[Persons]):
    """Get up to 1,000 persons by id, for services; unknown ids are left out."""

    persons: Ids


class ListPersons(Query[Persons]):
    """List persons, for the authority's staff."""

    name: Annotated[str, Rule(most=60, describe="Beginning of the name.")] | None = None
    is_verified: bool | None = None
    cursor: Cursor | None = None
    size: PageSize = 50


class VerifyRealName(Command[Person]):
    """Prove one's real name (一); again with the same ID number after a change of name (六.4)."""

    name: PersonName
    id_number: IdNumber


class Photo(Value):
    """An accepted ID photo."""

    id: UUID
    person: UUID
    media_type: str
    width: int
    height: int
    size: int
    accepted_at: datetime


class UploadIdPhoto(Command[Photo]):
    """Upload one's ID photo; its content is checked, whatever its name says."""

    content: File


class PhotoFile(Value):
    """An ID photo with its bytes."""

    id: UUID
    media_type: str
    content: File


class GetIdPhoto(Query[PhotoFile]):
    """Get a person's ID photo, now or formerly: one's own, or any for staff and services."""

    person: UUID
    photo: UUID | None = None


class PersonEntry(Value):
    """A person as a spreadsheet or a form names them."""

    name: Annotated[str, Rule(most=200)]
    id_number: Annotated[str, Rule(most=200)]


class Resolution(Value):
    """The person an entry means, or why it means none."""

    person: UUID | None
    fault: ShortText | None


class Resolutions(Value):
    """The resolutions, in the entries' order."""

    items: tuple[Resolution, ...]


class ResolvePersons(Command[Resolutions]):
    """Find the persons that up to 1,000 entries name (H10); for services.

    With `create`, a well-formed entry that nobody bears becomes an unverified person. Faults:
    `ID_NUMBER_…` as `contracts.id_number` names them, `NAME_EMPTY`, `NAME_DIFFERS`,
    and without `create` `NOT_KNOWN`.
    """

    entries: Annotated[tuple[PersonEntry, ...], Rule(most=1000)]
    create: bool


class PersonVerified(Event):
    """A person proved the real name, the first time or again."""

    person: UUID
    version: int


class PersonRenamed(Event):
    """A person proved another name with the same ID number (六.4)."""

    person: UUID
    version: int


class PhotoAccepted(Event):
    """A person's new ID photo passed its checks."""

    person: UUID
    photo: UUID
    version: int
