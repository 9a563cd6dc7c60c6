"""What training's database refuses by itself, and how it finds its rows (二.3)."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bus.database import Database
from certificate.adapters.own_exams import DatabaseOwnExams
from certificate.adapters.result_records import DatabaseResultRecords
from certificate.adapters.training_records import DatabaseTrainingRecords
from certificate.adapters.training_register import DatabaseTrainingRegister
from certificate.application.ports_results import Review
from certificate.application.ports_training import Enrolment, ExamPlace, WantedOccasions
from certificate.domain.occasions import What
from contracts.certificate import CourseMoved
from contracts.vocabulary import OccasionStatus
from tests.integration.plans import Register, a_register, assert_indexed, in_transaction
from tests.provision import Databases

SCHOOL, PERSON, COURSE, EXAM = (UUID(int=number) for number in range(1, 5))
TODAY: Final = date(2026, 9, 15)
INSTITUTION: Final = """
INSERT INTO training_institutions (id, province, name, address, phone, kinds, trades, is_open,
    reason, published_at, published_by, version)
VALUES (:id, '63', :name, '-', '-', :kinds, :trades, :is_open, :reason, now(), '-', 1)
"""
OCCASION: Final = """
INSERT INTO occasions (id, what, institution, kind, trade, purpose, begins_on, ends_on, opens_on,
    closes_on, capacity, place, published_at, published_by, status, reason, version)
VALUES (:id, :what, :institution, :kind, :trade, :purpose, :begins_on, :ends_on, '2026-09-01',
    '2026-09-20', :capacity, '-', now(), '-', :status, :reason, 1)
"""
ENROLMENT: Final = """
INSERT INTO enrolments (id, occasion, person, enrolled_at, withdrawn_at)
VALUES (gen_random_uuid(), :id, :person, now(), NULL)
"""
# Among thousands of courses and enrolments, one course of one person.
MANY: Final = """
INSERT INTO training_institutions (id, province, name, address, phone, kinds, trades, is_open,
    published_at, published_by, version)
SELECT gen_random_uuid(), '63', CAST(number AS text), '-', '-', '{principal}', '{}', true, now(),
    '-', 1
FROM generate_series(1, 500) AS number;
INSERT INTO occasions (id, what, institution, kind, purpose, begins_on, ends_on, opens_on,
    closes_on, capacity, place, published_at, published_by, status, version)
SELECT gen_random_uuid(), what, school.id, 'principal',
    CASE what WHEN 'course' THEN 'first_certificate' END, '2025-03-01', '2025-03-01', '2025-01-01',
    '2025-02-01', 9, '-', now(), '-', 'published', 1
FROM training_institutions AS school, unnest(ARRAY['course', 'exam']) AS what,
    generate_series(1, 10);
INSERT INTO enrolments (id, occasion, person, enrolled_at)
SELECT gen_random_uuid(), id, gen_random_uuid(), now()
FROM occasions, generate_series(1, 2) WHERE capacity = 9;
INSERT INTO exam_imports (id, province, imported_by, imported_at, rows, accepted, already_known,
    refused) VALUES (:course, '63', '-', now(), 1, 1, 0, 0);
INSERT INTO exam_results (id, person, kind, exam_on, has_passed, institution, status, imported_in)
SELECT gen_random_uuid(), person, 'principal', '2025-03-01', true, '-', 'imported', :course
FROM enrolments GROUP BY person;
INSERT INTO certificates (id, holder, kind, number_core, number, letters, enterprise, province,
    represents, valid_from, valid_to, ce_deadline, version)
SELECT gen_random_uuid(), gen_random_uuid(), 'safety_manager', number, number || 'G', 'G', :course,
    '63', false, '2026-01-01', '2030-12-31', '2028-06-30', 1
FROM generate_series(1, 5000) AS number
"""


# A course that is full, and an import of as many results, of which two have failed.
CROWD: Final = """
INSERT INTO enrolments (id, occasion, person, enrolled_at)
SELECT gen_random_uuid(), :id, gen_random_uuid(), now() FROM generate_series(1, 1001);
INSERT INTO exam_imports (id, province, imported_by, imported_at, rows, accepted, already_known,
    refused) VALUES (:imported, '63', '-', now(), 1001, 1001, 0, 0);
