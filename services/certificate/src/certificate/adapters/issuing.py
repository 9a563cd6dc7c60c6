"""One transaction in which certificates are issued: locks, numbers, certificates, versions."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import RowMapping, Select, insert, or_, select, text, update

from bus.database import Database, Transaction, refusing
from certificate.adapters.numbering import allot
from certificate.adapters.tables import APPLIED, CERTIFICATES, RESULTS, VERSIONS
from certificate.application.ports_issuing import (
    FactsOutdated,
    NewCertificate,
    Settled,
    Waiting,
)
from certificate.domain.holding import Held
from certificate.domain.results import Passed
from certificate.domain.status import Standing, place_is_free_from
from contracts.message import Event
from contracts.vocabulary import CertificateKind, ResultStatus, Trade, VersionCause

OF: Final = CERTIFICATES.c
FIRST: Final = 1
WAITING: Final = (ResultStatus.PENDING.value, ResultStatus.QUALIFIED.value)

# H1 as the database guards it: somebody else has issued to the same person at this moment.
CLASHES: Final = dict.fromkeys(
    (
        "one_safety_manager_certificate_per_person",
        "one_operator_certificate_per_person",
        "one_principal_certificate_per_enterprise",
        "a_principal_holds_nothing_else",
        "only_legal_representatives_hold_several",
    ),
    FactsOutdated,
)

KNOW_ENTERPRISES: Final = text("""
    INSERT INTO applied_categories (enterprise, category_version, letters, permitted_trades)
    SELECT enterprise, 0, '', '{}' FROM unnest(CAST(:enterprises AS uuid[])) AS given (enterprise)
    ON CONFLICT (enterprise) DO NOTHING
""")
FREE_PLACES: Final = text("""
    UPDATE certificates SET holds_a_place = false WHERE id IN (
        SELECT id FROM certificates
        WHERE holder = ANY(:persons) AND holds_a_place AND valid_to < :today AND NOT in_renewal
        ORDER BY id FOR UPDATE)
""")
SETTLE: Final = text("""
    UPDATE exam_results AS result SET status = given.status,
        missing = string_to_array(given.missing, ','), employer = given.employer,
        certificate = given.certificate
    FROM unnest(
        CAST(:results AS uuid[]), CAST(:statuses AS text[]), CAST(:missing AS text[]),
        CAST(:employers AS uuid[]), CAST(:certificates AS uuid[]))
        AS given (id, status, missing, employer, certificate)
    WHERE result.id = given.id
        AND (result.status, result.missing, result.employer) IS DISTINCT FROM
            (given.status, string_to_array(given.missing, ','), given.employer)
    RETURNING result.id, result.person, result.status, result.kind, result.trade, result.exam_on
