"""Messages as the use cases see them: for reading, and in one transaction."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from identity.application.register import Span
from identity.domain.messages import Message, News, Recipient


@dataclass(frozen=True, kw_only=True)
class WantedMessages:
    """Which messages are wanted; what is `None` does not matter."""

    codes: tuple[str, ...] | None = None
    is_read: bool | None = None
    needs_action: bool | None = None


@dataclass(frozen=True, kw_only=True)
class UnreadOfCode:
    """How many messages of one wording are unread, and how many still ask for action."""

    code: str
    unread: int
    needs_action: int


class MessageRegister(Protocol):
    """Messages, for reading: always those of one recipient."""

    def message(self, to: Recipient, message: UUID) -> Message | None:
        """Give a message, if it is the recipient's."""
        ...

    def messages(self, to: Recipient, wanted: WantedMessages, span: Span) -> tuple[Message, ...]:
        """Give a page of messages, newest first."""
        ...

    def unread(self, to: Recipient) -> tuple[UnreadOfCode, ...]:
        """Count what is unread or still asks for action, by wording."""
        ...


class MessageRecords(Protocol):
    """One transaction on messages."""

    def tell(self, news: News, *, event: UUID, at: datetime) -> None:
        """Keep what an event gives to tell, each once however often it comes."""
        ...

    def mark_read(self, to: Recipient, messages: tuple[UUID, ...], at: datetime) -> int:
        """Mark messages as read, but for those that are already; tells how many are theirs."""
        ...

    def mark_read_up_to(
        self, to: Recipient, newest: UUID, codes: tuple[str, ...] | None, at: datetime
    ) -> bool:
        """Mark all up to and with one as read; tells whether that one is theirs."""
        ...


MessageTransactions = Callable[[], AbstractContextManager[MessageRecords]]
