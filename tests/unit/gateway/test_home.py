"""The home page: put together from several services, and shown without those that are away."""

from contracts.certificate import GetHolderFigures, HolderFigures
from contracts.errors import NotAllowed, Unavailable
from contracts.identity import (
    Articles,
    CountUnreadMessages,
    IntegrityRecords,
    ListArticles,
    ListIntegrityRecords,
    MessageCategory,
    UnreadInCategory,
    UnreadMessages,
)
from contracts.message import to_wire
from tests.unit.gateway.conftest import Client
from tests.unit.gateway.fakes import Services

PATH = "/api/v1/person/home"
FIGURES = HolderFigures(
    valid=1, abnormal=0, expired=0, cancelled=2, open_cases=1, since=None, years=0
)
UNREAD = UnreadInCategory(category=MessageCategory.CASE, unread=3, needs_action=1)


def prepared(services: Services) -> None:
    services.answers |= {
        GetHolderFigures: lambda _: FIGURES,
        CountUnreadMessages: lambda _: UnreadMessages(items=(UNREAD,)),
        ListIntegrityRecords: lambda _: IntegrityRecords(items=(), next=None),
        ListArticles: lambda _: Articles(items=(), next=None),
    }


def away(_: object) -> None:
    raise Unavailable


def test_every_part_is_asked_for(client: Client, services: Services) -> None:
    prepared(services)
    assert client.get(PATH).json == {
        "figures": to_wire(FIGURES),
        "unread": [to_wire(UNREAD)],
        "integrity_records": [],
        "notices": [],
        "public_information": [],
    }


def test_a_part_whose_service_is_away_is_null_and_the_others_are_shown(
    client: Client, services: Services
) -> None:
    prepared(services)
    services.answers[GetHolderFigures] = away
    home = client.get(PATH).json
    assert home["figures"] is None
    assert home["unread"] == [to_wire(UNREAD)]


def test_who_may_not_have_one_is_refused(client: Client, services: Services) -> None:
    def refuse(_: object) -> None:
        raise NotAllowed

    prepared(services)
    services.answers[GetHolderFigures] = refuse
    assert client.get(PATH).status == 403
