"""六.6: 主管部门在政务端导入合格的继续教育记录 (K11, H10)."""

import json
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from certificate.adapters.spreadsheets import CE_RECORDS, CeColumn, read_sheet
from contracts.certificate import (
    GetCeTemplate,
    GetRefusedCeRows,
    ListCeImports,
    ListCeRecords,
    SheetFormat,
)
from contracts.errors import NotAllowed
from contracts.principal import ANONYMOUS
from contracts.vocabulary import CeRecordStatus, CertificateKind, Province, Trade
from tests.education import (
    DAY,
    DEADLINE,
    LAST,
    START,
    Student,
    a_ce_sheet,
    a_student,
    faults_in,
    recorded,
)
from tests.makers import Firm, World, an_id_number

PRINCIPAL, SAFETY, OPERATOR = CertificateKind
OUT_OF_TERM = "DAY_OUT_OF_TERM"


@pytest.fixture(scope="module")
def firm(world: World) -> Firm:
    world.stack.clock.move_to(date(2029, 3, 10))
    return world.an_enterprise("GJ")


@pytest.fixture
def student(world: World, firm: Firm) -> Student:
    world.stack.clock.move_to(date(2029, 3, 10))
    return a_student(world, firm)


class TestWhichDaysCount:
    @pytest.mark.parametrize(
        ("on", "accepted"),
        [
            (START - DAY, 0),
            (START, 1),
            (START + DAY, 1),
            (DEADLINE - DAY, 1),
            (DEADLINE, 1),
            (DEADLINE + DAY, 0),
        ],
    )
    def test_the_first_is_issued_within_the_term_up_to_the_deadline(
        self, world: World, student: Student, on: date, accepted: int
    ) -> None:
        report = recorded(world, student.proves(1, on=on))
        assert report.accepted == accepted
        expected = [] if accepted else [(2, CeColumn.ISSUED_ON, OUT_OF_TERM)]
        assert faults_in(report) == expected

    @pytest.mark.parametrize(
        ("on", "accepted"),
        [(DEADLINE - DAY, 0), (DEADLINE, 0), (DEADLINE + DAY, 1), (LAST, 1)],
    )
    def test_the_second_is_issued_after_the_first_deadline(
        self, world: World, student: Student, on: date, accepted: int
    ) -> None:
        world.stack.clock.move_to(LAST)
        assert recorded(world, student.proves(2, on=on)).accepted == accepted

    def test_the_days_are_told(self, world: World, student: Student) -> None:
        [fault] = recorded(world, student.proves(1, on=DEADLINE + DAY)).faults
        assert "2024-03-15至2026-09-14" in fault.reason

    def test_a_second_for_an_expired_certificate_is_void(
        self, world: World, student: Student
    ) -> None:
        """六.6: 继续教育合格证明将作废."""
        world.stack.clock.move_to(LAST + DAY)
        report = recorded(world, student.proves(2, on=LAST))
        assert faults_in(report) == [(2, CeColumn.ISSUED_ON, "CE_RECORD_VOID")]

    def test_but_one_in_renewal_still_takes_it(self, world: World, firm: Firm) -> None:
        """D9."""
        student = a_student(world, firm, in_renewal=True)
        world.stack.clock.move_to(LAST + DAY)
        assert recorded(world, student.proves(2, on=LAST)).accepted == 1

    def test_where_the_deadline_is_the_last_day_there_is_no_second(
        self, world: World, firm: Firm
    ) -> None:
        student = a_student(world, firm, valid_to=DEADLINE)
        [fault] = recorded(world, student.proves(2, on=DEADLINE)).faults
        assert fault.code == OUT_OF_TERM
        assert "没有第二次继续教育" in fault.reason

    def test_of_a_trade_only_the_certificate_of_that_trade(self, world: World, firm: Firm) -> None:
        student = a_student(world, firm, OPERATOR, trade=Trade.LPG_DEPOT)
        other = student.proves(1, on=START, trade=Trade.CNG_STATION)
        report = recorded(world, other, student.proves(1, on=START))
        assert faults_in(report) == [(2, CeColumn.KIND, "NO_CERTIFICATE")]
        assert report.accepted == 1


