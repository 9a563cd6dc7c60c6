"""A valid world for the rules of identity: each test states only what differs."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from PIL import Image

from contracts.vocabulary import AccountKind, Sex
from identity.domain.accounts import Account
from identity.domain.persons import Person

NOW: Final = datetime(2024, 3, 15, 4, 0, tzinfo=UTC)
SOMEBODY: Final = UUID(int=11)
SOMEBODY_ELSE: Final = UUID(int=12)


def an_account(**differing: Any) -> Account:
    """Give a person's account."""
    account = Account(
        id=UUID(int=1),
        username="somebody",
        password_hash="$argon2id$",
        kind=AccountKind.PERSON,
        created_at=NOW,
    )
    return replace(account, **differing)


def a_person(**differing: Any) -> Person:
    """Give a person who is known from an import."""
    person = Person(
        id=SOMEBODY,
        name="张三",
        id_number_masked="639***********9991",
        sex=Sex.MALE,
        born_on=date(1985, 12, 31),
    )
    return replace(person, **differing)


def a_picture(size: tuple[int, int] = (600, 840), kind: str = "JPEG", **options: Any) -> bytes:
    """Give a picture's bytes; `options` are Pillow's."""
    mode = options.pop("mode", "RGB")
    content = io.BytesIO()
    Image.new(mode, size, options.pop("colour", 128)).save(content, kind, **options)
    return content.getvalue()
