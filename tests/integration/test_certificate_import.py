"""Importing exam results into a running register: samples as offices send them, and many rows."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import eventlet
import pytest
from sqlalchemy import text

from certificate.adapters.spreadsheets import Column, read_sheet
from contracts.certificate import (
    GetRefusedRows,
    GetResultTemplate,
    ImportExamResults,
    ImportReport,
    ListExamResults,
    ListImports,
    SheetFormat,
)
from contracts.errors import InvalidMessage
from contracts.principal import ANONYMOUS
from contracts.vocabulary import Trade
from tests.makers import BUILDS, World, a_stack, an_id_number
from tests.provision import Databases
from tests.workers import OPERATOR, SAFETY, Exam, a_sheet, imported

SAMPLES = Path(__file__).parents[2] / "deploy" / "samples"
EXPECTED = json.loads((SAMPLES / "expected.json").read_text("utf-8"))
TODAY = date(2024, 12, 2)
MANY, SECONDS = 2000, 8.0
samples = pytest.mark.parametrize("name", EXPECTED)


@pytest.fixture(scope="module")
def world(amqp_uri: str, module_databases: Databases) -> Iterator[World]:
    with a_stack(amqp_uri, module_databases.fresh(*BUILDS)) as stack:
        stack.clock.move_to(TODAY)
        yield World(stack=stack)


def take(world: World, content: bytes, **how: Any) -> ImportReport:
    call = ImportExamResults(content=content, dry_run=how.pop("dry_run", False))
    return world.stack.ask(call, by=world.staff, timeout=60, **how)


def rows_in(world: World, service: str, table: str) -> int:
    with world.stack.database(service).reading() as connection:
        query = text(f"SELECT count(*) FROM {table}")  # a name of this file's
        return int(connection.execute(query).scalar_one())


def refused_in(report: ImportReport) -> set[tuple[int, str, str]]:
    return {(fault.row, fault.column, fault.code) for fault in report.faults}


def expected_in(name: str) -> set[tuple[int, str, str]]:
    return {
        (row["row"], fault["column"], fault["code"])
        for row in EXPECTED[name]["refused"]
        for fault in row["faults"]
    }


def exams(count: int) -> list[Exam]:
    """Exams of so many people whom no other test has named."""
    return [Exam(name="样例工", id_number=next(ID_NUMBERS), kind=SAFETY) for _ in range(count)]


def _id_numbers() -> Iterator[str]:
    for days in range(9000):
        born = date(1970, 1, 1) + timedelta(days=days)
        yield from (an_id_number(f"{born:%Y%m%d}") for _ in range(100))


ID_NUMBERS = _id_numbers()


class TestSamples:
    """deploy/samples, in the order in which they would come."""

    @samples
    def test_a_dry_run_keeps_nothing_and_tells_what_the_import_tells(
        self, world: World, name: str
    ) -> None:
        content, expected = (SAMPLES / name).read_bytes(), EXPECTED[name]
        kept = [("certificate", "exam_results"), ("certificate", "exam_imports")]
        before = [rows_in(world, *each) for each in (*kept, ("identity", "persons"))]
        tried = take(world, content, dry_run=True)
        assert [rows_in(world, *each) for each in (*kept, ("identity", "persons"))] == before
        done = take(world, content)
        assert (tried.id, tried.is_dry_run, done.is_dry_run) == (None, True, False)
        assert replace(tried, id=done.id, is_dry_run=False) == done
        assert refused_in(done) == expected_in(name)
        counts = (done.rows, done.accepted, done.already_known, done.refused)
        accepted, refused = expected["accepted"], len(expected["refused"])
        assert counts == (expected["rows"], accepted, 0, refused)

    @samples
    def test_the_same_file_again_brings_nothing_new(self, world: World, name: str) -> None:
        for dry_run in (True, False):
            report = take(world, (SAMPLES / name).read_bytes(), dry_run=dry_run)
            assert (report.accepted, report.already_known) == (0, EXPECTED[name]["accepted"])

    @samples
    def test_the_refused_rows_come_back_as_a_file_that_can_be_sent_again(
        self, world: World, name: str
    ) -> None:
        call = GetRefusedRows(content=(SAMPLES / name).read_bytes())
        back = world.stack.ask(call, by=world.staff, timeout=60)
        sheet = read_sheet(back.content)
        assert back.filename.endswith(".xlsx")
        assert len(sheet.rows) == len(EXPECTED[name]["refused"])
        again = take(world, back.content, dry_run=True)
        assert again.rows == len(sheet.rows)

    def test_no_id_number_is_kept_here(self, world: World) -> None:
        """H10."""
        people = json.loads((SAMPLES / "people.json").read_text("utf-8"))
        [kept] = exams(1)
        imported(world, kept)
        with world.stack.database("certificate").reading() as connection:
            tables = connection.execute(
                text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            ).scalars()
            everything = "\n".join(
                row
                for table in tables.all()
                for row in connection.execute(
                    text(f"SELECT kept::text FROM {table} AS kept")  # its own
                ).scalars()
            )
        assert kept.row[Column.INSTITUTION] in everything
        assert kept.id_number not in everything
        assert [each for each in people if each["id_number"] in everything] == []


class TestRows:
    """What identity knows of a row's person counts as much as what the file says."""

    def test_another_name_under_a_known_id_number_is_a_fault_of_its_column(
        self, world: World
    ) -> None:
        known, other = exams(2)
        imported(world, known)
        renamed = replace(known, name="样例改", on=date(2024, 4, 1))
        for dry_run in (True, False):
            report = take(world, a_sheet([renamed, other]), dry_run=dry_run)
            assert refused_in(report) == {(2, Column.NAME, "NAME_DIFFERS")}
            assert (report.accepted, report.refused) == (1, 1)
            assert known.name not in report.faults[0].reason

    def test_one_person_may_have_several_exams_in_one_file(self, world: World) -> None:
        [exam] = exams(1)
        pipes = replace(exam, kind=OPERATOR, trade=Trade.PIPE_NETWORK)
        report = imported(world, exam, pipes, replace(exam, on=date(2024, 5, 5)))
        call = ListExamResults(imported_in=report.id)
        results = world.stack.ask(call, by=world.staff).items
        assert len({each.person for each in results}) == 1
        assert [each.exam_on.month for each in results] == [5, 3, 3]

    def test_an_id_number_in_a_text_that_would_be_kept_refuses_the_row(self, world: World) -> None:
        [exam] = exams(1)
        slipped = {Column.INSTITUTION: "学校６３９９９９１９８５１２３１９９９１"}
        report = take(world, a_sheet([exam], **slipped))
        assert refused_in(report) == {(2, Column.INSTITUTION, "ID_NUMBER_OUT_OF_PLACE")}
        assert report.accepted == 0

    def test_a_file_that_is_no_spreadsheet_is_refused_as_a_whole(self, world: World) -> None:
        before = rows_in(world, "certificate", "exam_imports")
        with pytest.raises(InvalidMessage) as refusal:
            take(world, b"%PDF-1.7 ...")
        assert refusal.value.code == "FILE_OTHER_FORMAT"
        assert [fault.path for fault in refusal.value.faults] == ["content"]
        assert rows_in(world, "certificate", "exam_imports") == before

    @pytest.mark.parametrize("form", SheetFormat)
    def test_anybody_gets_the_template_and_its_columns_are_known(
        self, world: World, form: SheetFormat
    ) -> None:
        template = world.stack.ask(GetResultTemplate(format=form), by=ANONYMOUS)
        assert template.filename.endswith(form.value)
        assert [fault.code for fault in read_sheet(template.content).faults] == ["FILE_NO_ROWS"]


