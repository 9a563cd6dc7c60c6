"""Categories and category cases (五), and the table of categories and trades."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from contracts.fields import Cursor, Ids, PageSize, Reason, Rule, VersionNumber
from contracts.message import Command, Query, Value
from contracts.vocabulary import CaseStatus, Category, CategoryCaseKind, GasSource, Trade


class HeldCategory(Value):
    """One business category with the gas sources dealt in."""

    category: Category
    gas_sources: Annotated[tuple[GasSource, ...], Rule(most=len(GasSource))]


class CaseStep(Value):
    """One step of a case's timeline: who, when, what."""

    at: datetime
    by: str
    step: CaseStatus
    reason: str | None


class CategoryCase(Value):
    """A category registration or change (五), with its timeline.

    `category_version` is the one that approval gives, or gave. `permitted_trades` are those that
    `categories` permit today, or permitted on the day the case was closed.
    """

    id: UUID
    kind: CategoryCaseKind
    enterprise: UUID
    enterprise_name: str
    categories: tuple[HeldCategory, ...]
    former_categories: tuple[HeldCategory, ...]
    permitted_trades: tuple[Trade, ...]
    category_version: int
    status: CaseStatus
    reason: str | None
    submitted_at: datetime
    decided_at: datetime | None
    timeline: tuple[CaseStep, ...]
    version: int


class CategoryCases(Value):
    """A page of category cases."""

    items: tuple[CategoryCase, ...]
    next: str | None


class SubmitCategoryCase(Command[CategoryCase]):
    """Ask for the first registration of categories, or their change (C1)."""

    categories: Annotated[tuple[HeldCategory, ...], Rule(least=1, most=4)]


class WithdrawCategoryCase(Command[CategoryCase]):
    """Withdraw an undecided case; by the enterprise (K6)."""

    case: UUID


class RejectCategoryCase(Command[CategoryCase]):
    """Reject a case with a reason, on the version that was read (K6)."""

    case: UUID
    version: VersionNumber
    reason: Reason


class ApproveCategoryCase(Command[CategoryCase]):
    """Approve a case; only `certificate` may ask this, which has compared the preview (C6)."""

    case: UUID
    version: VersionNumber
    fingerprint: Annotated[str, Rule(least=64, most=64)]


class GetCategoryCase(Query[CategoryCase]):
    """Get a case: one's own, one of their province for the staff, any for services."""

    case: UUID


class ListCategoryCases(Query[CategoryCases]):
    """List cases, newest first: one's own, or those of their province for the staff."""

    status: CaseStatus | None = None
    enterprise: UUID | None = None
    cursor: Cursor | None = None
    size: PageSize = 50


class ApprovedCategoryCases(Value):
    """Which of the cases asked about are approved."""

    cases: tuple[UUID, ...]


class FindApprovedCategoryCases(Query[ApprovedCategoryCases]):
    """Tell which of up to 1,000 cases are approved; for reconciling."""

    cases: Ids


class KnownCategoryVersion(Value):
    """A category version that is known elsewhere to have been given to an enterprise."""

    enterprise: UUID
    category_version: VersionNumber


class CategoryVersionsKept(Value):
    """The enterprises whose own version was behind: their lost decisions must be taken again."""

    behind: tuple[UUID, ...]


class KeepCategoryVersions(Command[CategoryVersionsKept]):
    """Give no category version again that was given before a restore."""

    known: Annotated[tuple[KnownCategoryVersion, ...], Rule(most=1000)]


class CategoryTrade(Value):
    """A category permits a trade within these days (五; default table)."""

    category: Category
    trade: Trade
    valid_from: date
    valid_to: date | None


class CategoryTrades(Value):
    """The dated table of categories and trades."""

    items: tuple[CategoryTrade, ...]


class ListCategoryTrades(Query[CategoryTrades]):
    """List the category–trade table in force on a day, today if none is named."""

    on: date | None = None
