"""What the rules forbid, certificate's database refuses by itself, whoever writes (H1, K1)."""

from collections.abc import Iterator
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bus.database import Database
from tests.provision import Databases

_numbers = count(1)
HOLDER, FIRM, OTHER_FIRM = uuid4(), uuid4(), uuid4()
CERTIFICATE = """
INSERT INTO certificates (id, holder, kind, trade, number_core, number, letters, enterprise,
    province, reasons, cancelled_on, represents, holds_a_place, valid_from, valid_to,
    ce_deadline, version)
VALUES (:id, :holder, :kind, :trade, :core, :number, :letters, :enterprise, '63', :reasons,
    :cancelled_on, :represents, :holds_a_place, '2024-03-15', '2029-03-14', :ce_deadline, 1)
"""
VERSION = """
INSERT INTO certificate_versions (certificate, version, term, number, holder_name, enterprise,
    enterprise_name, categories, photo, valid_from, valid_to, first_ce_deadline, age_rule, cause)
VALUES (:id, 1, 1, :number, '示例', :enterprise, '示例', 'GJ', :id, '2024-03-15', '2029-03-14',
    '2026-09-14', 'default', 'issuance')
"""
MARK = """
INSERT INTO mark_changes (certificate, reason, is_lifted, caused_by)
VALUES (:id, 'TRADE_NOT_PERMITTED', false, :id)
"""
IMPORT = """
INSERT INTO exam_imports (id, province, imported_by, imported_at, rows, accepted, already_known,
    refused)
VALUES (:imported_in, '63', 'authority:-', now(), 1, 1, 0, 0) ON CONFLICT DO NOTHING
"""
RESULT = """
INSERT INTO exam_results (id, person, kind, trade, exam_on, has_passed, institution, status,
    certificate, imported_in)
VALUES (:id, :person, :kind, :trade, '2024-03-01', :has_passed, :institution, :status,
    :certificate, :imported_in)
"""
CASE = """
INSERT INTO certificate_cases (id, kind, certificate, number, holder, province, employer,
    employment, status, version)
VALUES (:id, 'cancellation', :certificate, '-', :id, '63', :employer, :employment, :status, 1)
"""
NAME_CHANGE = """
INSERT INTO enterprise_name_changes (id, enterprise, province, name, status, version)
VALUES (:id, :enterprise, '63', '示例', :status, 1)
"""
NAME_CHANGE_STEP = """
INSERT INTO enterprise_name_change_steps (name_change, ordinal, at, actor, step, reason)
VALUES (:id, 1, now(), '-', :step, :reason)
"""
PART = """
INSERT INTO certificate_cases (id, kind, certificate, number, holder, province, employer, status,
    version, parent)
VALUES (:id, :kind, :certificate, '-', :id, '63', :employer, 'approved', 1, :parent)
"""
ITEM = """
INSERT INTO enterprise_name_change_items (name_change, certificate, number, part, unmet)
VALUES (:id, :certificate, '-', NULL, CAST(:unmet AS jsonb))
"""


@pytest.fixture(scope="module")
def database(module_databases: Databases) -> Iterator[Database]:
    found = Database(module_databases.fresh("certificate")["certificate"], pool_size=2)
    yield found
    found.dispose()


def write(database: Database, statement: str, **values: Any) -> None:
    with database.transaction() as transaction:
        transaction.execute(text(statement), values)


def refused(database: Database, name: str, statement: str, **values: Any) -> None:
    with pytest.raises(IntegrityError, match=name):
        write(database, statement, **values)


def a_certificate(**differs: Any) -> dict[str, Any]:
    """A safety manager's, of somebody else each time, but for what differs."""
    made = {
        "id": uuid4(),
        "holder": uuid4(),
        "kind": "safety_manager",
        "trade": None,
        "letters": "GJ",
        "enterprise": FIRM,
        "reasons": [],
        "cancelled_on": None,
        "represents": False,
        "holds_a_place": True,
        "ce_deadline": "2026-09-14",
        "core": f"青RQB2024{next(_numbers):06d}",
        **differs,
    }
    return {"number": made["core"] + (made["trade"] or made["letters"]), **made}


