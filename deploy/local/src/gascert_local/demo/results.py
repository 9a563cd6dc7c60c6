"""Exam results of the samples: dry run, import, refused rows given back, review (六.1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from contracts.certificate import (
    ChecklistReport,
    ExamResult,
    ExamResults,
    Finding,
    ImportReport,
    Job,
    JobStarted,
)
from contracts.message import from_wire
from contracts.vocabulary import ResultStatus
from gascert_local.demo import jobs
from gascert_local.demo.client import Visitor
from gascert_local.demo.stage import Stage

_PLAIN: Final = {"Content-Type": "application/octet-stream"}


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A spreadsheet, and what the register says of it."""

    name: str
    content: bytes
    report: ImportReport


@dataclass(frozen=True, kw_only=True)
class Reviewed:
    """An import that was approved, and the job that issued its certificates."""

    imported_in: UUID
    job: Job


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A passed result without a certificate, and the conditions that are missing."""

    result: ExamResult
    unmet: tuple[Finding, ...]


def tried(examiner: Visitor, name: str, content: bytes) -> Sheet:
    """Have a spreadsheet read without keeping anything."""
    return _sent(examiner, name, content, {"dry_run": "true"})


def imported(examiner: Visitor, sheet: Sheet) -> Sheet:
    """Have a spreadsheet's good rows taken."""
    return _sent(examiner, sheet.name, sheet.content, {})


def _sent(examiner: Visitor, name: str, content: bytes, query: dict[str, str]) -> Sheet:
    answer = examiner.send("POST", "/imports", params=query, data=content, headers=_PLAIN)
    return Sheet(name=name, content=content, report=from_wire(ImportReport, answer.json()))


def keep_refused_rows(examiner: Visitor, sheet: Sheet, folder: Path) -> Path:
    """Keep the rows that were refused, as a spreadsheet with their reasons."""
    path = folder / f"refused-{Path(sheet.name).stem}.xlsx"
    answer = examiner.send("POST", "/imports/refused-rows", data=sheet.content, headers=_PLAIN)
    folder.mkdir(parents=True, exist_ok=True)
    path.write_bytes(answer.content)
    return path


def undecided(staff: Visitor, persons: Iterable[UUID]) -> list[UUID]:
    """Give the imports that hold undecided results of these persons, the oldest first."""
    wanted = frozenset(persons)
    found = staff.pages(ExamResults, "/exam-results", status=ResultStatus.IMPORTED)
    newest_first = dict.fromkeys(each.imported_in for each in found if each.person in wanted)
    return list(reversed(newest_first))


def reviewed(stage: Stage, decider: Visitor, imported_in: UUID, words: str) -> Reviewed:
    """Approve an import's results and follow their issuance to its end."""
    started = decider.post(JobStarted, f"/imports/{imported_in}/approve")
    with stage.bar(words) as moved:
        job = jobs.followed(decider, started.job, moved)
    return Reviewed(imported_in=imported_in, job=job)


def waiting(staff: Visitor, persons: Iterable[UUID]) -> list[Waiting]:
    """Give these persons' passed results that have no certificate, and why."""
    wanted = frozenset(persons)
    return [
        Waiting(result=result, unmet=_unmet(staff, result))
        for status in (ResultStatus.PENDING, ResultStatus.QUALIFIED)
        for result in staff.pages(ExamResults, "/exam-results", status=status)
        if result.person in wanted
    ]


def _unmet(staff: Visitor, result: ExamResult) -> tuple[Finding, ...]:
    report = staff.get(ChecklistReport, f"/exam-results/{result.id}/checklist")
    return tuple(finding for finding in report.findings if not finding.is_met)