""")


def held_rows(persons: Sequence[UUID], today: date) -> Select[Any]:
    """Select the certificates that hold a place of these persons today (H2, D9)."""
    return (
        select(CERTIFICATES)
        .where(OF.holder.in_(persons), OF.holds_a_place)
        .where(or_(OF.valid_to >= today, OF.in_renewal))
        .order_by(OF.holder, OF.seq)
    )


def held_from(row: RowMapping) -> Held:
    """Read a certificate as far as it forbids others; `represents` is as of its issuance."""
    standing = Standing(
        valid_to=row["valid_to"],
        cancelled_on=row["cancelled_on"],
        in_renewal=row["in_renewal"],
    )
    return Held(
        certificate=row["id"],
        kind=CertificateKind(row["kind"]),
        enterprise=row["enterprise"],
        represents=row["represents"],
        trade=None if row["trade"] is None else Trade(row["trade"]),
        free_from=place_is_free_from(standing),
    )


@dataclass(frozen=True, kw_only=True)
class DatabaseIssuingRecords:
    """Locks results first, then enterprises, holders' certificates and number sequences."""

    transaction: Transaction

    def lock_results(self, results: Sequence[UUID]) -> tuple[Waiting, ...]:
        """Lock these results and all others of their persons that have no certificate yet."""
        persons = select(RESULTS.c.person).where(RESULTS.c.id.in_(results))
        rows = self.transaction.execute(
            select(RESULTS)
            .where(RESULTS.c.person.in_(persons))
            .where(or_(RESULTS.c.status.in_(WAITING), RESULTS.c.id.in_(results)))
            .order_by(RESULTS.c.id)
            .with_for_update()
        ).mappings()
        return tuple(_waiting(row) for row in rows)

    def hold_categories(self, enterprises: Iterable[UUID]) -> Mapping[UUID, int]:
        """Let no newer categories be applied until this ends; gives the applied versions (C8)."""
        ids = sorted(enterprises)
        self.transaction.execute(KNOW_ENTERPRISES, {"enterprises": ids})
        rows = self.transaction.execute(
            select(APPLIED.c.enterprise, APPLIED.c.category_version)
            .where(APPLIED.c.enterprise.in_(ids))
            .order_by(APPLIED.c.enterprise)
            .with_for_update(read=True)
        )
        return {row.enterprise: row.category_version for row in rows}

    def free_expired_places(self, persons: Iterable[UUID], today: date) -> None:
        """Free the places of certificates that have expired (H2)."""
        self.transaction.execute(FREE_PLACES, {"persons": list(persons), "today": today})

    def held(self, persons: Iterable[UUID], today: date) -> Mapping[UUID, tuple[Held, ...]]:
        """Give the certificates that hold a place, by their holders."""
        rows = self.transaction.execute(held_rows(tuple(persons), today)).mappings()
        found = defaultdict[UUID, list[Held]](list)
        for row in rows:
            found[row["holder"]].append(held_from(row))
        return {holder: tuple(theirs) for holder, theirs in found.items()}

    def note_representation(self, certificates: Sequence[UUID]) -> None:
        """Note that the holders of these have become legal representatives of the units (H1)."""
        if certificates:
            self.transaction.execute(
                update(CERTIFICATES).where(OF.id.in_(certificates)).values(represents=True)
            )

    def allot(self, kind: CertificateKind, year: int, count: int) -> range:
        """Give as many sequence numbers as are needed, never given before."""
        return allot(self.transaction, kind, year, count)

    def add(self, certificates: Sequence[NewCertificate]) -> None:
        """Keep certificates with their first versions; raises `FactsOutdated` on a clash (H1)."""
        with refusing(CLASHES):
            self.transaction.execute(
                insert(CERTIFICATES), [_certificate_values(each) for each in certificates]
            )
        self.transaction.execute(insert(VERSIONS), [_version_values(each) for each in certificates])

    def settle(self, settled: Sequence[Settled]) -> Sequence[Waiting]:
        """Keep where results stand; gives those that stand differently now, or lack another."""
        changed = self.transaction.execute(
            SETTLE,
            {
                "results": [each.result for each in settled],
                "statuses": [each.status.value for each in settled],
                "missing": [",".join(each.missing) for each in settled],
                "employers": [each.employer for each in settled],
                "certificates": [each.certificate for each in settled],
            },
        ).mappings()
        return [_waiting(row) for row in changed]

    def announce(self, event: Event) -> None:
        """Tell the others, if and only if this is committed."""
        self.transaction.announce(event)


@dataclass(frozen=True, kw_only=True)
class DatabaseIssuingTransactions:
    """Opens transactions in which certificates are issued."""

    database: Database

    @contextmanager
    def __call__(self) -> Iterator[DatabaseIssuingRecords]:
        """Open one, or join the present piece of work's."""
        with self.database.transaction() as transaction:
            yield DatabaseIssuingRecords(transaction=transaction)


def _waiting(row: RowMapping) -> Waiting:
    return Waiting(
        person=row["person"],
        status=ResultStatus(row["status"]),
        passed=Passed(
            result=row["id"],
            kind=CertificateKind(row["kind"]),
            trade=None if row["trade"] is None else Trade(row["trade"]),
            exam_on=row["exam_on"],
        ),
    )


def _certificate_values(made: NewCertificate) -> dict[str, Any]:
    is_operator = made.kind is CertificateKind.OPERATOR
    return {
        "id": made.id,
        "holder": made.holder,
        "kind": made.kind.value,
        "trade": made.trade.value if made.trade else None,
        "number_core": made.core,
        "number": made.number,
        "letters": "" if is_operator else made.letters,
        "enterprise": made.enterprise,
        "province": made.province.value,
        "represents": made.represents,
        "valid_from": made.term.valid_from,
        "valid_to": made.term.valid_to,
        "ce_deadline": made.term.ce_deadline,
        "version": FIRST,
    }


def _version_values(made: NewCertificate) -> dict[str, Any]:
    return {
        "certificate": made.id,
        "version": FIRST,
        "term": FIRST,
        "number": made.number,
        "holder_name": made.holder_name,
        "enterprise": made.enterprise,
        "enterprise_name": made.enterprise_name,
        "categories": made.letters,
        "trade": made.trade.value if made.trade else None,
        "photo": made.photo,
        "valid_from": made.term.valid_from,
        "valid_to": made.term.valid_to,
        "first_ce_deadline": made.term.ce_deadline,
        "age_rule": made.age_rule,
        "cause": VersionCause.ISSUANCE.value,
        "caused_by": made.result,
    }