def an_operators(**differs: Any) -> dict[str, Any]:
    return a_certificate(**{"kind": "operator", "trade": "05", "letters": "", **differs})


def a_principals(**differs: Any) -> dict[str, Any]:
    return a_certificate(**{"kind": "principal", **differs})


@pytest.mark.parametrize(
    ("name", "certificate"),
    [
        ("operators_have_a_trade", an_operators(trade=None)),
        ("operators_have_a_trade", a_certificate(trade="05")),
        ("only_operators_have_no_letters", a_certificate(letters="")),
        ("the_number_ends_in_its_suffix", a_certificate(number="青RQB2024999999Q")),
        ("days_are_in_order", a_certificate(ce_deadline="2029-03-15")),
        ("days_are_in_order", a_certificate(ce_deadline="2024-03-14")),
        ("cancelled_holds_no_place", a_certificate(cancelled_on="2024-04-01")),
        ("reasons_are_known", a_certificate(reasons=["ANOTHER"])),
    ],
)
def test_a_certificate_that_cannot_be(
    database: Database, name: str, certificate: dict[str, Any]
) -> None:
    refused(database, name, CERTIFICATE, **certificate)


@pytest.mark.parametrize(
    ("name", "held", "another"),
    [
        ("one_safety_manager_certificate_per_person", a_certificate(), a_certificate()),
        ("one_operator_certificate_per_person", an_operators(), an_operators(trade="01")),
        (
            "one_principal_certificate_per_enterprise",
            a_principals(represents=True),
            a_principals(represents=True),
        ),
        ("a_principal_holds_nothing_else", a_principals(), an_operators()),
        ("a_principal_holds_nothing_else", a_certificate(), a_principals()),
        (
            "only_legal_representatives_hold_several",
            a_principals(represents=True),
            a_principals(enterprise=OTHER_FIRM),
        ),
    ],
)
def test_no_two_that_one_person_may_not_hold(
    database: Database, name: str, held: dict[str, Any], another: dict[str, Any]
) -> None:
    holder = uuid4()
    write(database, CERTIFICATE, **{**held, "id": uuid4(), "holder": holder})
    refused(database, name, CERTIFICATE, **{**another, "holder": holder})
    free = "UPDATE certificates SET holds_a_place = false WHERE holder = :holder"
    write(database, free, holder=holder)
    write(database, CERTIFICATE, **{**another, "holder": holder})


def test_what_one_person_may_hold_beside_another(database: Database) -> None:
    write(database, CERTIFICATE, **a_certificate(holder=HOLDER))
    write(database, CERTIFICATE, **an_operators(holder=HOLDER))
    boss = uuid4()
    for enterprise in (FIRM, OTHER_FIRM):
        made = a_principals(holder=boss, represents=True, enterprise=enterprise)
        write(database, CERTIFICATE, **made)


def test_a_number_is_given_once(database: Database) -> None:
    made = a_certificate()
    write(database, CERTIFICATE, **made)
    again = {**made, "id": uuid4(), "holder": uuid4()}
    refused(database, "a_core_is_given_once", CERTIFICATE, **again)


@pytest.mark.parametrize("table", ["certificate_versions", "mark_changes"])
def test_what_was_printed_or_marked_is_never_changed(database: Database, table: str) -> None:
    made = a_certificate()
    for statement in (CERTIFICATE, VERSION, MARK):
        write(database, statement, **made)
    of = {"id": made["id"]}
    for change in (f"UPDATE {table} SET certificate = certificate", f"DELETE FROM {table}"):
        refused(database, "are immutable", f"{change} WHERE certificate = :id", **of)


def a_result(**differs: Any) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "person": uuid4(),
        "kind": "operator",
        "trade": "05",
        "has_passed": True,
        "institution": "示例中心",
        "status": "imported",
        "certificate": None,
        "imported_in": UUID(int=1),
        **differs,
    }


