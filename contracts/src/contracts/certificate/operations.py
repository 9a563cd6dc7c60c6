"""What the register is compared by with its neighbours, and mended by after a restore."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from contracts.fields import Cursor, PageSize, Rule, ShortText
from contracts.message import Command, Query, Value
from contracts.vocabulary import CertificateKind, VersionCause


class VersionsOfCause(Value):
    """Versions that one cause has brought about.

    `caused_by` is set where another service knows the cause, and must be asked; `without` counts
    the versions of which certificate itself knows no cause.
    """

    cause: VersionCause
    caused_by: UUID | None
    versions: int
    without: int
    examples: tuple[UUID, ...]


class VersionCauses(Value):
    """A page of causes."""

    items: tuple[VersionsOfCause, ...]
    next: str | None


class ListVersionCauses(Query[VersionCauses]):
    """List what brought about the versions made from `since` until before `until`."""

    since: datetime
    until: datetime
    cursor: Cursor | None = None
    size: PageSize = 200


class AppliedCategories(Value):
    """The last of an enterprise's category versions that certificate has carried out (C8)."""

    enterprise: UUID
    category_version: int
    categories: str


class AppliedCategoriesPage(Value):
    """A page of applied categories."""

    items: tuple[AppliedCategories, ...]
    next: str | None


class ListAppliedCategories(Query[AppliedCategoriesPage]):
    """List which categories certificates go by, for comparing them with their owner's."""

    cursor: Cursor | None = None
    size: PageSize = 200


class SkippedNumbers(Value):
    """Sequence numbers of a kind and year that will never be given."""

    kind: CertificateKind
    year: int
    first: int
    last: int


class NumbersSkipped(Value):
    """What was skipped."""

    items: tuple[SkippedNumbers, ...]


class SkipNumbers(Command[NumbersSkipped]):
    """Let this year's numbers jump ahead, so that none is given twice after a restore.

    `seen` are numbers known to have been given; the jump begins after the highest of them.
    """

    margin: Annotated[int, Rule(least=1, most=100_000, number=True)] = 10_000
    seen: Annotated[tuple[ShortText, ...], Rule(most=100)] = ()
