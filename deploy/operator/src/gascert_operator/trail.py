"""The audit trail: who changed what, when and in what connection."""

import json
from argparse import Namespace
from collections.abc import Iterator
from itertools import islice

from contracts.audit import AuditRow, ListAuditTrail
from contracts.message import to_wire
from gascert_operator.asks import Register
from gascert_operator.screen import Exit, Screen, moment, table


def audited(register: Register, screen: Screen, given: Namespace) -> Exit:
    """Show what was changed, newest first: at which service, by whom, in what connection."""
    found = [
        (service, row)
        for service in register.services
        for row in islice(_rows(register, service, given), given.most)
    ]
    found.sort(key=lambda each: each[1].at, reverse=True)
    made = table("Audit trail", ("at", "service", "what", "by", "correlation", "details"))
    for service, row in found[: given.most]:
        made.add_row(
            *(moment(row.at), service, f"{row.kind} {row.name}", row.subject),
            *(row.correlation_id, json.dumps(row.details, ensure_ascii=False)),
        )
    shown = [{"service": service, **to_wire(row)} for service, row in found[: given.most]]
    screen.answer(shown, made)
    return Exit.WELL


def _rows(register: Register, service: str, given: Namespace) -> Iterator[AuditRow]:
    def at(cursor: str | None) -> ListAuditTrail:
        return ListAuditTrail(
            service=service,
            since=given.since,
            until=given.until,
            subject=given.subject,
            correlation=given.correlation,
            cursor=cursor,
        )

    for page in register.pages(at):
        yield from page.items
