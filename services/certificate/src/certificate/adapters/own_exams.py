"""A person's exams: registrations and results, paired where they are of one exam (我的考试)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Row, select, text

from bus.database import Database
from certificate.adapters.results import result_view
from certificate.adapters.tables import RESULTS
from certificate.adapters.training_rows import (
    enrolment_columns,
    enrolment_from,
    held_from,
    held_rows,
)
from certificate.adapters.training_tables import ENROLMENTS, OCCASIONS
from certificate.application.ports_training import Enrolment, ExamPlace, Held, OwnExam
from contracts.certificate import ExamResult

# Of what was imported again after a rejection the newest counts. A result belongs to the newest
# registration that stands for an exam of its kind, trade and day; else it stands alone (T5).
PAIRED: Final = text("""
WITH registered AS (
    SELECT enrolments.id, enrolments.seq, kind, trade, begins_on AS exam_on,
        withdrawn_at IS NULL AND status = 'published' AS stands
    FROM enrolments JOIN occasions ON occasions.id = enrolments.occasion
    WHERE person = :person AND what = 'exam'
), judged AS (
    SELECT DISTINCT ON (kind, trade, exam_on) id, kind, trade, exam_on
    FROM exam_results WHERE person = :person
    ORDER BY kind, trade, exam_on, status = 'rejected', seq DESC
), paired AS (
    SELECT DISTINCT ON (judged.id) judged.id AS result, judged.exam_on,
        registered.id AS registration
    FROM judged LEFT JOIN registered ON stands AND registered.kind = judged.kind
        AND registered.trade IS NOT DISTINCT FROM judged.trade
        AND registered.exam_on = judged.exam_on
    ORDER BY judged.id, registered.seq DESC
), own AS (
    SELECT coalesce(registered.id, result) AS id, registered.id AS registration, result,
        coalesce(registered.exam_on, paired.exam_on) AS exam_on
    FROM registered FULL JOIN paired ON paired.registration = registered.id
)
SELECT id, registration, result, exam_on FROM own
WHERE (CAST(:day AS date) IS NULL OR (exam_on, id) < (:day, CAST(:after AS uuid)))
    AND (CAST(:registration AS uuid) IS NULL OR registration = :registration)
ORDER BY exam_on DESC, id DESC LIMIT :size
""")


@dataclass(frozen=True, kw_only=True)
class DatabaseOwnExams:
    """Reads what a person registered for and how it went."""

    database: Database

    def page(self, person: UUID, after: ExamPlace | None, size: int) -> tuple[OwnExam, ...]:
        """Give registrations with their results, and results alone, the latest day first."""
        values = {
            "person": person,
            "day": None if after is None else after.exam_on,
            "after": None if after is None else after.id,
            "registration": None,
            "size": size,
        }
        with self.database.reading() as connection:
            return _read(connection, values)

    def one(self, registration: UUID) -> OwnExam:
        """Give a registration that is there, with its result if there is one."""
        whose = select(ENROLMENTS.c.person).where(ENROLMENTS.c.id == registration)
        with self.database.reading() as connection:
            person = connection.execute(whose).scalar_one()
            values = {"day": None, "after": None, "size": 1}
            [found] = _read(connection, {**values, "person": person, "registration": registration})
        return found


def _read(connection: Connection, values: Mapping[str, Any]) -> tuple[OwnExam, ...]:
    rows = connection.execute(PAIRED, values).all()
    registered = _registered(connection, [row.registration for row in rows])
    results = _results(connection, [row.result for row in rows])
    return tuple(_own_exam(row, registered, results) for row in rows)


def _own_exam(
    row: Row[Any],
    registered: Mapping[UUID, tuple[Enrolment, Held]],
    results: Mapping[UUID, ExamResult],
) -> OwnExam:
    enrolment, exam = registered.get(row.registration, (None, None))
    return OwnExam(
        enrolment=enrolment,
        exam=exam,
        result=results.get(row.result),
        place=ExamPlace(exam_on=row.exam_on, id=row.id),
    )


def _registered(
    connection: Connection, registrations: Sequence[UUID | None]
) -> dict[UUID, tuple[Enrolment, Held]]:
    query = (
        held_rows()
        .add_columns(*enrolment_columns())
        .join(ENROLMENTS, ENROLMENTS.c.occasion == OCCASIONS.c.id)
        .where(ENROLMENTS.c.id.in_([each for each in registrations if each is not None]))
    )
    rows = connection.execute(query).mappings()
    return {row["e_id"]: (enrolment_from(row), held_from(row)) for row in rows}


def _results(connection: Connection, results: Sequence[UUID | None]) -> dict[UUID, ExamResult]:
    wanted = [each for each in results if each is not None]
    rows = connection.execute(select(RESULTS).where(RESULTS.c.id.in_(wanted))).mappings()
    return {row["id"]: result_view(row) for row in rows}
