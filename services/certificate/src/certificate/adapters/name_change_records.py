"""One transaction on changes of an enterprise's name: locks, steps, parts, new versions."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, func, insert, select, text, update

from bus import jobs
from bus.database import Database, Transaction, refusing
from certificate.adapters.case_rows import subject_from, subject_rows
from certificate.adapters.live_versions import live_versions
from certificate.adapters.name_change_rows import (
    PART,
    found_rows,
    item_values,
    job_key,
    name_change_from,
    name_change_rows,
    name_change_values,
    part_values,
    step_values,
)
from certificate.adapters.name_change_tables import ITEMS, NAME_CHANGE_STEPS, NAME_CHANGES
from certificate.adapters.review_jobs import LOCK
from certificate.adapters.tables import CASE_STEPS, CASES, CERTIFICATES
from certificate.application.ports_cases import Subject
from certificate.application.ports_issuing import FactsOutdated
from certificate.application.ports_name_changes import (
    Closing,
    Item,
    Part,
    Renamed,
    Sought,
)
from certificate.domain.cases import FOR_AUTHORITY
from certificate.domain.name_changes import NameChange
from contracts.certificate import CasesMoved
from contracts.message import Event, to_wire
from contracts.vocabulary import CertificateCaseStatus

JOB_KIND: Final = "enterprise_name_change"
CHUNK: Final = 500
MOST_IN_AN_EVENT: Final = 1000
OPEN_ALREADY: Final = {
    "one_open_name_change_per_enterprise": FactsOutdated,
    "one_open_case_per_certificate": FactsOutdated,
}

CLOSE: Final = text("""
WITH given AS MATERIALIZED (
    SELECT part, reason
    FROM unnest(CAST(:parts AS uuid[]), CAST(:reasons AS text[])) AS given (part, reason)
), closed AS (
    UPDATE certificate_cases SET status = :status, version = version + 1
    FROM given WHERE id = given.part AND id = ANY(CAST(:parts AS uuid[]))
    RETURNING id, certificate, holder, version, given.reason
), kept AS (
    INSERT INTO certificate_case_steps (certificate_case, ordinal, at, actor, step, reason)
    SELECT id, version, :at, :actor, :step, reason FROM closed
)
SELECT id, certificate, holder, version FROM closed ORDER BY id
""")
# Number, holder's name, categories and days stay; the name is the decided one (六.3, K7).
_RENAME: Final = """
WITH due AS MATERIALIZED (
    SELECT certificates.id, certificates.version, given.part, given.photo
    FROM unnest(CAST(:certificates AS uuid[]), CAST(:parts AS uuid[]), CAST(:photos AS uuid[]))
        AS given (certificate, part, photo)
    JOIN certificates ON certificates.id = given.certificate
    WHERE certificates.id = ANY(CAST(:certificates AS uuid[]))
), {live}, made AS (
    INSERT INTO certificate_versions (
        certificate, version, term, number, holder_name, enterprise, enterprise_name, categories,
        trade, photo, valid_from, valid_to, first_ce_deadline, age_rule, cause, caused_by)
    SELECT certificate, next_version, term, number, holder_name, enterprise, :name, categories,
        trade, due_photo, valid_from, valid_to, first_ce_deadline, age_rule,
        'enterprise_name_change', due_part
    FROM live
    RETURNING certificate, version
), newest AS (
    SELECT certificate, max(version) AS version FROM made GROUP BY certificate
)
UPDATE certificates SET version = newest.version FROM newest
WHERE certificates.id = newest.certificate
"""
RENAME: Final = text(_RENAME.format(live=live_versions("part", "photo")))


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A part that took a step, for telling it."""

    part: UUID
    certificate: UUID
    holder: UUID


