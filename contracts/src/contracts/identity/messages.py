"""Messages (消息): what the register tells a person or an enterprise (二.4(5))."""

from datetime import datetime
from enum import StrEnum, unique
from uuid import UUID

from contracts.fields import Cursor, Ids, PageSize
from contracts.message import Command, Done, Query, Value


@unique
class Language(StrEnum):
    """A language in which the register speaks to people."""

    CHINESE = "zh"
    ENGLISH = "en"


@unique
class MessageCategory(StrEnum):
    """What a message is about."""

    EMPLOYMENT = "employment"
    CERTIFICATE = "certificate"
    CASE = "case"
    TRAINING = "training"
    REMINDER = "reminder"
    SYSTEM = "system"


class MessageLink(Value):
    """What a message is about, and the path at which it is read; a list of them has no id."""

    kind: str
    id: UUID | None
    path: str


class MessageAction(Value):
    """What one may do about a message: the request to be made."""

    code: str
    method: str
    path: str


class Message(Value):
    """A message, in the language it was asked for; `actions` are those still to be taken.

    `code` names the wording, whatever the language; `parameters` are codes that it mentions.
    """

    id: UUID
    category: MessageCategory
    code: str
    parameters: dict[str, str]
    title: str
    text: str
    link: MessageLink | None
    actions: tuple[MessageAction, ...]
    created_at: datetime
    read_at: datetime | None


class Messages(Value):
    """A page of messages, newest first."""

    items: tuple[Message, ...]
    next: str | None


class ListMessages(Query[Messages]):
    """List one's own messages or one's enterprise's, newest first."""

    category: MessageCategory | None = None
    is_read: bool | None = None
    needs_action: bool | None = None
    language: Language = Language.CHINESE
    cursor: Cursor | None = None
    size: PageSize = 50


class GetMessage(Query[Message]):
    """Get one of one's own messages; this does not mark it as read."""

    message: UUID
    language: Language = Language.CHINESE


class UnreadInCategory(Value):
    """How many messages of a category are unread, and in how many something is to be done."""

    category: MessageCategory
    unread: int
    needs_action: int


class UnreadMessages(Value):
    """The figures of each category in which there is anything unread or to be done."""

    items: tuple[UnreadInCategory, ...]


class CountUnreadMessages(Query[UnreadMessages]):
    """Count one's own unread messages, by category."""


class MarkMessagesRead(Command[Done]):
    """Mark some of one's own messages as read; refused if one of them is not one's own."""

    messages: Ids


class MarkAllMessagesRead(Command[Done]):
    """Mark one's own messages as read, up to and with the newest that one has seen."""

    up_to: UUID
    category: MessageCategory | None = None
