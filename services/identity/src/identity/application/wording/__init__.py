"""The wording of messages in both languages, with what each leads to, read from the tables beside.

A wording has a category, a title and a text in Chinese and English, and may have a link and
actions. `{...}` in them stands for the words of a code that the message mentions.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from string import Formatter
from typing import Any, Final
from uuid import UUID

from contracts.identity import Language, MessageAction, MessageCategory, MessageLink
from identity.domain.messages import Message

TABLES: Final = (
    *("persons", "employment", "enterprises", "cases", "certificates", "days"),
    "training",
)
PLACES: Final = {Language.CHINESE: 0, Language.ENGLISH: 1}

LINKS: Final[Mapping[str, str]] = {
    "category_case": "/api/v1/category-cases/{about}",
    "certificate": "/api/v1/certificates/{about}",
    "certificate_case": "/api/v1/certificate-cases/{about}",
    "certificate_marks": "/api/v1/certificates/{about}/marks",
    "certificate_versions": "/api/v1/certificates/{about}/versions",
    "certificates": "/api/v1/certificates",
    "checklist": "/api/v1/exam-results/{about}/checklist",
    "course": "/api/v1/courses/{about}",
    "employment": "/api/v1/employments/{about}",
    "employment_concerned": "/api/v1/employments/{employment}",
    "enterprise": "/api/v1/enterprises/{about}",
    "enterprise_name_change": "/api/v1/enterprise-name-changes/{about}",
    "exam": "/api/v1/exams/{about}",
    "integrity_record": "/api/v1/integrity-records/{about}",
    "labour_contract": "/api/v1/labour-contracts/{about}",
    "name_change_check": "/api/v1/enterprise/name-change-check",
    "offer": "/api/v1/offers/{about}",
    "own_exams": "/api/v1/person/exams",
    "person": "/api/v1/persons/{about}",
    "photo": "/api/v1/persons/{about}/photo",
}
"""Where one reads what a message is about."""

ACTIONS: Final[Mapping[str, str]] = {
    "accept_offer": "POST /api/v1/offers/{about}/accept",
    "confirm_case": "POST /api/v1/certificate-cases/{about}/confirm",
    "confirm_dissolution": "POST /api/v1/dissolutions/{about}/confirm",
    "issue_certificate": "POST /api/v1/exam-results/{about}/issue",
    "refuse_case": "POST /api/v1/certificate-cases/{about}/refuse",
    "refuse_dissolution": "POST /api/v1/dissolutions/{about}/refuse",
    "refuse_offer": "POST /api/v1/offers/{about}/refuse",
}
"""What one may do about it."""


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What a message says, and where it leads; the two texts are Chinese and English."""

    category: MessageCategory
    title: tuple[str, str]
    text: tuple[str, str]
    link: str | None
    actions: tuple[str, ...]


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))


def _wording(row: Mapping[str, Any]) -> Wording:
    (title_zh, title_en), (text_zh, text_en) = row["title"], row["text"]
    return Wording(
        category=MessageCategory(row["category"]),
        title=(title_zh, title_en),
        text=(text_zh, text_en),
        link=row.get("link"),
        actions=tuple(row.get("actions", ())),
    )


WORDINGS: Final[Mapping[str, Wording]] = {
    code: _wording(row) for name in TABLES for code, row in _table(name).items()
}
WORDS: Final[Mapping[str, Mapping[str, list[str]]]] = _table("words")


def codes_in(category: MessageCategory) -> tuple[str, ...]:
    """Name the wordings of a category."""
    return tuple(code for code, wording in WORDINGS.items() if wording.category is category)


CODES_WITH_ACTIONS: Final = tuple(code for code, wording in WORDINGS.items() if wording.actions)


def rendered(wording: tuple[str, str], message: Message, language: Language) -> str:
    """Say a title or a text in a language, with the words of the codes it mentions."""
    place = PLACES[language]
    mentioned = {
        name: WORDS[name][code][place] if name in WORDS else code
        for name, code in message.parameters.items()
    }
    said = wording[place].format_map(mentioned)
    return said[:1].upper() + said[1:]


def link_of(message: Message) -> MessageLink | None:
    """Tell where one reads what a message is about."""
    kind = WORDINGS[message.code].link
    if kind is None:
        return None
    known = {"about": str(message.about), **message.parameters}
    leads_to = [known[field] for _, field, _, _ in Formatter().parse(LINKS[kind]) if field]
    return MessageLink(
        kind=kind,
        id=UUID(leads_to[0]) if leads_to else None,
        path=LINKS[kind].format_map(known),
    )


def actions_of(message: Message) -> tuple[MessageAction, ...]:
    """Tell what is still to be done about a message: nothing once its matter has moved on."""
    if not message.is_current:
        return ()
    return tuple(_action(code, message) for code in WORDINGS[message.code].actions)


def _action(code: str, message: Message) -> MessageAction:
    method, _, path = ACTIONS[code].partition(" ")
    return MessageAction(code=code, method=method, path=path.format(about=message.about))
