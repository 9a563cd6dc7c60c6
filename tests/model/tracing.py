"""Every event, message, version and mark names what caused it, and that is to be found (C7)."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any, Final
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlalchemy import text

from bus.testing import Stack
from contracts.vocabulary import ReminderKind
from tests.model.register import Register

EVENTS: Final = "SELECT id, event_id, name, headers FROM outbox WHERE id > :after ORDER BY id"
DEEDS: Final = """
    SELECT DISTINCT causation_id, correlation_id FROM audit_trail WHERE causation_id = ANY(:ids)
"""
# By what the service itself keeps: whatever a version, a mark or a message may name as its cause.
CAUSES: Final = {
    "certificate": (
        *("exam_results", "exam_imports", "ce_imports", "certificate_cases", "jobs"),
        *("enterprise_name_changes", "certificates"),
    ),
    "enterprise": ("category_cases",),
}
MARKS: Final = "SELECT id, certificate, reason, caused_by FROM mark_changes WHERE id > :after"
MESSAGES: Final = "SELECT number, code, told_for FROM messages WHERE number > :after"
DAYS_OF: Final = {ReminderKind.CE_DEADLINE: (90, 60, 30, 7), ReminderKind.EXPIRY: (30, 7)}


def look_from_here(register: Register) -> None:
    """Leave what earlier runs have brought about."""
    for service in register.world.stack.running:
        list(_new(register, service, "outbox", EVENTS, "id"))
    list(_new(register, "certificate", "mark_changes", MARKS, "id"))
    list(_new(register, "identity", "messages", MESSAGES, "number"))


def untraceable(register: Register) -> Iterator[str]:
    """Tell what has come since one looked last, and names no cause that can be found."""
    stack = register.world.stack
    events = {
        event
        for service in stack.running
        for event in _scalars(stack, service, "SELECT event_id FROM outbox")
    }
    for service in stack.running:
        yield from _events_without_a_deed(register, service, events)
    causes = {
        cause
        for service, tables in CAUSES.items()
        for table in tables
        for cause in _scalars(stack, service, f"SELECT id FROM {table}")
    }
    for row in _new(register, "certificate", "mark_changes", MARKS, "id"):
        if row.caused_by not in causes:
            yield f"the mark {row.reason} of {row.certificate} names {row.caused_by}"
    known = events | causes | register.causes_of_days
    for row in _new(register, "identity", "messages", MESSAGES, "number"):
        if row.told_for not in known:
            yield f"the message {row.code} is told for {row.told_for}, which is not known"
    yield from _versions_without_a_cause(register, causes)


def _events_without_a_deed(register: Register, service: str, events: set[UUID]) -> Iterator[str]:
    """An event's cause is a command in the audit trail, or another event that was delivered."""
    rows = list(_new(register, service, "outbox", EVENTS, "id"))
    if not rows:
        return
    named = {row.event_id: json.loads(row.headers) for row in rows}
    causes = [headers.get("nameko.causation_id") for headers in named.values()]
    with register.world.stack.database(service).reading() as connection:
        deeds = {
            (row.causation_id, row.correlation_id)
            for row in connection.execute(text(DEEDS), {"ids": causes})
        }
    for row in rows:
        headers = named[row.event_id]
        cause = headers.get("nameko.causation_id")
        if (cause, headers.get("nameko.correlation_id")) in deeds:
            continue
        if cause is None or not _is_one_of(events, cause):
            yield f"{service}.{row.name} {row.event_id} was caused by {cause}"


def _is_one_of(events: set[UUID], cause: str) -> bool:
    return UUID(cause) in events


def _versions_without_a_cause(register: Register, causes: set[UUID]) -> Iterator[str]:
    for paper in register.papers:
        rows = _rows(
            register.world.stack,
            "certificate",
            "SELECT version, cause, caused_by FROM certificate_versions WHERE certificate = :id",
            id=paper.id,
        )
        for row in rows:
            if row.caused_by not in causes:
                yield f"{paper.number}, version {row.version}, {row.cause} names {row.caused_by}"


def causes_of_day(day: date) -> set[UUID]:
    """What units are told for, once, on a day: its expiries and its reminders."""
    named = [f"expired:{day}", f"{ReminderKind.RENEWAL_OPENS}:0:{day}"]
    named += [f"{what}:{days}:{day}" for what, ahead in DAYS_OF.items() for days in ahead]
    return {uuid5(NAMESPACE_OID, f"gascert:{name}") for name in named}


def _new(register: Register, service: str, table: str, query: str, key: str) -> Iterator[Any]:
    """Rows that have come since one looked last."""
    at = f"{service}.{table}"
    rows = _rows(register.world.stack, service, query, after=register.from_rows.get(at, 0))
    for row in rows:
        register.from_rows[at] = max(register.from_rows.get(at, 0), getattr(row, key))
        yield row


def _rows(stack: Stack, service: str, query: str, **values: Any) -> list[Any]:
    with stack.database(service).reading() as connection:
        return list(connection.execute(text(query), values))


def _scalars(stack: Stack, service: str, query: str) -> list[Any]:
    with stack.database(service).reading() as connection:
        return list(connection.scalars(text(query)))
