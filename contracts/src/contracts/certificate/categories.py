"""Category changes: the preview and the approval that rests on it (五, C6)."""

from enum import StrEnum, unique
from typing import Annotated
from uuid import UUID

from contracts.fields import Cursor, PageSize, Rule, VersionNumber
from contracts.message import Command, Query, Value
from contracts.vocabulary import (
    AbnormalReason,
    CaseStatus,
)


@unique
class EffectKind(StrEnum):
    """What a category change does to one certificate."""

    REISSUE = "reissue"
    MARK = "mark"
    LIFT = "lift"


class Effect(Value):
    """What a category change would do to one certificate."""

    certificate: UUID
    holder_name: str
    kind: EffectKind
    number: str
    new_number: str | None
    reason: AbnormalReason | None


class CategoryPreview(Value):
    """What approving a category case would do now; the fingerprint stands for the whole list."""

    case: UUID
    case_version: int
    fingerprint: str
    reissues: int
    marks: int
    lifts: int
    effects: tuple[Effect, ...]
    next: str | None


class PreviewCategoryChange(Query[CategoryPreview]):
    """Preview a category case's effects (C6); for the authority's staff."""

    case: UUID
    cursor: Cursor | None = None
    size: PageSize = 100


class ApprovedCategoryChange(Value):
    """An approved category case; the job's key finds its progress as soon as it has begun."""

    case: UUID
    status: CaseStatus
    category_version: int
    job_key: str


class ApproveCategoryChange(Command[ApprovedCategoryChange]):
    """Approve a category case on the preview one has seen (C6, K6)."""

    case: UUID
    case_version: VersionNumber
    fingerprint: Annotated[str, Rule(least=64, most=64)]
