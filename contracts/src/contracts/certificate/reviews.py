"""The automatic reviews of a certificate, with what they judged on (六.5, D7, D8)."""

from datetime import date, datetime
from uuid import UUID

from contracts.message import Query, Value


class CeReview(Value):
    """One review: it passes on a record issued from `valid_from` up to `deadline` (六.5).

    `record` is what the review found. A record that was issued in time and entered only later
    corrects it: `corrected_by` (D8). `job` is the day's run.
    """

    term: int
    ordinal: int
    due_on: date
    valid_from: date
    deadline: date
    valid_to: date
    record: UUID | None
    record_issued_on: date | None
    has_passed: bool
    reviewed_at: datetime
    job: UUID
    corrected_by: UUID | None
    corrected_at: datetime | None


class CeReviews(Value):
    """A certificate's reviews, newest first."""

    items: tuple[CeReview, ...]


class GetCeReviews(Query[CeReviews]):
    """Get a certificate's automatic reviews, so that each can be explained."""

    certificate: UUID