class TestWhoseItIs:
    def test_nobody_is_entered_for_it(self, world: World, student: Student) -> None:
        """Who is unknown has no certificate."""
        stranger = replace(student.proves(1, on=START), id_number=an_id_number())
        assert faults_in(recorded(world, stranger)) == [(2, CeColumn.KIND, "NO_CERTIFICATE")]

    def test_a_name_that_differs_is_told(self, world: World, student: Student) -> None:
        other = replace(student.proves(1, on=START), name="另一人")
        assert faults_in(recorded(world, other)) == [(2, CeColumn.NAME, "NAME_DIFFERS")]

    def test_who_has_several_of_a_kind_must_name_one(self, world: World, firm: Firm) -> None:
        """H1: a representative of several enterprises."""
        student = a_student(world, firm, PRINCIPAL, represents=True)
        second = world.an_enterprise("G")
        second.a_certificate(
            *(PRINCIPAL, "G"),
            holder=student.worker.person,
            represents=True,
            valid_from=START + DAY,
            valid_to=LAST + DAY,
            ce_deadline=DEADLINE + DAY,
        )
        line = student.proves(1, on=START + 2 * DAY)
        report = recorded(world, line)
        assert faults_in(report) == [(2, CeColumn.CERTIFICATE, "CERTIFICATE_NOT_NAMED")]
        number = student.shown.number
        assert recorded(world, replace(line, certificate=number)).accepted == 1
        assert [each.number for each in student.records] == [number]

    def test_a_number_of_nobodys_is_told(self, world: World, student: Student) -> None:
        line = student.proves(1, on=START, certificate="青RQB2001999999GJ")
        report = recorded(world, line)
        assert faults_in(report) == [(2, CeColumn.CERTIFICATE, "NO_CERTIFICATE")]

    def test_a_cancelled_certificate_takes_none(self, world: World, firm: Firm) -> None:
        student = a_student(world, firm, cancelled_on=START + DAY)
        assert recorded(world, student.proves(1, on=START)).accepted == 0

    def test_nor_does_one_of_another_province(self, world: World, student: Student) -> None:
        abroad = replace(world, staff=replace(world.staff, province=Province.GANSU))
        assert recorded(abroad, student.proves(1, on=START)).accepted == 0


class TestOnce:
    def test_the_same_again_is_known_already(self, world: World, student: Student) -> None:
        line = student.proves(1, on=START)
        recorded(world, line)
        again = recorded(world, line)
        assert (again.accepted, again.already_known, again.refused) == (0, 1, 0)

    def test_another_day_for_the_same_is_refused(self, world: World, student: Student) -> None:
        recorded(world, student.proves(1, on=START))
        report = recorded(world, student.proves(1, on=START + DAY))
        assert faults_in(report) == [(2, CeColumn.ISSUED_ON, "CE_RECORDED_OTHERWISE")]

    def test_rows_that_contradict_are_all_refused(self, world: World, student: Student) -> None:
        report = recorded(world, student.proves(1, on=START), student.proves(1, on=START + DAY))
        told = [(row, column, code) for row, column, code in faults_in(report)]
        assert told == [
            (2, CeColumn.ISSUED_ON, "CONTRADICTORY_ROW"),
            (3, CeColumn.ISSUED_ON, "CONTRADICTORY_ROW"),
        ]

    def test_rows_that_say_the_same_count_once(self, world: World, student: Student) -> None:
        line = student.proves(1, on=START)
        named = replace(line, certificate=student.shown.number)
        report = recorded(world, line, line, named)
        assert (report.accepted, report.refused) == (1, 2)
        assert {fault.code for fault in report.faults} == {"DUPLICATE_ROW"}


