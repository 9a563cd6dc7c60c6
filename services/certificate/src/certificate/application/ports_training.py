"""What training and exams need of the world: institutions, occasions, enrolments, names."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from certificate.application.ports import Page
from certificate.domain.occasions import Institution, Occasion, What
from contracts.certificate import ExamResult
from contracts.message import Event
from contracts.vocabulary import CertificateKind, CoursePurpose, Province, Trade


@dataclass(frozen=True, kw_only=True)
class Held:
    """An occasion with the institution that holds it."""

    occasion: Occasion
    institution: Institution


@dataclass(frozen=True, kw_only=True)
class Enrolment:
    """Somebody's enrolment for an occasion."""

    id: UUID
    occasion: UUID
    person: UUID
    enrolled_at: datetime
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class WantedInstitutions:
    """Which institutions are wanted; what is `None` does not matter."""

    size: int
    before: int | None = None
    province: Province | None = None
    kind: CertificateKind | None = None
    trade: Trade | None = None
    words: str | None = None
    also_closed: bool = False


@dataclass(frozen=True, kw_only=True)
class WantedOccasions:
    """Which occasions are wanted; with `open_on`, those one may enrol for on that day."""

    what: What
    size: int
    before: int | None = None
    open_on: date | None = None
    institution: UUID | None = None
    province: Province | None = None
    kind: CertificateKind | None = None
    trade: Trade | None = None
    purpose: CoursePurpose | None = None


@dataclass(frozen=True, kw_only=True)
class ExamPlace:
    """A place in the list of one's own exams: the day, and what breaks a tie."""

    exam_on: date
    id: UUID


@dataclass(frozen=True, kw_only=True)
class OwnExam:
    """A registration, a result, or both; whatever stands alone stands without the other."""

    enrolment: Enrolment | None
    exam: Held | None
    result: ExamResult | None
    place: ExamPlace


class TrainingRegister(Protocol):
    """Institutions, occasions and enrolments, for reading."""

    def institution(self, institution: UUID) -> Institution | None:
        """Give an institution."""
        ...

    def institutions(self, wanted: WantedInstitutions) -> Page[Institution]:
        """Give a page of institutions, newest first."""
        ...

    def occasion(self, what: What, occasion: UUID) -> Held | None:
        """Give a course or an exam."""
        ...

    def occasions(self, wanted: WantedOccasions) -> Page[Held]:
        """Give a page of occasions, newest first."""
        ...

    def courses_of(
        self, person: UUID, before: int | None, size: int
    ) -> Page[tuple[Enrolment, Held]]:
        """Give a page of a person's enrolments in courses, newest first."""
        ...

    def enrolled(self, occasion: UUID, after: int | None, size: int) -> Page[Enrolment]:
        """Give a page of those enrolled for an occasion, in the order in which they came."""
        ...


class OwnExamRegister(Protocol):
    """A person's exams, for reading."""

    def page(self, person: UUID, after: ExamPlace | None, size: int) -> tuple[OwnExam, ...]:
        """Give registrations with their results, and results alone, the latest day first."""
        ...

    def one(self, registration: UUID) -> OwnExam:
        """Give a registration that is there, with its result if there is one."""
        ...


class TrainingRecords(Protocol):
    """One transaction on institutions, occasions and enrolments."""

    def add_institution(self, institution: Institution, by: str) -> None:
        """Enter an institution; refuses a name that another of the province has."""
        ...

    def locked_institution(self, institution: UUID) -> Institution | None:
        """Give an institution that nobody else can change until this ends."""
        ...

    def save_institution(self, institution: Institution) -> None:
        """Write an institution; refuses a name that another of the province has."""
        ...

    def add_occasion(self, occasion: Occasion, by: str) -> None:
        """Enter a course or an exam."""
        ...

    def locked_occasion(self, what: What, occasion: UUID) -> Held | None:
        """Give an occasion that nobody else can change or enrol for until this ends."""
        ...

    def save_occasion(self, occasion: Occasion) -> None:
        """Write an occasion, but for the places taken: those are counted from enrolments."""
        ...

    def is_enrolled(self, occasion: UUID, person: UUID) -> bool:
        """Tell whether a person is enrolled for an occasion."""
        ...

    def has_certificate(self, person: UUID, occasion: Occasion, today: date) -> bool:
        """Tell whether a person has a certificate that the occasion could continue."""
        ...

    def add_enrolment(self, enrolment: Enrolment) -> None:
        """Enrol somebody, which takes a place."""
        ...

    def occasion_of(self, what: What, enrolment: UUID, person: UUID) -> UUID | None:
        """Give the occasion of a person's own enrolment, without a lock."""
        ...

    def locked_enrolment(self, enrolment: UUID) -> Enrolment:
        """Give an enrolment that is there, under a lock."""
        ...

    def withdraw(self, enrolment: Enrolment) -> None:
        """Let an enrolment be withdrawn, which frees its place."""
        ...

    def announce_to_enrolled(
        self, occasion: UUID, event: Callable[[tuple[UUID, ...]], Event]
    ) -> None:
        """Announce an event to all who are enrolled, so many to an event."""
        ...


TrainingTransactions = Callable[[], AbstractContextManager[TrainingRecords]]


class Names(Protocol):
    """The names of persons, as identity knows them."""

    def of(self, persons: Sequence[UUID]) -> Mapping[UUID, str]:
        """Ask for the names of persons; unknown ones are left out."""
        ...
