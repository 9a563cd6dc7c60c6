"""Makers of valid offers, employments and those who act; a test states what differs."""

from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID, uuid4

from contracts.employment import DissolutionMoved, OfferEmployment, OfferMoved
from contracts.identity import Person
from contracts.message import Event
from contracts.principal import Principal, PrincipalKind
from contracts.vocabulary import DissolutionStatus, OfferStatus, Province, Sex
from employment.domain.employments import Employment, employment_by
from employment.domain.offers import Offer

TODAY: Final = date(2024, 3, 15)
NOW: Final = datetime(2024, 3, 15, 2, 0, tzinfo=UTC)
ID_NUMBER: Final = "639999198512319991"
NAME: Final = "张示例"


def person(**differences: Any) -> Person:
    """Give a person who has proved the real name."""
    values: dict[str, Any] = {
        "id": uuid4(),
        "name": NAME,
        "id_number_masked": "639***********9991",
        "sex": Sex.MALE,
        "born_on": date(1985, 12, 31),
        "verified_at": NOW,
        "photo": None,
        "version": 1,
    }
    return Person(**{**values, **differences})


def offer(**differences: Any) -> Offer:
    """Give an open offer from an enterprise of Qinghai."""
    values: dict[str, Any] = {
        "id": uuid4(),
        "enterprise": uuid4(),
        "enterprise_name": "青海示例燃气有限公司",
        "province": Province.QINGHAI,
        "person": uuid4(),
        "position": "安全员",
        "offered_at": NOW,
    }
    return Offer(**{**values, **differences})


def moved(made: Offer, status: OfferStatus) -> OfferMoved:
    """Give what is announced when an offer has come to stand so, one version later."""
    return OfferMoved(
        offer=made.id,
        person=made.person,
        enterprise=made.enterprise,
        status=status,
        version=made.version + 1,
    )


def where(event: Event) -> DissolutionStatus | type[Event]:
    """Give where a dissolution is announced to stand; of any other event, which it is."""
    return event.status if isinstance(event, DissolutionMoved) else type(event)


def employment(**differences: Any) -> Employment:
    """Give an employment that lasts."""
    return employment_by(offer(**differences), employment=uuid4(), on=TODAY)


def wanted(**differences: Any) -> OfferEmployment:
    """Offer employment to the person of the makers."""
    values: dict[str, Any] = {"name": NAME, "id_number": ID_NUMBER, "position": "安全员"}
    return OfferEmployment(**{**values, **differences})


def account_of(enterprise: UUID) -> Principal:
    """Give the account of an enterprise."""
    return Principal(kind=PrincipalKind.ENTERPRISE, account=uuid4(), enterprise=enterprise)


def account_of_person(person_id: UUID | None) -> Principal:
    """Give the account of a person, verified if the person is known."""
    return Principal(kind=PrincipalKind.PERSON, account=uuid4(), person=person_id)


def staff(province: Province | None = Province.QINGHAI) -> Principal:
    """Give a member of the authority's staff."""
    return Principal(kind=PrincipalKind.AUTHORITY, account=uuid4(), province=province)
