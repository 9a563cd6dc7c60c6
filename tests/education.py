"""Certificates of a person along their dates, and the continuing education they prove."""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from certificate.adapters.spreadsheets import KIND_TITLES, CeColumn
from contracts.certificate import (
    CeRecord,
    CeReview,
    Certificate,
    DailyRun,
    DailyTask,
    GetCeReviews,
    GetCertificate,
    GetMarkHistory,
    ImportCeRecords,
    ImportReport,
    ListCeRecords,
    MarkChange,
    RunDailyWork,
)
from contracts.principal import service_principal
from contracts.vocabulary import CertificateKind, Trade
from tests.makers import Firm, World, an_id_number
from tests.workers import Worker, a_worker

# D1, D2: what starts on 2024-03-15 lasts to 2029-03-14, with its first CE deadline half-way.
START: Final = date(2024, 3, 15)
DEADLINE: Final = date(2026, 9, 14)
LAST: Final = date(2029, 3, 14)
DAY: Final = timedelta(days=1)
DUE: Final = DEADLINE + DAY
ORDINALS: Final = {1: "第一次", 2: "第二次"}
TERM: Final = {"valid_from": START, "valid_to": LAST, "ce_deadline": DEADLINE}


@dataclass(frozen=True, kw_only=True)
class CeLine:
    """A row of an office's spreadsheet of continuing-education records."""

    name: str
    id_number: str = field(repr=False)
    kind: CertificateKind
    trade: Trade | None = None
    ordinal: int = 1
    on: date = START
    certificate: str = ""

    @property
    def row(self) -> dict[str, str]:
        return {
            CeColumn.NAME: self.name,
            CeColumn.ID_NUMBER: self.id_number,
            CeColumn.KIND: KIND_TITLES[self.kind],
            CeColumn.TRADE: self.trade.value if self.trade else "",
            CeColumn.ORDINAL: ORDINALS[self.ordinal],
            CeColumn.ISSUED_ON: self.on.isoformat(),
            CeColumn.INSTITUTION: "青海示例培训学校",
            CeColumn.CERTIFICATE: self.certificate,
        }


@dataclass(frozen=True, kw_only=True)
class Student:
    """A person with a certificate whose days are known."""

    worker: Worker
    certificate: UUID
    kind: CertificateKind
    trade: Trade | None = None

    @property
    def world(self) -> World:
        return self.worker.world

    @property
    def shown(self) -> Certificate:
        """The certificate as it stands today."""
        call = GetCertificate(certificate=self.certificate)
        return self.world.stack.ask(call, by=self.worker.by)

    @property
    def records(self) -> tuple[CeRecord, ...]:
        """The person's continuing-education records, newest first."""
        return self.world.stack.ask(ListCeRecords(), by=self.worker.by).items

    @property
    def reviews(self) -> tuple[CeReview, ...]:
        """The certificate's automatic reviews, newest first."""
        call = GetCeReviews(certificate=self.certificate)
        return self.world.stack.ask(call, by=self.worker.by).items

    @property
    def marks(self) -> tuple[MarkChange, ...]:
        """When abnormal reasons came and went, newest first."""
        call = GetMarkHistory(certificate=self.certificate)
        return self.world.stack.ask(call, by=self.worker.by).items

    def proves(self, ordinal: int = 1, *, on: date, **differs: Any) -> CeLine:
        """A passed continuing education of this person."""
        about = {"kind": self.kind, "trade": self.trade, **differs}
        worker = self.worker
        return CeLine(name=worker.name, id_number=worker.id_number, ordinal=ordinal, on=on, **about)


def a_student(
    world: World, unit: Firm, kind: CertificateKind = CertificateKind.SAFETY_MANAGER, **differs: Any
) -> Student:
    """Somebody whom a unit employs, with its certificate from 2024-03-15 unless told otherwise."""
    born = differs.pop("born", "19900501")
    male = differs.pop("male", True)
    name = "示例·持证人"
    worker = a_worker(world, unit, name=name, id_number=an_id_number(born, male=male))
    values = {**TERM, **differs}
    certificate = unit.a_certificate(kind, holder=worker.person, **values)
    return Student(worker=worker, certificate=certificate, kind=kind, trade=differs.get("trade"))


def a_ce_sheet(lines: Iterable[CeLine]) -> bytes:
    """The CSV file that an office would send."""
    content = io.StringIO(newline="")
    writer = csv.DictWriter(content, [column.value for column in CeColumn], restval="")
    writer.writeheader()
    writer.writerows(line.row for line in lines)
    return content.getvalue().encode("utf-8-sig")


def recorded(world: World, *lines: CeLine, dry_run: bool = False) -> ImportReport:
    """Import continuing-education records as the authority does, or try to."""
    call = ImportCeRecords(content=a_ce_sheet(lines), dry_run=dry_run)
    return world.stack.ask(call, by=world.staff, timeout=60)


def faults_in(report: ImportReport) -> list[tuple[int, str, str]]:
    """What was refused, by row, column and code."""
    return [(fault.row, fault.column, fault.code) for fault in report.faults]


def day_is_done(world: World, task: DailyTask, day: date | None = None) -> DailyRun:
    """Have the work of a day done, today's unless told otherwise, as the scheduler does."""
    scheduler = service_principal("review_scheduler")
    day = day or world.today
    call = RunDailyWork(task=task, day=day, through=day)
    run = world.stack.ask(call, by=scheduler)
    world.stack.settle()
    return run if run.is_done else world.stack.ask(call, by=scheduler)


def reviewed(student: Student, day: date = DUE) -> Student:
    """Let a day come, and its reviews."""
    student.world.stack.clock.move_to(max(day, student.world.today))
    day_is_done(student.world, DailyTask.REVIEW, day)
    return student


def announced(world: World, name: str, certificate: UUID) -> list[dict[str, Any]]:
    """What certificate announced under a name of one certificate, oldest first."""
    query = text("SELECT body FROM outbox WHERE name = :name ORDER BY id")
    with world.stack.database("certificate").reading() as connection:
        bodies = [json.loads(body) for body in connection.execute(query, {"name": name}).scalars()]
    return [body for body in bodies if str(certificate) in body["certificates"]]


def no_day_has_been_done(world: World) -> None:
    """Forget which days' work was done, so that tests which share a register share no days."""
    forget = text("UPDATE jobs SET key = id::text WHERE kind IN ('review', 'expiry', 'reminders')")
    with world.stack.database("certificate").independent() as transaction:
        transaction.execute(forget)
