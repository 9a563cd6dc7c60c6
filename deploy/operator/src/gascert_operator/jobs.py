"""Bulk jobs: listed, paused, resumed, tried again, and watched."""

from argparse import Namespace
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from typing import Final
from uuid import UUID

from rich.progress import Progress, TaskID

from bus.outside import rest
from contracts import operations
from contracts.errors import NotFound
from contracts.message import to_wire
from contracts.operations import BulkJob
from contracts.vocabulary import JobStatus
from gascert_operator.asks import Register
from gascert_operator.screen import Exit, Screen, moment, table

SECONDS_BETWEEN_LOOKS: Final = 1.0
Change = Callable[..., operations.PauseBulkJob | operations.ResumeBulkJob | operations.RetryBulkJob]


def listed(register: Register, screen: Screen, given: Namespace) -> Exit:
    """List the jobs of each service, newest first."""
    found = list(islice(_jobs(register, only_unfinished=given.unfinished), given.most + 1))
    show(screen, found[: given.most])
    if len(found) > given.most:
        screen.say(f"There are more than {given.most}; --most shows them.")
    elif not found:
        screen.say("There are no such jobs.")
    return Exit.WELL


def show(screen: Screen, found: list[tuple[str, BulkJob]]) -> None:
    """Show jobs with how far they are."""
    columns = ("service", "job", "kind", "key", "status", "#done", "#failed", "#of", "begun")
    made = table("Bulk jobs", columns)
    for service, job in found:
        names = (service, str(job.id), job.kind, job.key, job.status.value)
        figures = (str(number) for number in (job.done, job.failed, job.total))
        made.add_row(*names, *figures, moment(job.started_at))
    screen.answer([{"service": service, **to_wire(job)} for service, job in found], made)


def _jobs(register: Register, *, only_unfinished: bool) -> Iterator[tuple[str, BulkJob]]:
    for service in register.services:

        def at(cursor: str | None, service: str = service) -> operations.ListBulkJobs:
            return operations.ListBulkJobs(
                service=service, cursor=cursor, only_unfinished=only_unfinished
            )

        for page in register.pages(at):
            for job in page.items:
                yield service, job


def paused(register: Register, screen: Screen, given: Namespace) -> Exit:
    """Let a job rest."""
    return _changed(register, screen, given.job, operations.PauseBulkJob)


def resumed(register: Register, screen: Screen, given: Namespace) -> Exit:
    """Let a job go on."""
    return _changed(register, screen, given.job, operations.ResumeBulkJob)


def retried(register: Register, screen: Screen, given: Namespace) -> Exit:
    """Try again what has failed: of one job, or of all."""
    if not given.all:
        return _changed(register, screen, given.job, operations.RetryBulkJob)
    failed = [
        (service, job) for service, job in _jobs(register, only_unfinished=False) if job.failed
    ]
    items = sum(job.failed for _, job in failed)
    if not failed:
        screen.answer([])
        screen.say("Nothing has failed.")
        return Exit.WELL
    question = f"Try {items} items of {len(failed)} jobs again?"
    if not screen.is_agreed(question, yes=given.yes):
        return Exit.USAGE
    again = [
        (service, register.ask(operations.RetryBulkJob(service=service, job=job.id)))
        for service, job in failed
    ]
    show(screen, again)
    return Exit.WELL


def _changed(register: Register, screen: Screen, job: UUID, change: Change) -> Exit:
    service, now = register.found(lambda service: change(service=service, job=job))
    show(screen, [(service, now)])
    return Exit.WELL


def watched(register: Register, screen: Screen, given: Namespace) -> Exit:
    """Show bars until what runs has ended; a job that rests is not waited for."""
    seen = {
        job.id: (service, job)
        for service, job in _jobs(register, only_unfinished=given.job is None)
        if given.job in (None, job.id)
    }
    if given.job is not None and not seen:
        raise NotFound
    bars: dict[UUID, TaskID] = {}
    with screen.bars() as progress:
        while True:
            for service, job in seen.values():
                _draw(progress, bars, service, job)
            if not any(job.status is JobStatus.RUNNING for _, job in seen.values()):
                break
            rest(SECONDS_BETWEEN_LOOKS)
            _look_again(register, seen)
    show(screen, list(seen.values()))
    return Exit.FOUND if any(job.failed for _, job in seen.values()) else Exit.WELL


def _look_again(register: Register, seen: dict[UUID, tuple[str, BulkJob]]) -> None:
    """Bring what was seen up to date."""
    for service in {name for name, _ in seen.values()}:
        since = min(job.started_at for name, job in seen.values() if name == service)

        def at(
            cursor: str | None, service: str = service, since: datetime = since
        ) -> operations.ListBulkJobs:
            return operations.ListBulkJobs(service=service, since=since, cursor=cursor)

        for page in register.pages(at):
            seen |= {job.id: (service, job) for job in page.items if job.id in seen}


def _draw(progress: Progress, bars: dict[UUID, TaskID], service: str, job: BulkJob) -> None:
    told = f"{job.failed} failed" if job.failed else job.status.value
    if job.id not in bars:
        name = f"{service} {job.kind} {job.key}"
        bars[job.id] = progress.add_task(name, total=job.total, told=told)
    progress.update(bars[job.id], completed=job.done + job.failed, told=told)
