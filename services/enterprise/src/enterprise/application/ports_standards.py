"""What the use cases of qualification standards need: to read them, and one transaction."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol
from uuid import UUID

from enterprise.application.ports import Page, Span
from enterprise.domain.standards import Standard


class StandardRegister(Protocol):
    """The standards, for reading."""

    def versions(self, standard: UUID) -> tuple[Standard, ...]:
        """Give all versions of a standard, newest first."""
        ...

    def page(self, words: str | None, span: Span) -> Page[Standard]:
        """Give a page of standards that are not withdrawn, newest first."""
        ...


class StandardRecords(Protocol):
    """One transaction on the standards."""

    def locked(self, standard: UUID) -> Standard | None:
        """Give the newest version of a standard that nobody else can change until this ends."""
        ...

    def add(self, standard: Standard) -> None:
        """Enter a standard; refuses a designation that is taken."""
        ...

    def add_version(self, standard: Standard) -> None:
        """Enter the next version of a standard."""
        ...


StandardTransactions = Callable[[], AbstractContextManager[StandardRecords]]
