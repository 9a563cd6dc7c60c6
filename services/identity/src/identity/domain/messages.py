"""Messages: whom they are for, what they say, and whether anything is still to be done (K9)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, unique
from uuid import UUID


@unique
class RecipientKind(StrEnum):
    """Who can be sent a message."""

    PERSON = "person"
    ENTERPRISE = "enterprise"


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """A person or an enterprise, by id; whoever acts for it reads its messages."""

    kind: RecipientKind
    id: UUID


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How far a matter had come: a message that asks for action asks no more once it moves on."""

    matter: UUID
    version: int


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A message to be sent: the wording's code, what it mentions, and what it is about.

    `told_for` is what it is told for, in place of the event: several events of one cause that
    would tell the same recipient the same of the same thing tell it once.
    """

    to: Recipient
    code: str
    about: UUID
    parameters: Mapping[str, str] = field(default_factory=dict)
    standing: Standing | None = None
    told_for: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class News:
    """What an event gives to tell, and how far it has brought which matters."""

    drafts: tuple[Draft, ...]
    standings: tuple[Standing, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message as it is kept; `is_current` tells that its matter has not moved on."""

    id: UUID
    code: str
    about: UUID
    parameters: Mapping[str, str]
    created_at: datetime
    read_at: datetime | None
    is_current: bool


def to_person(person: UUID) -> Recipient:
    """Address a person."""
    return Recipient(kind=RecipientKind.PERSON, id=person)


def to_enterprise(enterprise: UUID) -> Recipient:
    """Address an enterprise."""
    return Recipient(kind=RecipientKind.ENTERPRISE, id=enterprise)
