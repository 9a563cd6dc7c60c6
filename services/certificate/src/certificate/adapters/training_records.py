"""One transaction on training institutions, courses, exams and enrolments."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import insert, or_, select, update

from bus.database import Database, Transaction, refusing
from certificate.adapters.tables import CERTIFICATES
from certificate.adapters.training_rows import (
    enrolment_columns,
    enrolment_from,
    held_from,
    held_rows,
    institution_from,
    institution_values,
    occasion_values,
)
from certificate.adapters.training_tables import ENROLMENTS, INSTITUTIONS, OCCASIONS
from certificate.application.ports_training import Enrolment, Held
from certificate.application.training_refusals import NAME_TAKEN, refusal
from certificate.domain.occasions import Institution, Occasion, What
from contracts.message import Event
from contracts.vocabulary import AbnormalReason

OF: Final = ENROLMENTS.c
MOST_IN_AN_EVENT: Final = 1000
TAKEN: Final = {"one_institution_of_a_name_per_province": lambda: refusal((NAME_TAKEN,))}


@dataclass(frozen=True, kw_only=True)
class DatabaseTrainingRecords:
    """Locks an institution, then an occasion, then an enrolment."""

    transaction: Transaction

    def add_institution(self, institution: Institution, by: str) -> None:
        """Enter an institution; refuses a name that another of the province has."""
        with refusing(TAKEN):
            self.transaction.execute(
                insert(INSTITUTIONS).values(**institution_values(institution), published_by=by)
            )

    def locked_institution(self, institution: UUID) -> Institution | None:
        """Give an institution that nobody else can change until this ends."""
        wanted = select(INSTITUTIONS).where(INSTITUTIONS.c.id == institution).with_for_update()
        row = self.transaction.execute(wanted).mappings().one_or_none()
        return None if row is None else institution_from(row)

    def save_institution(self, institution: Institution) -> None:
        """Write an institution; refuses a name that another of the province has."""
        with refusing(TAKEN):
            self.transaction.execute(
                update(INSTITUTIONS)
                .where(INSTITUTIONS.c.id == institution.id)
                .values(institution_values(institution))
            )

    def add_occasion(self, occasion: Occasion, by: str) -> None:
        """Enter a course or an exam."""
        self.transaction.execute(
            insert(OCCASIONS).values(**occasion_values(occasion), published_by=by)
        )

    def locked_occasion(self, what: What, occasion: UUID) -> Held | None:
        """Give an occasion, read after the lock was had."""
        of = OCCASIONS.c
        is_it = (of.id == occasion, of.what == what.value)
        self.transaction.execute(select(of.id).where(*is_it).with_for_update()).all()
        row = self.transaction.execute(held_rows().where(*is_it)).mappings().one_or_none()
        return None if row is None else held_from(row)

    def save_occasion(self, occasion: Occasion) -> None:
        """Write an occasion, but for the places taken."""
        self.transaction.execute(
            update(OCCASIONS).where(OCCASIONS.c.id == occasion.id).values(occasion_values(occasion))
        )

    def is_enrolled(self, occasion: UUID, person: UUID) -> bool:
        """Tell whether a person is enrolled for an occasion."""
        wanted = select(OF.id).where(
            OF.occasion == occasion, OF.person == person, OF.withdrawn_at.is_(None)
        )
        return self.transaction.execute(wanted).one_or_none() is not None

    def has_certificate(self, person: UUID, occasion: Occasion, today: date) -> bool:
        """Tell whether a person has a certificate that may still be continued (T3, D9)."""
        of = CERTIFICATES.c
        wanted = select(of.id).where(
            of.holder == person,
            of.kind == occasion.kind.value,
            of.trade.is_not_distinct_from(occasion.trade),
            of.cancelled_on.is_(None),
            or_(of.valid_to >= today, of.in_renewal),
            ~of.reasons.contains([AbnormalReason.CE_NOT_COMPLETED.value]),
        )
        return self.transaction.execute(wanted.limit(1)).one_or_none() is not None

    def add_enrolment(self, enrolment: Enrolment) -> None:
        """Enrol somebody; a trigger counts the place."""
        self.transaction.execute(insert(ENROLMENTS).values(vars(enrolment)))

    def occasion_of(self, what: What, enrolment: UUID, person: UUID) -> UUID | None:
        """Give the occasion of a person's own enrolment, without a lock."""
        wanted = (
            select(OF.occasion)
            .join_from(ENROLMENTS, OCCASIONS, OCCASIONS.c.id == OF.occasion)
            .where(OF.id == enrolment, OF.person == person, OCCASIONS.c.what == what.value)
        )
        found: UUID | None = self.transaction.execute(wanted).scalar_one_or_none()
        return found

    def locked_enrolment(self, enrolment: UUID) -> Enrolment:
        """Give an enrolment that is there, under a lock."""
        wanted = select(*enrolment_columns()).where(OF.id == enrolment).with_for_update()
        return enrolment_from(self.transaction.execute(wanted).mappings().one())

    def withdraw(self, enrolment: Enrolment) -> None:
        """Write that an enrolment is withdrawn; a trigger counts the place."""
        self.transaction.execute(
            update(ENROLMENTS)
            .where(OF.id == enrolment.id)
            .values(withdrawn_at=enrolment.withdrawn_at)
        )

    def announce_to_enrolled(
        self, occasion: UUID, event: Callable[[tuple[UUID, ...]], Event]
    ) -> None:
        """Announce an event to all who are enrolled, at most 1,000 to an event."""
        wanted = (
            select(OF.person)
            .where(OF.occasion == occasion, OF.withdrawn_at.is_(None))
            .order_by(OF.seq)
        )
        persons = self.transaction.execute(wanted).scalars().all()
        for start in range(0, len(persons), MOST_IN_AN_EVENT):
            self.transaction.announce(event(tuple(persons[start : start + MOST_IN_AN_EVENT])))


@dataclass(frozen=True, kw_only=True)
class DatabaseTrainingTransactions:
    """Opens transactions on training and exams."""

    database: Database

    @contextmanager
    def __call__(self) -> Iterator[DatabaseTrainingRecords]:
        """Open one, or join the present piece of work's."""
        with self.database.transaction() as transaction:
            yield DatabaseTrainingRecords(transaction=transaction)
