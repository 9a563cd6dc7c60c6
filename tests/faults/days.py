"""Certificates for which something is due in a month, and what must come of each (I6)."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import Connection, text

from contracts.vocabulary import CertificateKind
from tests.faults.invariants import LOST, TWICE, Violation
from tests.makers import insert_certificate

DAY: Final = timedelta(days=1)
LONG: Final = timedelta(days=900)
TASKS: Final = ("retry_pending_issuances", "reconcile", "review", "record_expiries", "remind")
# A window that opens on a day is that of a last day this far ahead, give or take three days.
WINDOW: Final = timedelta(days=91)

_IMPORT: Final = """
INSERT INTO ce_imports (id, province, imported_by, imported_at, rows, accepted, already_known,
    refused) VALUES (:id, '63', 'tests', now(), 0, 0, 0, 0)
"""
_RECORD: Final = """
INSERT INTO ce_records (id, certificate, term, ordinal, holder, issued_on, institution, imported_in)
VALUES (gen_random_uuid(), :certificate, 1, 1, :holder, :on, '青海示例培训学校', :import)
"""

Told = Counter[tuple[UUID, str, str]]
"""How often a holder was told what, and of which deadline; there is one where it matters."""


@dataclass(frozen=True, kw_only=True)
class Due:
    """A certificate, and whether its holder has proved the first education."""

    id: UUID
    holder: UUID
    ce_deadline: date
    valid_to: date
    is_proved: bool

    def must_come(self, first: date, last: date) -> Iterator[tuple[date, str, str]]:
        """What the holder must be told on which day from the first to the last (D3, D6, D7, D9)."""
        events = [*self._of_education(), *self._of_the_last_day()]
        return (each for each in events if first <= each[0] <= last)

    def _of_education(self) -> Iterator[tuple[date, str, str]]:
        if self.ce_deadline == self.valid_to:
            return
        yield (
            self.ce_deadline + DAY,
            "review_passed" if self.is_proved else "certificate_marked",
            "",
        )
        if not self.is_proved:
            for ahead in (90, 60, 30, 7):
                deadline = self.ce_deadline.isoformat()
                yield self.ce_deadline - ahead * DAY, "ce_deadline_nears", deadline

    def _of_the_last_day(self) -> Iterator[tuple[date, str, str]]:
        last = self.valid_to.isoformat()
        yield self.valid_to + DAY, "certificate_expired", ""
        yield _three_months_before(self.valid_to + DAY), "renewal_opens", last
        for ahead in (30, 7):
            yield self.valid_to - ahead * DAY, "expiry_nears", last


def _three_months_before(day: date) -> date:
    """The same day three months ago; the month's last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - 3, 12)
    for number in range(day.day, 0, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    raise AssertionError("every month has a first day")


def certificates_due(connection: Connection, first: date, days: int) -> list[Due]:
    """Write certificates of which on each day some are due for this and some for that."""
    imported = uuid4()
    connection.execute(text(_IMPORT), {"id": imported})
    found = []
    for number in range(1, days + 1):
        day = first + number * DAY
        found += [
            _due(connection, day - DAY, day + LONG, imported),
            _due(connection, day - DAY, day + LONG, None),
            _due(connection, day + 30 * DAY, day + LONG, None),
            _due(connection, day - DAY, day - DAY, None),
            _due(connection, day + WINDOW, day + WINDOW, None),
        ]
    return found


def _due(connection: Connection, deadline: date, last: date, imported: UUID | None) -> Due:
    holder = uuid4()
    start = deadline - timedelta(days=400)
    made = insert_certificate(
        connection.execute,
        start,
        holder=holder,
        enterprise=uuid4(),
        kind=CertificateKind.SAFETY_MANAGER,
        letters="GJ",
        printed="GJ",
        valid_from=start,
        valid_to=last,
        ce_deadline=deadline,
    )
    if imported is not None:
        told = {"certificate": made, "holder": holder, "on": start, "import": imported}
        connection.execute(text(_RECORD), told)
    return Due(
        id=made,
        holder=holder,
        ce_deadline=deadline,
        valid_to=last,
        is_proved=imported is not None,
    )


def _rows(connection: Connection, statement: str) -> list[Any]:
    return list(connection.execute(text(statement)))


def days_are_closed_once(scheduler: Connection, first: date, last: date) -> Iterator[Violation]:
    """I6: every day's tasks stand closed in the calendar, and each was announced once."""
    days = [first + number * DAY for number in range((last - first).days + 1)]
    wanted = Counter((task, day) for task in TASKS for day in days)
    closed = Counter(
        (row.task, row.day)
        for row in _rows(scheduler, "SELECT task, day FROM day_tasks WHERE closed_at IS NOT NULL")
    )
    announced = Counter(
        (row.task, date.fromisoformat(row.day))
        for row in _rows(
            scheduler,
            """SELECT body::jsonb->>'task' AS task,
                jsonb_array_elements_text(body::jsonb->'days') AS day
            FROM outbox WHERE name = 'days_closed'""",
        )
    )
    yield from _differences("closed", wanted, closed)
    yield from _differences("announced", wanted, announced)


def all_that_is_due_is_done_once(
    services: Mapping[str, Connection], due: list[Due], first: date, last: date
) -> Iterator[Violation]:
    """I6: every review, expiry and reminder of the days was told to its holder once."""
    wanted = Counter(
        (each.holder, code, deadline)
        for each in due
        for _, code, deadline in each.must_come(first, last)
    )
    told = Counter(
        (row.recipient, row.code, row.deadline)
        for row in _rows(
            services["identity"],
            """SELECT recipient, code, CASE WHEN code LIKE '%s' THEN parameters->>'deadline'
                ELSE '' END AS deadline
            FROM messages WHERE recipient_kind = 'person'""",
        )
    )
    yield from _differences("told", wanted, told)
    for what, code in (("reviews", "review_passed"), ("expiries", "certificate_expired")):
        yield from _counted(services["certificate"], what, code, wanted)


def _counted(certificate: Connection, what: str, code: str, wanted: Told) -> Iterator[Violation]:
    """Compare how many there are in the register with how many there should be."""
    statement = {
        "reviews": "SELECT count(*) AS number FROM ce_reviews WHERE has_passed",
        "expiries": "SELECT count(*) AS number FROM expiries",
    }[what]
    [row] = _rows(certificate, statement)
    number = sum(count for (_, told, _), count in wanted.items() if told == code)
    if row.number != number:
        yield Violation(invariant="I6", how=LOST, what=f"{row.number} {what}, not {number}")


def _differences(how: str, wanted: Counter[Any], found: Counter[Any]) -> Iterator[Violation]:
    for what in wanted - found:
        yield Violation(invariant="I6", how=LOST, what=f"{what} was not {how}")
    for what in found - wanted:
        yield Violation(invariant="I6", how=TWICE, what=f"{what} was {how} too often")
