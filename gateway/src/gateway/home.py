"""A person's home page (首页, 二.1), put together from what several services tell."""

from collections.abc import Callable
from typing import Final, TypeVar

from bus.remote import Ask
from contracts.certificate import GetHolderFigures, HolderFigures
from contracts.errors import Unavailable
from contracts.identity import (
    ArticleHead,
    ArticleKind,
    CountUnreadMessages,
    IntegrityRecord,
    ListArticles,
    ListIntegrityRecords,
    UnreadInCategory,
)
from contracts.message import Query, Value

MOST_ON_A_HOME_PAGE: Final = 5
SECONDS_FOR_A_PART: Final = 2.0
Part = TypeVar("Part")


class PersonHome(Value):
    """What a home page shows; a part whose service does not answer now is null."""

    figures: HolderFigures | None
    unread: tuple[UnreadInCategory, ...] | None
    integrity_records: tuple[IntegrityRecord, ...] | None
    notices: tuple[ArticleHead, ...] | None
    public_information: tuple[ArticleHead, ...] | None


class GetPersonHome(Query[PersonHome]):
    """Get one's own home page: figures, unread messages, integrity records, notices (首页)."""


def person_home(ask: Ask) -> PersonHome:
    """Ask for each part; one that is not to be had leaves the others."""

    def board(kind: ArticleKind) -> tuple[ArticleHead, ...]:
        call = ListArticles(kind=kind, size=MOST_ON_A_HOME_PAGE)
        return ask(call, timeout=SECONDS_FOR_A_PART).items

    latest = ListIntegrityRecords(size=MOST_ON_A_HOME_PAGE)
    return PersonHome(
        figures=_if_known(lambda: ask(GetHolderFigures(), timeout=SECONDS_FOR_A_PART)),
        unread=_if_known(lambda: ask(CountUnreadMessages(), timeout=SECONDS_FOR_A_PART).items),
        integrity_records=_if_known(lambda: ask(latest, timeout=SECONDS_FOR_A_PART).items),
        notices=_if_known(lambda: board(ArticleKind.NOTICE)),
        public_information=_if_known(lambda: board(ArticleKind.PUBLIC_INFORMATION)),
    )


def _if_known(part: Callable[[], Part]) -> Part | None:
    try:
        return part()
    except Unavailable:
        return None