class TestManyRows:
    """2,000 rows in a few seconds, however often and by however many they are sent."""

    def test_two_thousand_rows_are_imported_in_seconds(self, world: World) -> None:
        content = a_sheet(exams(MANY))
        started = time.monotonic()
        report = take(world, content, key=str(uuid4()))
        assert time.monotonic() - started < SECONDS
        assert (report.accepted, report.faults) == (MANY, ())

    def test_a_command_repeated_with_its_key_is_done_once(self, world: World) -> None:
        content, key = a_sheet(exams(5)), str(uuid4())
        before = rows_in(world, "certificate", "exam_imports")
        assert take(world, content, key=key) == take(world, content, key=key)
        assert rows_in(world, "certificate", "exam_imports") == before + 1

    def test_of_two_imports_of_one_file_at_once_each_row_is_kept_once(self, world: World) -> None:
        content = a_sheet(exams(300))
        both = [eventlet.spawn(partial(take, world, content)) for _ in range(2)]
        reports = [each.wait() for each in both]
        assert sum(each.accepted for each in reports) == 300
        assert sum(each.already_known for each in reports) == 300

    def test_lists_are_paged_without_gap(self, world: World) -> None:
        report = imported(world, *exams(7))
        seen, cursor = set(), None
        while True:
            call = ListExamResults(imported_in=report.id, size=3, cursor=cursor)
            page = world.stack.ask(call, by=world.staff)
            seen |= {each.id for each in page.items}
            cursor = page.next
            if cursor is None:
                break
        assert len(seen) == 7
        newest = world.stack.ask(ListImports(size=1), by=world.staff)
        assert [each.id for each in newest.items] == [report.id]
        assert newest.items[0].counts == {"imported": 7}
        older = world.stack.ask(ListImports(size=1, cursor=newest.next), by=world.staff)
        assert older.items[0].imported_at <= newest.items[0].imported_at