@pytest.mark.parametrize(
    ("name", "result"),
    [
        ("no_id_number_is_kept", a_result(institution="639999198512319991")),
        ("operators_are_examined_in_a_trade", a_result(trade=None)),
        ("operators_are_examined_in_a_trade", a_result(kind="principal")),
        ("issued_results_have_a_certificate", a_result(status="issued")),
        ("only_the_passed_are_issued", a_result(has_passed=False, status="pending")),
    ],
)
def test_a_result_that_cannot_be(database: Database, name: str, result: dict[str, Any]) -> None:
    write(database, IMPORT, imported_in=result["imported_in"])
    refused(database, name, RESULT, **result)


@pytest.mark.parametrize("how", [{}, {"kind": "safety_manager", "trade": None}])
def test_a_result_is_kept_once_and_may_come_again_when_it_was_rejected(
    database: Database, how: dict[str, Any]
) -> None:
    write(database, IMPORT, imported_in=UUID(int=1))
    person = uuid4()
    write(database, RESULT, **a_result(person=person, **how))
    again = a_result(person=person, **how)
    refused(database, "one_result_per_person_kind_trade_and_day", RESULT, **again)
    write(database, "UPDATE exam_results SET status = 'rejected' WHERE person = :who", who=person)
    write(database, RESULT, **again)


def test_a_case_waits_for_somebody_and_is_the_only_open_one(database: Database) -> None:
    made = a_certificate()
    write(database, CERTIFICATE, **made)
    case = {"certificate": made["id"], "employer": None, "employment": None}
    waiting = {**case, "status": "waiting_for_employer"}
    refused(database, "who_is_waited_for_is_known", CASE, id=uuid4(), **waiting)
    employed = {**case, "employment": uuid4(), "status": "waiting_for_authority"}
    refused(database, "an_employment_has_an_employer", CASE, id=uuid4(), **employed)
    first = {**case, "status": "waiting_for_authority"}
    write(database, CASE, id=uuid4(), **first)
    refused(database, "one_open_case_per_certificate", CASE, id=uuid4(), **first)
    write(database, CASE, id=uuid4(), **{**first, "status": "withdrawn"})


@pytest.fixture
def name_change(database: Database) -> dict[str, Any]:
    """An enterprise's open name change, and a certificate."""
    made = {"id": uuid4(), "enterprise": uuid4(), "status": "waiting_for_authority"}
    write(database, NAME_CHANGE, **made)
    certificate = a_certificate()
    write(database, CERTIFICATE, **certificate)
    return {**made, "certificate": certificate["id"]}


def test_an_enterprise_has_one_open_name_change(
    database: Database, name_change: dict[str, Any]
) -> None:
    again = {**name_change, "id": uuid4()}
    refused(database, "one_open_name_change_per_enterprise", NAME_CHANGE, **again)
    write(database, NAME_CHANGE, **{**again, "status": "withdrawn"})


def test_a_step_of_a_name_change_is_never_changed_and_a_no_has_a_reason(
    database: Database, name_change: dict[str, Any]
) -> None:
    no = {**name_change, "step": "rejected", "reason": None}
    refused(database, "a_rejection_has_a_reason", NAME_CHANGE_STEP, **no)
    write(database, NAME_CHANGE_STEP, **{**no, "reason": "名称不符"})
    refused(database, "are immutable", "DELETE FROM enterprise_name_change_steps")


def test_a_part_has_a_parent_and_asks_no_employer(
    database: Database, name_change: dict[str, Any]
) -> None:
    part = {
        "id": uuid4(),
        "kind": "enterprise_name_change",
        "certificate": name_change["certificate"],
        "employer": None,
        "parent": name_change["id"],
    }
    for name, differs in (
        ("only_parts_have_a_parent", {"parent": None}),
        ("only_parts_have_a_parent", {"kind": "cancellation"}),
        ("no_employer_is_asked_about_a_part", {"employer": FIRM}),
    ):
        refused(database, name, PART, **{**part, **differs})
    write(database, PART, **part)


def test_what_is_left_out_has_its_reasons(database: Database, name_change: dict[str, Any]) -> None:
    refused(database, "what_is_left_out_has_its_reasons", ITEM, **name_change, unmet="[]")
    write(database, ITEM, **name_change, unmet="[{}]")
