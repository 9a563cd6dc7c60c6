"""The register for reading: certificates, versions, marks, and what a change would meet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
)

from bus.database import Database
from bus.prepared import Prepared
from certificate.adapters.category_effects import is_concerned
from certificate.adapters.tables import CERTIFICATES, MARKS, VERSIONS
from certificate.adapters.views import certificate_view, version_views
from certificate.application.ports import Concerned, Page, Sight, Wanted
from certificate.domain.category_change import Numbered
from certificate.domain.status import Standing, status_of
from contracts.certificate import Certificate, CertificateVersion, MarkChange
from contracts.vocabulary import (
    AbnormalReason,
    Category,
    CertificateKind,
    CertificateStatus,
    Trade,
)

BATCH: Final = 1000
OF: Final = CERTIFICATES.c
IS_NEWEST: Final = and_(VERSIONS.c.certificate == OF.id, VERSIONS.c.version == OF.version)


def certificate_rows() -> Select[Any]:
    """Select certificates with what their newest version says."""
    return select(CERTIFICATES, VERSIONS.c.holder_name, VERSIONS.c.enterprise_name).join_from(
        CERTIFICATES,
        VERSIONS,
        IS_NEWEST,
    )


@dataclass(frozen=True, kw_only=True)
class DatabaseRegister:
    """Reads the register, each time only what the one who asks may see."""

    database: Database

    def certificate(self, certificate: UUID, sight: Sight, today: date) -> Certificate | None:
        """Give a certificate as of today."""
        bounds = {name: value for name, value in vars(sight).items() if value is not None}
        row = self.database.first(_by_id(*bounds), {"certificate": certificate, **bounds})
        return None if row is None else certificate_view(row, today)

    def certificates(self, wanted: Wanted, sight: Sight, today: date) -> Page[Certificate]:
        """Give a page of certificates, newest first."""
        query = (
            certificate_rows()
            .where(*_seen(sight), *_filters(wanted, today))
            .order_by(OF.seq.desc())
            .limit(wanted.size + 1)
        )
        with self.database.reading() as connection:
            rows = connection.execute(query).mappings().all()
        shown = rows[: wanted.size]
        return Page(
            items=tuple(certificate_view(row, today) for row in shown),
            next=shown[-1]["seq"] if len(rows) > wanted.size else None,
        )

    def versions(self, certificate: UUID, today: date) -> tuple[CertificateVersion, ...]:
        """Give all versions of a certificate, newest first."""
        with self.database.reading() as connection:
            cancelled_on = connection.scalar(select(OF.cancelled_on).where(OF.id == certificate))
            rows = connection.execute(
                select(VERSIONS)
                .where(VERSIONS.c.certificate == certificate)
                .order_by(VERSIONS.c.version.desc())
            ).mappings()
            return version_views(rows.all(), today, cancelled=cancelled_on is not None)

    def marks(self, certificate: UUID) -> tuple[MarkChange, ...]:
        """Give when abnormal reasons came and went, newest first."""
        with self.database.reading() as connection:
            rows = connection.execute(
                select(MARKS).where(MARKS.c.certificate == certificate).order_by(MARKS.c.id.desc())
            ).all()
        return tuple(
            MarkChange(
                reason=AbnormalReason(row.reason),
                is_lifted=row.is_lifted,
                caused_by=row.caused_by,
                at=row.at,
            )
            for row in rows
        )

    def concerned(self, enterprise: UUID, day: date) -> Iterator[Concerned]:
        """Give, batch by batch, the certificates that a category change would look at (C4)."""
        last: UUID | None = None
        while True:
            rows = self._batch(enterprise, day, last)
            for row in rows:
                yield _concerned(row, day)
            if len(rows) < BATCH:
                return
            last = rows[-1].id

    def _batch(self, enterprise: UUID, day: date, last: UUID | None) -> Sequence[Any]:
        query = _CONCERNED.where(is_concerned(enterprise, day))
        if last is not None:
            # Said of both tables: a merge would else begin with the first version there is.
            query = query.where(OF.id > last, VERSIONS.c.certificate > last)
        with self.database.reading() as connection:
            return connection.execute(query).all()


# The reasons as one text: an enterprise may have a hundred thousand certificates, of few looks.
_CONCERNED: Final = (
    select(
        OF.id,
        OF.number_core,
        OF.number,
        VERSIONS.c.holder_name,
        OF.kind,
        OF.letters,
        OF.trade,
        func.array_to_string(OF.reasons, ",").label("reasons"),
        OF.cancelled_on,
        OF.valid_to,
        OF.in_renewal,
    )
    .join_from(CERTIFICATES, VERSIONS, IS_NEWEST)
    .order_by(OF.id)
    .limit(BATCH)
)


@lru_cache(maxsize=4096)
def _look(day: date, *values: Any) -> Numbered:
    """Give how a category change sees certificates with these values, their numbers apart."""
    kind, letters, trade, told, cancelled_on, valid_to, in_renewal = values
    reasons = frozenset(AbnormalReason(reason) for reason in told.split(",") if reason)
    standing = Standing(
        valid_to=valid_to, reasons=reasons, cancelled_on=cancelled_on, in_renewal=in_renewal
    )
    return Numbered(
        kind=CertificateKind(kind),
        core="",
        letters=frozenset(Category(letter) for letter in letters),
        trade=Trade(trade) if trade else None,
        reasons=reasons,
        status=status_of(standing, day),
        in_renewal=in_renewal,
    )


def _concerned(row: Any, day: date) -> Concerned:
    certificate, core, number, holder_name, *look = row
    return Concerned(
        certificate=certificate,
        holder_name=holder_name,
        core=core,
        number=number,
        look=_look(day, *look),
    )


@cache
def _by_id(*bounds: str) -> Prepared:
    """Select a certificate within these bounds: what is read most."""
    return Prepared(
        certificate_rows().where(
            OF.id == bindparam("certificate"), *(OF[name] == bindparam(name) for name in bounds)
        )
    )


def _seen(sight: Sight) -> tuple[ColumnElement[bool], ...]:
    """Write what the one who asks may see as conditions."""
    bounds = (
        (OF.holder, sight.holder),
        (OF.enterprise, sight.enterprise),
        (OF.province, sight.province),
    )
    return tuple(column == value for column, value in bounds if value is not None)


def _filters(wanted: Wanted, today: date) -> Iterator[ColumnElement[bool]]:
    plain = (
        (OF.kind, wanted.kind),
        (OF.trade, wanted.trade),
        (OF.enterprise, wanted.enterprise),
        (OF.holder, wanted.holder),
    )
    yield from (column == value for column, value in plain if value is not None)
    if wanted.reason is not None:
        yield OF.reasons.contains([wanted.reason.value])
    if wanted.number is not None:
        yield OF.number.startswith(wanted.number, autoescape=True)
    if wanted.before is not None:
        yield OF.seq < wanted.before
    if wanted.status is not None:
        yield _status_is(wanted.status, today)


def _status_is(status: CertificateStatus, today: date) -> ColumnElement[bool]:
    """Write `domain.status.status_of` as a condition."""
    cancelled = and_(OF.cancelled_on.is_not(None), OF.cancelled_on <= today)
    in_force = and_(or_(OF.cancelled_on.is_(None), OF.cancelled_on > today), OF.valid_to >= today)
    match status:
        case CertificateStatus.CANCELLED:
            return cancelled
        case CertificateStatus.EXPIRED:
            return and_(~func.coalesce(cancelled, False), OF.valid_to < today)  # SQL
        case CertificateStatus.ABNORMAL:
            return and_(in_force, func.cardinality(OF.reasons) > 0)
        case CertificateStatus.VALID:
            return and_(in_force, func.cardinality(OF.reasons) == 0)
