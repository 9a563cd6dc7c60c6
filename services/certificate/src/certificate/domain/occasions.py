"""Courses and exams: their days, their places, and who may enrol in them (二.3)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum, unique
from uuid import UUID

from contracts.vocabulary import (
    CertificateKind,
    CoursePurpose,
    OccasionStatus,
    Province,
    Trade,
)


@unique
class What(StrEnum):
    """The two occasions that one enrols for (报名)."""

    COURSE = "course"
    EXAM = "exam"


@unique
class Obstacle(StrEnum):
    """Why something cannot be published or changed, or nobody enrolled or withdrawn."""

    NAME_NOT_PROVED = "REAL_NAME_NOT_PROVED"
    CANCELLED = "CANCELLED_ALREADY"
    INSTITUTION_CLOSED = "INSTITUTION_CLOSED"
    INSTITUTION_OPEN = "INSTITUTION_OPEN"
    NOT_TRAINED_FOR = "INSTITUTION_DOES_NOT_TRAIN_FOR_IT"
    NOT_OPEN_YET = "ENROLMENT_NOT_OPEN_YET"
    CLOSED = "ENROLMENT_CLOSED"
    FULL = "NO_PLACE_LEFT"
    ENROLLED = "ENROLLED_ALREADY"
    NO_CERTIFICATE = "NO_CERTIFICATE_TO_CONTINUE"
    BEGUN = "BEGUN_ALREADY"
    WITHDRAWN = "WITHDRAWN_ALREADY"
    TOO_FEW_PLACES = "MORE_ENROLLED_THAN_PLACES"
    STALE_VIEW = "STALE_VIEW"


@unique
class DayFault(StrEnum):
    """What cannot be so of the kind, the trade and the days that are told of an occasion."""

    TRADE_MISSING = "TRADE_MISSING"
    TRADE_OF_NOBODY = "TRADE_OF_NOBODY"
    TRADES_MISSING = "TRADES_MISSING"
    TOLD_TWICE = "TOLD_TWICE"
    NOT_AFTER_TODAY = "NOT_AFTER_TODAY"
    ENDS_TOO_EARLY = "ENDS_TOO_EARLY"
    CLOSES_TOO_EARLY = "CLOSES_TOO_EARLY"
    CLOSES_TOO_LATE = "CLOSES_TOO_LATE"


@dataclass(frozen=True, kw_only=True)
class Institution:
    """A training institution (培训机构); `trades` are those of operators it trains."""

    id: UUID
    province: Province
    name: str
    address: str
    phone: str
    kinds: tuple[CertificateKind, ...]
    trades: tuple[Trade, ...]
    published_at: datetime
    is_open: bool = True
    reason: str | None = None
    version: int = 1

    def trains_for(self, kind: CertificateKind, trade: Trade | None) -> bool:
        """Tell whether it trains for a kind of certificate, and for the trade if there is one."""
        return kind in self.kinds and (trade is None or trade in self.trades)


@dataclass(frozen=True, kw_only=True)
class Days:
    """When an occasion takes place, and when one may enrol; all these days count."""

    begins_on: date
    ends_on: date
    opens_on: date
    closes_on: date


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """A course or an exam, of whose places `taken` are taken; an exam has no `purpose`."""

    id: UUID
    what: What
    institution: UUID
    kind: CertificateKind
    trade: Trade | None
    purpose: CoursePurpose | None
    days: Days
    capacity: int
    place: str
    published_at: datetime
    taken: int = 0
    status: OccasionStatus = OccasionStatus.PUBLISHED
    reason: str | None = None
    version: int = 1

    @property
    def is_cancelled(self) -> bool:
        """A cancelled one does not take place."""
        return self.status is OccasionStatus.CANCELLED

    @property
    def continues_a_certificate(self) -> bool:
        """Continuing education is for those who have the certificate (六.5)."""
        return self.purpose in (CoursePurpose.FIRST_CE, CoursePurpose.SECOND_CE)


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """What is known of whoever wants to enrol."""

    is_verified: bool
    is_enrolled: bool
    has_certificate: bool


def trade_faults(kind: CertificateKind, trade: Trade | None) -> Iterator[tuple[str, DayFault]]:
    """Tell what is wrong with a trade: operators have one, nobody else has."""
    is_operators = kind is CertificateKind.OPERATOR
    if is_operators and trade is None:
        yield "trade", DayFault.TRADE_MISSING
    if not is_operators and trade is not None:
        yield "trade", DayFault.TRADE_OF_NOBODY


def training_faults(
    kinds: tuple[CertificateKind, ...], trades: tuple[Trade, ...]
) -> Iterator[tuple[str, DayFault]]:
    """Tell what is wrong with what an institution is said to train for."""
    for path, told in (("kinds", kinds), ("trades", trades)):
        if len(set(told)) < len(told):
            yield path, DayFault.TOLD_TWICE
    trains_operators = CertificateKind.OPERATOR in kinds
    if trains_operators and not trades:
        yield "trades", DayFault.TRADES_MISSING
    if trades and not trains_operators:
        yield "trades", DayFault.TRADE_OF_NOBODY


def day_faults(days: Days, *, today: date) -> Iterator[tuple[str, DayFault]]:
    """Tell what is wrong with days: enrolment closes before the first, which is to come (T2)."""
    if days.begins_on <= today:
        yield "begins_on", DayFault.NOT_AFTER_TODAY
    if days.ends_on < days.begins_on:
        yield "ends_on", DayFault.ENDS_TOO_EARLY
    if days.closes_on < days.opens_on:
        yield "closes_on", DayFault.CLOSES_TOO_EARLY
    if days.closes_on >= days.begins_on:
        yield "closes_on", DayFault.CLOSES_TOO_LATE


def obstacles_to_publishing(
    institution: Institution, kind: CertificateKind, trade: Trade | None
) -> tuple[Obstacle, ...]:
    """Tell everything that stands against a course or an exam at an institution (T1, T2)."""
    return _those_that_stand(
        {
            Obstacle.INSTITUTION_CLOSED: not institution.is_open,
            Obstacle.NOT_TRAINED_FOR: not institution.trains_for(kind, trade),
        }
    )


def obstacles_to_changing(
    occasion: Occasion, seen_version: int, *, capacity: int, today: date
) -> tuple[Obstacle, ...]:
    """Tell everything that stands against a change; it may be on the first day yet (T4)."""
    return _those_that_stand(
        {
            Obstacle.CANCELLED: occasion.is_cancelled,
            Obstacle.BEGUN: occasion.days.begins_on < today,
            Obstacle.TOO_FEW_PLACES: capacity < occasion.taken,
            Obstacle.STALE_VIEW: seen_version != occasion.version,
        }
    )


def obstacles_to_cancelling(
    occasion: Occasion, seen_version: int, *, today: date
) -> tuple[Obstacle, ...]:
    """Tell everything that stands against a cancellation; it may be on the first day yet (T4)."""
    return obstacles_to_changing(occasion, seen_version, capacity=occasion.taken, today=today)


def obstacles_to_enrolling(
    occasion: Occasion, candidate: Candidate, *, institution_is_open: bool, today: date
) -> tuple[Obstacle, ...]:
    """Tell everything that stands against an enrolment (培训报名, T3)."""
    days = occasion.days
    return _those_that_stand(
        {
            Obstacle.NAME_NOT_PROVED: not candidate.is_verified,
            Obstacle.CANCELLED: occasion.is_cancelled,
            Obstacle.INSTITUTION_CLOSED: not institution_is_open,
            Obstacle.NOT_OPEN_YET: today < days.opens_on,
            Obstacle.CLOSED: days.closes_on < today,
            Obstacle.ENROLLED: candidate.is_enrolled,
            Obstacle.FULL: occasion.taken >= occasion.capacity and not candidate.is_enrolled,
            Obstacle.NO_CERTIFICATE: candidate.is_verified
            and occasion.continues_a_certificate
            and not candidate.has_certificate,
        }
    )


def obstacles_to_withdrawing(
    occasion: Occasion, *, is_withdrawn: bool, today: date
) -> tuple[Obstacle, ...]:
    """Tell everything that stands against a withdrawal, which ends the day before (T4)."""
    return _those_that_stand(
        {
            Obstacle.WITHDRAWN: is_withdrawn,
            Obstacle.CANCELLED: occasion.is_cancelled,
            Obstacle.BEGUN: occasion.days.begins_on <= today,
        }
    )


def is_moved(before: Occasion, after: Occasion) -> bool:
    """Tell whether those enrolled must know: it takes place on other days, or elsewhere."""

    def when_and_where(occasion: Occasion) -> tuple[date, date, str]:
        return occasion.days.begins_on, occasion.days.ends_on, occasion.place

    return when_and_where(before) != when_and_where(after)


def changed(occasion: Occasion, *, days: Days, capacity: int, place: str) -> Occasion:
    """Give an occasion with other days, places or another place."""
    return replace(
        occasion, days=days, capacity=capacity, place=place, version=occasion.version + 1
    )


def cancelled(occasion: Occasion, reason: str) -> Occasion:
    """Give an occasion that does not take place."""
    return replace(
        occasion, status=OccasionStatus.CANCELLED, reason=reason, version=occasion.version + 1
    )


def _those_that_stand(found: dict[Obstacle, bool]) -> tuple[Obstacle, ...]:
    return tuple(obstacle for obstacle, stands in found.items() if stands)
