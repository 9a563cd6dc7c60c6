"""Rows of the tables read as the domain's values."""

from sqlalchemy import RowMapping

from contracts.vocabulary import OfferStatus, Province
from employment.domain.employments import Employment
from employment.domain.offers import Offer


def offer_from(row: RowMapping) -> Offer:
    """Read a row of `offers`."""
    return Offer(
        id=row["id"],
        enterprise=row["enterprise"],
        enterprise_name=row["enterprise_name"],
        province=Province(row["province"]),
        person=row["person"],
        position=row["position"],
        offered_at=row["offered_at"],
        status=OfferStatus(row["status"]),
        reason=row["reason"],
        closed_at=row["closed_at"],
        version=row["version"],
    )


def employment_from(row: RowMapping) -> Employment:
    """Read a row of `employments`."""
    return Employment(
        id=row["id"],
        offer=row["offer"],
        person=row["person"],
        enterprise=row["enterprise"],
        enterprise_name=row["enterprise_name"],
        province=Province(row["province"]),
        position=row["position"],
        started_on=row["started_on"],
        ended_on=row["ended_on"],
        version=row["version"],
    )