class TestImporting:
    def test_a_dry_run_keeps_nothing_and_tells_the_same(
        self, world: World, student: Student
    ) -> None:
        lines = (student.proves(1, on=START), student.proves(2, on=START))
        tried = recorded(world, *lines, dry_run=True)
        assert student.records == ()
        done = recorded(world, *lines)
        assert replace(tried, id=done.id, is_dry_run=False) == done
        assert (done.rows, done.accepted, done.refused) == (2, 1, 1)

    def test_refused_rows_come_back_with_their_reasons(
        self, world: World, student: Student
    ) -> None:
        content = a_ce_sheet([student.proves(1, on=START), student.proves(2, on=START)])
        call = GetRefusedCeRows(content=content)
        back = world.stack.ask(call, by=world.staff, timeout=60)
        [row] = read_sheet(back.content, CE_RECORDS).rows
        assert row.values[CeColumn.ORDINAL] == "第二次"

    @pytest.mark.parametrize("form", SheetFormat)
    def test_anyone_may_have_the_template(self, world: World, form: SheetFormat) -> None:
        template = world.stack.ask(GetCeTemplate(format=form), by=ANONYMOUS)
        read = read_sheet(template.content, CE_RECORDS)
        assert [fault.code for fault in read.faults] == ["FILE_NO_ROWS"]
        assert read.header == () or read.header == tuple(CeColumn)

    def test_imports_are_listed(self, world: World, student: Student) -> None:
        report = recorded(world, student.proves(1, on=START))
        newest = world.stack.ask(ListCeImports(size=1), by=world.staff).items[0]
        assert (newest.id, newest.rows, newest.accepted) == (report.id, 1, 1)

    def test_only_the_authority_may(self, world: World, student: Student) -> None:
        with pytest.raises(NotAllowed):
            recorded(replace(world, staff=student.worker.by), student.proves(1, on=START))

    def test_a_new_record_is_announced_by_ids(self, world: World, student: Student) -> None:
        report = recorded(world, student.proves(1, on=START))
        query = text("SELECT body FROM outbox WHERE name = 'ce_records_added' ORDER BY id DESC")
        with world.stack.database("certificate").reading() as connection:
            body = json.loads(connection.execute(query).scalars().first() or "{}")
        assert body["imported_in"] == str(report.id)
        [record] = student.records
        assert body["records"] == [str(record.id)]
        assert body["certificates"] == [str(student.certificate)]
        assert body["holders"] == [str(student.worker.person)]
        assert (body["ordinals"], body["issued_on"]) == ([1], [START.isoformat()])


class TestReading:
    def test_a_person_sees_their_own_with_the_certificate(
        self, world: World, firm: Firm, student: Student
    ) -> None:
        other = a_student(world, firm)
        recorded(world, student.proves(1, on=START), other.proves(1, on=START))
        [seen] = student.records
        assert (seen.certificate, seen.term, seen.ordinal) == (student.certificate, 1, 1)
        assert (seen.issued_on, seen.status) == (START, CeRecordStatus.AVAILABLE)
        asked = ListCeRecords(person=other.worker.person)
        assert world.stack.ask(asked, by=student.worker.by).items == ()

    def test_staff_find_them_by_certificate_and_import(
        self, world: World, student: Student
    ) -> None:
        report = recorded(world, student.proves(1, on=START), student.proves(2, on=DEADLINE + DAY))
        by_certificate = ListCeRecords(certificate=student.certificate, ordinal=2)
        [second] = world.stack.ask(by_certificate, by=world.staff).items
        assert (second.ordinal, second.issued_on) == (2, DEADLINE + DAY)
        by_import = ListCeRecords(imported_in=report.id)
        assert len(world.stack.ask(by_import, by=world.staff).items) == 2

    def test_one_that_was_left_unused_is_void_once_the_certificate_has_expired(
        self, world: World, student: Student
    ) -> None:
        recorded(world, student.proves(2, on=DEADLINE + DAY))
        found = []
        for day in (LAST, LAST + DAY):
            world.stack.clock.move_to(day)
            found.append(student.records[0].status)
        assert found == [CeRecordStatus.AVAILABLE, CeRecordStatus.VOID]
