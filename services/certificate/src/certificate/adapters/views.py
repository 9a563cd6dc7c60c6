"""Rows of the register as the messages that show them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

from certificate.domain.status import Standing, Version, is_usable, status_of, version_status_of
from contracts.certificate import Certificate, CertificateVersion
from contracts.vocabulary import (
    AbnormalReason,
    CertificateKind,
    Province,
    Trade,
    VersionCause,
)

Row: TypeAlias = Mapping[Any, Any]  # A mapping of the database's, or plain.


def _trade(row: Row) -> Trade | None:
    return None if row["trade"] is None else Trade(row["trade"])


def certificate_view(row: Row, today: date) -> Certificate:
    """Show a row of `register.certificate_rows`, its status computed for today."""
    reasons = tuple(sorted(AbnormalReason(reason) for reason in row["reasons"]))
    standing = Standing(
        valid_to=row["valid_to"],
        reasons=frozenset(reasons),
        cancelled_on=row["cancelled_on"],
        in_renewal=row["in_renewal"],
    )
    return Certificate(
        id=row["id"],
        number=row["number"],
        kind=CertificateKind(row["kind"]),
        trade=_trade(row),
        holder=row["holder"],
        holder_name=row["holder_name"],
        enterprise=row["enterprise"],
        enterprise_name=row["enterprise_name"],
        province=Province(row["province"]),
        status=status_of(standing, today),
        reasons=reasons,
        is_usable=is_usable(standing, today),
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        ce_deadline=row["ce_deadline"],
        version=row["version"],
    )


def version_views(
    rows: Sequence[Row], today: date, *, cancelled: bool
) -> tuple[CertificateVersion, ...]:
    """Show all versions of one certificate, each with its status for today."""
    among = {
        row["version"]: Version(
            number=row["version"],
            term=row["term"],
            valid_from=row["valid_from"],
            valid_to=row["valid_to"],
        )
        for row in rows
    }
    return tuple(
        CertificateVersion(
            version=row["version"],
            term=row["term"],
            number=row["number"],
            holder_name=row["holder_name"],
            enterprise=row["enterprise"],
            enterprise_name=row["enterprise_name"],
            categories=row["categories"],
            trade=_trade(row),
            photo=row["photo"],
            valid_from=row["valid_from"],
            valid_to=row["valid_to"],
            cause=VersionCause(row["cause"]),
            caused_by=row["caused_by"],
            made_at=row["made_at"],
            status=version_status_of(
                among[row["version"]], among.values(), today, cancelled=cancelled
            ),
        )
        for row in rows
    )
