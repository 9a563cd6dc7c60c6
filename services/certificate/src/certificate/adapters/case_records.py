"""One transaction on certificate cases: locks, steps, and what an approval changes."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import and_, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as insert_if_new

from bus.database import Database, refusing
from certificate.adapters import issuance_jobs
from certificate.adapters.case_rows import (
    case_from,
    case_rows,
    case_values,
    last_step_values,
    subject_from,
    subject_rows,
)
from certificate.adapters.issuing import CLASHES, DatabaseIssuingRecords, held_from, held_rows
from certificate.adapters.tables import CASE_STEPS, CASES, CERTIFICATES, ENDED, MARKS, VERSIONS
from certificate.application.ports_cases import NextTerm, Reprint, Subject
from certificate.application.ports_issuing import FactsOutdated
from certificate.domain.cases import FOR_EMPLOYER, CertificateCase
from certificate.domain.holding import Held
from certificate.domain.status import Standing, Version, versions_to_reissue
from contracts.errors import NotFound
from contracts.vocabulary import AbnormalReason

OF: Final = CERTIFICATES.c
OPEN_ALREADY: Final = {"one_open_case_per_certificate": FactsOutdated}
HOLD_PERSON: Final = text("SELECT pg_advisory_xact_lock(hashtextextended(:person, 0))")
OWN: Final = frozenset({"version", "cause", "caused_by", "made_at"})


@dataclass(frozen=True, kw_only=True)
class DatabaseCaseRecords(DatabaseIssuingRecords):
    """Locks a person's employments, then cases, enterprises and the holder's certificates."""

    def hold_person(self, person: UUID) -> None:
        """Let nobody else note an end of this person's employments until this ends (H6)."""
        self.transaction.execute(HOLD_PERSON, {"person": f"employments of {person}"})

    def locked_case(self, case: UUID) -> CertificateCase | None:
        """Lock a case."""
        found = self._locked(select(CASES.c.id).where(CASES.c.id == case))
        return found[0] if found else None

    def locked_waiting_for(self, employment: UUID) -> Sequence[CertificateCase]:
        """Lock the cases that wait for the employer of this employment."""
        of = CASES.c
        return self._locked(
            select(of.id).where(of.employment == employment, of.status == FOR_EMPLOYER)
        )

    def locked_subject(self, certificate: UUID, *, but_for: UUID | None = None) -> Subject:
        """Lock all of the holder's certificates and give this; one case does not count as open."""
        holder = select(OF.holder).where(OF.id == certificate).scalar_subquery()
        self.transaction.execute(
            select(OF.id).where(OF.holder == holder).order_by(OF.id).with_for_update()
        ).all()
        found = self.transaction.execute(subject_rows(but_for).where(OF.id == certificate))
        row = found.mappings().one_or_none()
        if row is None:
            raise NotFound
        return subject_from(row)

    def held_beside(self, subject: Subject, today: date) -> tuple[Held, ...]:
        """Give the holder's other certificates that hold a place."""
        wanted = held_rows((subject.holder,), today).where(OF.id != subject.id)
        return tuple(held_from(row) for row in self.transaction.execute(wanted).mappings())

    def has_ended(self, employment: UUID) -> bool:
        """Tell whether an employment's end has been noted."""
        noted = select(ENDED.c.employment).where(ENDED.c.employment == employment)
        return self.transaction.execute(noted).one_or_none() is not None

    def note_end(self, employment: UUID) -> None:
        """Note that an employment has ended."""
        self.transaction.execute(
            insert_if_new(ENDED).values(employment=employment).on_conflict_do_nothing()
        )

    def open_case(self, case: CertificateCase) -> None:
        """Enter a case with its first step; raises `FactsOutdated` on another open one (K1)."""
        with refusing(OPEN_ALREADY):
            self.transaction.execute(insert(CASES).values(case_values(case)))
        self.transaction.execute(insert(CASE_STEPS).values(last_step_values(case)))

    def keep_step(self, case: CertificateCase) -> None:
        """Keep the step that a case has just taken."""
        self.transaction.execute(
            update(CASES)
            .where(CASES.c.id == case.id)
            .values(status=case.status, version=case.version)
        )
        self.transaction.execute(insert(CASE_STEPS).values(last_step_values(case)))

    def cancel(self, certificate: UUID, on: date) -> None:
        """Cancel a certificate, which frees its place (H2)."""
        self.transaction.execute(
            update(CERTIFICATES)
            .where(OF.id == certificate)
            .values(cancelled_on=on, holds_a_place=False)
        )

    def reprint(self, subject: Subject, reprint: Reprint, on: date) -> None:
        """Give new versions for the one in force and one already approved (K7, D9)."""
        rows = self._live_versions(subject, on)
        newest = self.transaction.execute(
            select(OF.version).where(OF.id == subject.id)
        ).scalar_one()
        made = [
            {**row, "version": newest + place, **_printed(reprint)}
            for place, row in enumerate(rows, start=1)
        ]
        self.transaction.execute(insert(VERSIONS), made)
        with refusing(CLASHES):
            self.transaction.execute(
                update(CERTIFICATES)
                .where(OF.id == subject.id)
                .values(
                    version=newest + len(made), number=reprint.number, **_moved(subject, reprint)
                )
            )

    def begin_renewal(self, certificate: UUID) -> None:
        """Let a certificate keep its place, and follow categories, until its case closes (D9).

        Raises `FactsOutdated` where its place has just been freed.
        """
        begun = self.transaction.execute(
            update(CERTIFICATES)
            .where(OF.id == certificate, OF.holds_a_place)
            .values(in_renewal=True)
        )
        if begun.rowcount == 0:  # The day has changed meanwhile, and the place is free.
            raise FactsOutdated

    def end_renewal(self, certificate: UUID, today: date) -> bool:
        """End that without a new term; tells whether the place is free now, after the last day."""
        has_place: bool = self.transaction.execute(
            update(CERTIFICATES)
            .where(OF.id == certificate)
            .values(in_renewal=False, holds_a_place=and_(OF.holds_a_place, OF.valid_to >= today))
            .returning(OF.holds_a_place)
        ).scalar_one()
        return not has_place

    def renew(self, subject: Subject, reprint: Reprint, following: NextTerm) -> None:
        """Give a version for the next term; the present one stays in force until then (D9)."""
        newest = self.transaction.execute(
            select(VERSIONS)
            .join(CERTIFICATES, OF.version == VERSIONS.c.version)
            .where(OF.id == subject.id, VERSIONS.c.certificate == subject.id)
        )
        row = newest.mappings().one()
        days = {"valid_from": following.term.valid_from, "valid_to": following.term.valid_to}
        deadline = following.term.ce_deadline
        self.transaction.execute(
            insert(VERSIONS).values(
                {
                    **{name: value for name, value in row.items() if name not in OWN},
                    **_printed(reprint),
                    **days,
                    "version": row["version"] + 1,
                    "term": row["term"] + 1,
                    "first_ce_deadline": deadline,
                    "age_rule": following.age_rule,
                }
            )
        )
        self.transaction.execute(
            update(CERTIFICATES)
            .where(OF.id == subject.id)
            .values(
                **days,
                ce_deadline=deadline,
                version=row["version"] + 1,
                in_renewal=False,
            )
        )

    def lift(self, certificate: UUID, reason: AbnormalReason, *, caused_by: UUID) -> None:
        """Take an abnormal reason off a certificate, and keep that in its history."""
        self.transaction.execute(
            update(CERTIFICATES)
            .where(OF.id == certificate)
            .values(reasons=func.array_remove(OF.reasons, reason.value))
        )
        self.transaction.execute(
            insert(MARKS).values(
                certificate=certificate, reason=reason, is_lifted=True, caused_by=caused_by
            )
        )

    def try_person_again(self, person: UUID, *, cause: str) -> None:
        """Try a person's pending results again, once for a cause (H9)."""
        issuance_jobs.start_for_person(self.transaction, person, cause=cause)

    def _locked(self, wanted: Any) -> list[CertificateCase]:
        """Lock cases in the order of their ids, then read them with their timelines."""
        locked = self.transaction.execute(wanted.order_by(CASES.c.id).with_for_update())
        ids = list(locked.scalars())
        if not ids:
            return []
        rows = self.transaction.execute(case_rows().where(CASES.c.id.in_(ids)).order_by(CASES.c.id))
        return [case_from(row) for row in rows.mappings()]

    def _live_versions(self, subject: Subject, on: date) -> list[dict[str, Any]]:
        """Give the versions that a new one replaces, in the order of their terms."""
        found = self.transaction.execute(
            select(VERSIONS).where(VERSIONS.c.certificate == subject.id)
        )
        rows = {row["version"]: row for row in found.mappings()}
        live = versions_to_reissue(
            [
                Version(
                    number=row["version"],
                    term=row["term"],
                    valid_from=row["valid_from"],
                    valid_to=row["valid_to"],
                )
                for row in rows.values()
            ],
            Standing(valid_to=subject.valid_to, reasons=subject.reasons),
            on,
        )
        return [
            {name: value for name, value in rows[each.number].items() if name not in OWN}
            for each in sorted(live, key=lambda version: version.term)
        ]


