"""Field types: what a text, a name or a file may look like on the wire."""

import base64
import binascii
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any, Final
from uuid import UUID

import marshmallow as ma
from marshmallow import validate

from contracts import id_number, uscc
from contracts.names import normalised_person_name

MOST_BYTES: Final = 8 * 1024 * 1024
ID_NUMBER_WITHIN: Final = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What an annotated field must satisfy beyond its type."""

    least: int | None = None
    most: int | None = None
    pattern: str | None = None
    among: tuple[str, ...] = ()
    describe: str | None = None
    number: bool = False
    faults: Callable[[str], Iterator[str]] | None = None

    def options(self) -> dict[str, Any]:
        """Give marshmallow's keyword arguments for a field under this rule."""
        checks: list[Callable[[Any], Any]] = []
        if self.number:
            checks.append(validate.Range(min=self.least, max=self.most))
        elif self.least is not None or self.most is not None:
            checks.append(validate.Length(min=self.least, max=self.most))
        if self.pattern is not None:
            checks.append(validate.Regexp(self.pattern, error="does not have the right form"))
        if self.among:
            checks.append(validate.OneOf(self.among))
        if self.faults is not None:
            checks.append(self._refuse)
        found: dict[str, Any] = {"validate": checks} if checks else {}
        if self.describe is not None:
            found["metadata"] = {"description": self.describe}
        return found

    def _refuse(self, value: str) -> None:
        """Tell all that is wrong with what a text says, beside the faults of other fields."""
        reasons = list(self.faults(value)) if self.faults is not None else []
        if reasons:
            raise ma.ValidationError(reasons)


def _id_number_faults(text: str) -> Iterator[str]:
    """Judge all but whether the birth is in the future: only who knows the legal day can."""
    for fault in id_number.faults_of(id_number.normalised(text), date.max):
        yield id_number.REASONS[fault]


def published_faults(text: str) -> Iterator[str]:
    """Tell what must not stand in a text that anyone may read."""
    if ID_NUMBER_WITHIN.search(unicodedata.normalize("NFKC", text)):
        yield "must not hold an ID number"


def _uscc_faults(text: str) -> Iterator[str]:
    for fault in uscc.faults_of(uscc.normalised(text)):
        yield uscc.REASONS[fault]


def _person_name_faults(text: str) -> Iterator[str]:
    if text and not normalised_person_name(text):
        yield "姓名不能为空"


def _enterprise_name_faults(text: str) -> Iterator[str]:
    if len(text) > 1 and len(text.strip()) < 2:
        yield "企业名称至少两个字"


def _reason_faults(text: str) -> Iterator[str]:
    if len(text) > 1 and len(text.strip()) < 2:
        yield "请填写理由，至少两个字"


class PlainText(ma.fields.String):
    """Text that PostgreSQL and UTF-8 can hold: no NUL, no control character, no lone surrogate."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not text.isprintable() and any(_unfit(character) for character in text):
            raise ma.ValidationError("holds a character that may not stand in text")
        return text


def _unfit(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\t"


class WholeNumber(ma.fields.Integer):
    """A JSON number without a fraction, within 64 bits; never a text or a truth value."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, int) or isinstance(value, bool):
            raise ma.ValidationError("must be a whole number")
        if not -(2**63) <= value < 2**63:
            raise ma.ValidationError("is too large")
        return value


class Flag(ma.fields.Boolean):
    """JSON's true or false and nothing that merely looks like it."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, bool):
            raise ma.ValidationError("must be true or false")
        return value


class Identifier(ma.fields.UUID):
    """A UUID in its usual text form."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, str) and len(value) != 36:
            raise self.make_error("invalid_uuid")
        if not isinstance(value, str | UUID):
            raise ma.ValidationError("must be an identifier (UUID)")
        return super()._deserialize(value, attr, data, **kwargs)


class Day(ma.fields.Date):
    """A day as `2024-03-15` and in no other of the forms that ISO 8601 has."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, str):
            return super()._deserialize(value, attr, data, **kwargs)
        try:
            day = date.fromisoformat(value)
        except ValueError:
            day = None
        if day is None or day.isoformat() != value:
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        return day


class Moment(ma.fields.AwareDateTime):
    """A moment with its offset from UTC, within the years that UTC can tell."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        moment = super()._deserialize(value, attr, data, **kwargs)
        try:
            moment.astimezone(UTC)
        except OverflowError:
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE) from None
        return moment

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> Any:
        return value.isoformat() if isinstance(value, datetime) else None


class Base64(ma.fields.Field[bytes]):
    """A file's bytes, as base64 text; 8 MiB at most."""

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> Any:
        return None if value is None else base64.b64encode(value).decode()

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> bytes:
        if isinstance(value, bytes):
            return value
        try:
            content = base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError, TypeError):
            raise ma.ValidationError("must be base64") from None
        if len(content) > MOST_BYTES:
            raise ma.ValidationError("is larger than 8 MiB")
        return content


class TupleOf(ma.fields.List[Any]):
    """A list on the wire, a tuple in the code; of one that is too long no part is looked at."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        for rule in self.validators:
            if isinstance(rule, validate.Length) and isinstance(value, list):
                _refuse_longer(value, rule)
        if type(self.inner) is Identifier and (found := _identifiers(value)) is not None:
            return found
        return tuple(super()._deserialize(value, attr, data, **kwargs))


def _refuse_longer(value: list[Any], rule: validate.Length) -> None:
    if rule.max is not None and len(value) > rule.max:
        rule(value)


def _identifiers(value: Any) -> tuple[UUID, ...] | None:
    """Read a list of thousands at once; gives nothing where any is at fault, for that to be told.

    Field by field, a bulk event's identifiers took most of the time that it took to be read.
    """
    if not isinstance(value, list) or not all(
        isinstance(each, str) and len(each) == 36 for each in value
    ):
        return None
    try:
        return tuple(map(UUID, value))
    except ValueError:
        return None


Username = Annotated[
    str, Rule(least=3, most=64, pattern=r"[A-Za-z0-9._@+-]+\Z", describe="Log-in name.")
]
Password = Annotated[str, Rule(least=8, most=200, describe="8 to 200 characters.")]
PersonName = Annotated[
    str,
    Rule(least=1, most=60, faults=_person_name_faults, describe="Name as on the identity card."),
]
EnterpriseName = Annotated[
    str, Rule(least=2, most=120, faults=_enterprise_name_faults, describe="Name as registered.")
]
IdNumber = Annotated[
    str,
    Rule(
        most=40,
        faults=_id_number_faults,
        describe="Citizen's ID number, GB 11643; never echoed in full.",
    ),
]
UsccText = Annotated[
    str, Rule(most=40, faults=_uscc_faults, describe="Unified social credit code, GB 32100.")
]
Reason = Annotated[
    str,
    Rule(least=2, most=500, faults=_reason_faults, describe="A reason that the other side reads."),
]
ShortText = Annotated[str, Rule(most=200)]
LongText = Annotated[str, Rule(most=4000)]
File = Annotated[bytes, Rule(describe="The file's bytes.")]
PageSize = Annotated[int, Rule(least=1, most=200, number=True, describe="Rows on a page.")]
Cursor = Annotated[
    str, Rule(most=200, describe="Where the next page begins: `next` of the page before.")
]
VersionNumber = Annotated[int, Rule(least=1, most=2**31 - 1, number=True)]
Ids = Annotated[tuple[UUID, ...], Rule(most=1000, describe="At most 1,000 ids.")]