INSERT INTO exam_results (id, person, kind, exam_on, has_passed, institution, status, imported_in)
SELECT gen_random_uuid(), gen_random_uuid(), 'principal', '2025-03-01', number > 2, '-',
    'imported', :imported
FROM generate_series(1, 1001) AS number
"""


def an_institution(**differs: Any) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "name": str(uuid4()),
        "kinds": ["operator"],
        "trades": ["06"],
        "is_open": True,
        "reason": None,
        **differs,
    }


def an_occasion(**differs: Any) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "what": "course",
        "institution": SCHOOL,
        "kind": "safety_manager",
        "trade": None,
        "purpose": "first_certificate",
        "begins_on": "2026-10-01",
        "ends_on": "2026-10-05",
        "capacity": 1,
        "status": "published",
        "reason": None,
        **differs,
    }


@pytest.fixture(scope="module")
def database(module_databases: Databases) -> Iterator[Database]:
    found = Database(module_databases.fresh("certificate")["certificate"], pool_size=4)
    write(found, INSTITUTION, **an_institution(id=SCHOOL))
    yield found
    found.dispose()


def write(database: Database, statement: str, **values: Any) -> None:
    with database.transaction() as transaction:
        for each in statement.split(";"):
            transaction.execute(text(each), values)


def refused(database: Database, constraint: str, statement: str, **values: Any) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        write(database, statement, **values)


def taken(database: Database, occasion: UUID) -> int:
    wanted = text("SELECT taken FROM occasions WHERE id = :id")
    with database.reading() as connection:
        return int(connection.execute(wanted, {"id": occasion}).scalar_one())


@pytest.mark.parametrize(
    ("name", "differs"),
    [
        ("closed_ones_have_a_reason", {"is_open": False}),
        ("closed_ones_have_a_reason", {"reason": "整顿"}),
        ("operators_are_trained_in_trades", {"trades": []}),
        ("operators_are_trained_in_trades", {"kinds": ["principal"]}),
    ],
)
def test_an_institution_that_cannot_be(
    database: Database, name: str, differs: dict[str, Any]
) -> None:
    refused(database, name, INSTITUTION, **an_institution(**differs))


def test_a_name_stands_once_in_a_province(database: Database) -> None:
    write(database, INSTITUTION, **an_institution(name="示例"))
    twin = an_institution(name="示例")
    refused(database, "one_institution_of_a_name_per_province", INSTITUTION, **twin)


@pytest.mark.parametrize(
    ("name", "differs"),
    [
        ("operators_enrol_for_a_trade", {"kind": "operator"}),
        ("operators_enrol_for_a_trade", {"trade": "06"}),
        ("courses_have_a_purpose", {"purpose": None}),
        ("courses_have_a_purpose", {"what": "exam", "ends_on": "2026-10-01"}),
        ("days_of_an_occasion_are_in_order", {"what": "exam", "purpose": None}),
        ("days_of_an_occasion_are_in_order", {"ends_on": "2026-09-30"}),
        ("days_of_an_occasion_are_in_order", {"begins_on": "2026-09-20"}),
        ("cancelled_ones_have_a_reason", {"status": "cancelled"}),
    ],
)
def test_an_occasion_that_cannot_be(database: Database, name: str, differs: dict[str, Any]) -> None:
    refused(database, name, OCCASION, **an_occasion(**differs))


def test_no_more_are_enrolled_than_there_are_places(database: Database) -> None:
    course = an_occasion()
    write(database, OCCASION, **course)
    write(database, ENROLMENT, id=course["id"], person=uuid4())
    more = {"id": course["id"], "person": uuid4()}
    refused(database, "no_more_are_enrolled_than_places", ENROLMENT, **more)
    withdraw = "UPDATE enrolments SET withdrawn_at = now() WHERE occasion = :id"
    write(database, withdraw, id=course["id"])
    assert taken(database, course["id"]) == 0
    write(database, ENROLMENT, **more)
    assert taken(database, course["id"]) == 1


def test_a_person_is_enrolled_once_at_a_time(database: Database) -> None:
    course = an_occasion(capacity=2)
    write(database, OCCASION, **course)
    enrolment = {"id": course["id"], "person": uuid4()}
    write(database, ENROLMENT, **enrolment)
    refused(database, "one_enrolment_per_person_and_occasion", ENROLMENT, **enrolment)


@pytest.fixture(scope="module")
def register(database: Database) -> Register:
    write(database, OCCASION, **an_occasion(id=COURSE))
    exam = {"what": "exam", "purpose": None, "ends_on": "2026-10-01"}
    write(database, OCCASION, **an_occasion(id=EXAM, **exam))
    for occasion in (COURSE, EXAM):
        write(database, ENROLMENT, id=occasion, person=PERSON)
    write(database, MANY, course=COURSE)
    return a_register(database)


READS: Final[dict[str, Callable[[Database], object]]] = {
    "open courses": lambda database: DatabaseTrainingRegister(database=database).occasions(
        WantedOccasions(what=What.COURSE, size=50, open_on=TODAY)
    ),
    "a course": lambda database: DatabaseTrainingRegister(database=database).occasion(
        What.COURSE, COURSE
    ),
    "own enrolments": lambda database: DatabaseTrainingRegister(database=database).courses_of(
        PERSON, None, 50
    ),
    "those enrolled": lambda database: DatabaseTrainingRegister(database=database).enrolled(
        COURSE, None, 50
    ),
    "own exams": lambda database: DatabaseOwnExams(database=database).page(
        PERSON, ExamPlace(exam_on=TODAY, id=EXAM), 50
    ),
}


@pytest.mark.parametrize("what", READS)
def test_what_is_read_is_found_by_index(register: Register, what: str) -> None:
    assert_indexed(register.plans_of(lambda: READS[what](register.database)), what)


def test_enrolling_withdrawing_and_telling_find_their_rows_by_index(register: Register) -> None:
    moment = datetime(2026, 9, 15, tzinfo=UTC)

    def acts(transaction: Any) -> None:
        records = DatabaseTrainingRecords(transaction=transaction)
        held = records.locked_occasion(What.EXAM, EXAM)
        assert held is not None
        assert records.is_enrolled(EXAM, PERSON)
        assert not records.has_certificate(PERSON, held.occasion, TODAY)
        assert records.occasion_of(What.EXAM, uuid4(), PERSON) is None
        records.withdraw(
            Enrolment(
                id=uuid4(), occasion=EXAM, person=PERSON, enrolled_at=moment, withdrawn_at=moment
            )
        )
        records.announce_to_enrolled(
            COURSE,
            lambda persons: CourseMoved(
                course=COURSE, status=OccasionStatus.CANCELLED, version=2, persons=persons
            ),
        )

    assert_indexed(register.plans_of(lambda: in_transaction(register, acts)), "enrolling")


def test_however_many_are_told_it_is_a_thousand_to_an_event(database: Database) -> None:
    course, imported = an_occasion(capacity=1001), uuid4()
    many = {"id": course["id"], "imported": imported}
    write(database, OCCASION, **course)
    write(database, CROWD, **many)
    at = datetime(2026, 9, 15, tzinfo=UTC)
    with database.transaction() as transaction:
        DatabaseTrainingRecords(transaction=transaction).announce_to_enrolled(
            course["id"],
            lambda persons: CourseMoved(
                course=course["id"], status=OccasionStatus.CANCELLED, version=2, persons=persons
            ),
        )
        results = DatabaseResultRecords(transaction=transaction)
        assert results.approve(Review(imported_in=imported, by="-", at=at)) == 1001
    assert told(database, "course_moved", "persons", course["id"]) == [1, 1000]
    assert told(database, "results_decided", "persons", imported) == [2, 999]


def told(database: Database, name: str, listed: str, about: UUID) -> list[int]:
    """How many each of the events about something names."""
    wanted = text("SELECT body FROM outbox WHERE name = :name AND body LIKE :about")
    with database.reading() as connection:
        rows = connection.execute(wanted, {"name": name, "about": f"%{about}%"})
        return sorted(len(json.loads(body)[listed]) for body in rows.scalars())