def _printed(reprint: Reprint) -> dict[str, Any]:
    """Write what a new version says differently."""
    values = {
        "cause": reprint.cause,
        "caused_by": reprint.caused_by,
        "number": reprint.number,
        "holder_name": reprint.holder_name,
        "photo": reprint.photo,
    }
    if reprint.unit is None:
        return values
    return {
        **values,
        "enterprise": reprint.unit.enterprise,
        "enterprise_name": reprint.unit.name,
        "categories": reprint.unit.letters,
    }


def _moved(subject: Subject, reprint: Reprint) -> dict[str, Any]:
    """Write where a certificate stands at its new unit; operators have no letters (五)."""
    if reprint.unit is None:
        return {}
    return {
        "enterprise": reprint.unit.enterprise,
        "province": reprint.unit.province,
        "represents": reprint.unit.represents,
        "letters": "" if subject.trade else reprint.unit.letters,
    }


@dataclass(frozen=True, kw_only=True)
class DatabaseCaseTransactions:
    """Opens transactions on cases."""

    database: Database

    @contextmanager
    def __call__(self) -> Iterator[DatabaseCaseRecords]:
        """Open one, or join the present piece of work's."""
        with self.database.transaction() as transaction:
            yield DatabaseCaseRecords(transaction=transaction)