@dataclass(frozen=True, kw_only=True)
class DatabaseNameChangeRecords:
    """Locks a name change, then its parts, then certificates, each in the order of ids."""

    transaction: Transaction

    def name_change(self, case: UUID) -> NameChange | None:
        """Give a name change, without a lock."""
        rows = self.transaction.execute(name_change_rows().where(NAME_CHANGES.c.id == case))
        row = rows.mappings().one_or_none()
        return None if row is None else name_change_from(row)

    def locked(self, case: UUID) -> NameChange | None:
        """Lock a name change."""
        of = NAME_CHANGES.c
        self.transaction.execute(select(of.id).where(of.id == case).with_for_update()).all()
        return self.name_change(case)

    def locked_waiting(self, case: UUID) -> tuple[UUID, ...]:
        """Lock the parts that still wait, in the order of their ids."""
        return self._locked_waiting(CASES.c.parent == case)

    def locked_parts(self, case: UUID, parts: Sequence[UUID]) -> tuple[Part, ...]:
        """Lock those of these parts that still wait, then their certificates."""
        waiting = self._locked_waiting(CASES.c.parent == case, CASES.c.id == func.any(list(parts)))
        rows = self.transaction.execute(
            select(CASES.c.id, CASES.c.certificate).where(CASES.c.id == func.any(list(waiting)))
        )
        part_of = {row.certificate: row.id for row in rows}
        self._lock_certificates(list(part_of))
        subjects = self.transaction.execute(
            subject_rows(case).where(CERTIFICATES.c.id == func.any(list(part_of)))
        )
        return tuple(
            Part(id=part_of[row["id"]], subject=subject_from(row)) for row in subjects.mappings()
        )

    def locked_found(self, sought: Sought) -> tuple[Subject, ...]:
        """Lock the certificates sought in the order of their ids, and give them."""
        of = CERTIFICATES.c
        ids = self.transaction.execute(found_rows(sought).with_only_columns(of.id)).scalars()
        locked = list(ids)
        self._lock_certificates(locked)
        rows = self.transaction.execute(
            found_rows(sought).where(of.id == func.any(locked)).order_by(of.id)
        )
        return tuple(map(subject_from, rows.mappings()))

    def has_open(self, enterprise: UUID) -> bool:
        """Tell whether an enterprise has one that waits for the decision."""
        of = NAME_CHANGES.c
        found = select(of.id).where(of.enterprise == enterprise, of.status == FOR_AUTHORITY)
        return self.transaction.execute(found).one_or_none() is not None

    def open(self, change: NameChange, items: Sequence[Item]) -> None:
        """Enter a name change with its first step, its parts with theirs, and what is left out.

        Raises `FactsOutdated` on another open one of the enterprise, or another open case about
        one of the certificates (K1).
        """
        with refusing(OPEN_ALREADY):
            self.transaction.execute(insert(NAME_CHANGES).values(name_change_values(change)))
        self._keep_last_step(change)
        parts = [(each.part, each.subject) for each in items if each.part is not None]
        with refusing(OPEN_ALREADY):
            self.transaction.execute(insert(CASES), [part_values(change, *each) for each in parts])
        step = {"ordinal": len(change.timeline), **step_values(change.timeline[-1])}
        self.transaction.execute(
            insert(CASE_STEPS), [{"certificate_case": part, **step} for part, _ in parts]
        )
        self.transaction.execute(insert(ITEMS), [item_values(change, each) for each in items])
        moved = [Moved(part=part, certificate=of.id, holder=of.holder) for part, of in parts]
        self._announce_parts(change, change.status, moved)

    def keep_step(self, change: NameChange) -> None:
        """Keep the step that a name change has just taken."""
        self.transaction.execute(
            update(NAME_CHANGES)
            .where(NAME_CHANGES.c.id == change.id)
            .values(name_change_values(change))
        )
        self._keep_last_step(change)

    def close(self, change: NameChange, closing: Closing) -> None:
        """Close parts, keep their step and what was unmet, and tell the others."""
        reasons: list[str | None] = [each.reason for each in closing.unmet]
        values = {
            **step_values(closing.step),
            "parts": list(closing.parts),
            "reasons": reasons or [closing.step.reason] * len(closing.parts),
            "status": closing.status.value,
        }
        closed = self.transaction.execute(CLOSE, values).all()
        if closing.unmet:
            found = zip(closing.parts, closing.unmet, strict=True)
            self.transaction.execute(
                update(ITEMS)
                .where(ITEMS.c.part == bindparam("of"))
                .values(unmet=bindparam("found")),
                [{"of": part, "found": list(map(to_wire, each.findings))} for part, each in found],
            )
        moved = [
            Moved(part=row.id, certificate=row.certificate, holder=row.holder) for row in closed
        ]
        self._announce_parts(change, closing.status, moved)

    def start_carrying_out(self, change: NameChange) -> None:
        """Have the waiting parts carried out by a bulk job."""
        of = CASES.c
        jobs.start(
            self.transaction,
            JOB_KIND,
            key=job_key(change),
            items=select(of.id).where(of.parent == change.id, of.status == FOR_AUTHORITY),
            params={"case": str(change.id), "enterprise": str(change.enterprise)},
            chunk=CHUNK,
        )

    def rename(self, renamed: Sequence[Renamed], name: str, on: date) -> None:
        """Give new versions with another name, for those in force and those approved (K7, D9)."""
        self.transaction.execute(
            RENAME,
            {
                "certificates": [each.part.subject.id for each in renamed],
                "parts": [each.part.id for each in renamed],
                "photos": [each.photo for each in renamed],
                "name": name,
                "day": on,
            },
        )

    def announce(self, event: Event) -> None:
        """Tell the others, if and only if this is committed."""
        self.transaction.announce(event)

    def _locked_waiting(self, *which: ColumnElement[bool]) -> tuple[UUID, ...]:
        of = CASES.c
        waiting = select(of.id).where(*which, of.status == FOR_AUTHORITY).order_by(of.id)
        return tuple(self.transaction.execute(waiting.with_for_update()).scalars())

    def _lock_certificates(self, certificates: Sequence[UUID]) -> None:
        self.transaction.execute(LOCK, {"items": list(certificates)}).all()

    def _keep_last_step(self, change: NameChange) -> None:
        values = {"name_change": change.id, "ordinal": len(change.timeline)}
        step = {**values, **step_values(change.timeline[-1])}
        self.transaction.execute(insert(NAME_CHANGE_STEPS).values(step))

    def _announce_parts(
        self, change: NameChange, status: CertificateCaseStatus, moved: Sequence[Moved]
    ) -> None:
        """Tell of parts in the bulk; a part has as many steps as its case, and the same version."""
        for start in range(0, len(moved), MOST_IN_AN_EVENT):
            told = moved[start : start + MOST_IN_AN_EVENT]
            self.announce(
                CasesMoved(
                    parent=change.id,
                    enterprise=change.enterprise,
                    kind=PART,
                    status=status,
                    version=change.version,
                    cases=tuple(each.part for each in told),
                    certificates=tuple(each.certificate for each in told),
                    holders=tuple(each.holder for each in told),
                )
            )


@dataclass(frozen=True, kw_only=True)
class DatabaseNameChangeTransactions:
    """Opens transactions on name changes."""

    database: Database

    @contextmanager
    def __call__(self) -> Iterator[DatabaseNameChangeRecords]:
        """Open one, or join the present piece of work's."""
        with self.database.transaction() as transaction:
            yield DatabaseNameChangeRecords(transaction=transaction)
