"""Typed messages: frozen dataclasses whose marshmallow schemas are derived from their types."""

import re
import sys
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, Final, Generic, Literal, TypeVar, cast, dataclass_transform
from uuid import UUID

import marshmallow as ma

from contracts import fields as typed
from contracts.errors import Fault, InvalidMessage
from contracts.straight import Schema

Reply_co = TypeVar("Reply_co", covariant=True)
Built = TypeVar("Built")
Unknown = Literal["ignore", "refuse"]


def _address(cls: type) -> tuple[str, str]:
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", cls.__name__).lower()
    package, _, module = cls.__module__.partition(".")
    return module.partition(".")[0] or package, name


@dataclass_transform(kw_only_default=True, frozen_default=True)
class Value:
    """A nested record: becomes a frozen, keyword-only dataclass by being subclassed."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        dataclass(frozen=True, kw_only=True)(cls)


class Call(Value, Generic[Reply_co]):
    """A question or an order to the service whose module in `contracts` defines it."""

    wire_owner: ClassVar[str] = "contracts"
    wire_name: ClassVar[str] = "call"
    wire_changes: ClassVar[bool] = False
    wire_remembered: ClassVar[bool] = False
    # The texts among its fields that the audit trail keeps; of the others it keeps none.
    wire_audited: ClassVar[tuple[str, ...]] = ()
    # Asked again and again by whoever watches something go on.
    wire_watches: ClassVar[bool] = False

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.wire_owner, cls.wire_name = _address(cls)

    @property
    def wire_address(self) -> tuple[str, str]:
        """Give the service that is to answer and the call's name."""
        return self.wire_owner, self.wire_name


class Query(Call[Reply_co]):
    """A call that changes nothing."""


class Command(Call[Reply_co]):
    """A call that changes something; repeated with its idempotency key it is done once.

    Its reply is then kept for the repeater, but where it is a secret: such a command is done again.
    """

    wire_changes: ClassVar[bool] = True
    wire_remembered: ClassVar[bool] = True


class Event(Value):
    """Something that has happened: ids and versions, never names or ID numbers."""

    wire_owner: ClassVar[str] = "contracts"
    wire_name: ClassVar[str] = "event"

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.wire_owner, cls.wire_name = _address(cls)


class Done(Value):
    """The reply of a command that has nothing to tell."""


_REPLIES: Final[dict[type, Any]] = {}


def reply_type(call: type[Call[Reply_co]]) -> type[Reply_co]:
    """Give the type that answers a call: what stands in its `Query[...]` or `Command[...]`."""
    known = _REPLIES.get(call)
    if known is None:
        known = _REPLIES[call] = _reply_type_said(call)
    return cast("type[Reply_co]", known)


def _reply_type_said(call: type[Call[Any]]) -> Any:
    for base in call.__orig_bases__:  # type: ignore[attr-defined]  # set by Generic
        if typing.get_origin(base) in (Query, Command):
            reply: Any = typing.get_args(base)[0]
            if isinstance(reply, typing.ForwardRef):
                reply = getattr(sys.modules[call.__module__], reply.__forward_arg__)
            return reply
    raise TypeError(f"{call.__name__} does not say what answers it")


def to_wire(message: Any) -> Any:
    """Turn a message into plain JSON values."""
    return None if message is None else schema_of(type(message)).dump(message)


def said(message: Any) -> dict[str, Any]:
    """Write a message without the fields that stand at their defaults.

    Two releases write this alike, of which one has given the message another optional field.
    """
    written = to_wire(message)
    return {
        field.name: written[field.name]
        for field in fields(message)
        if field.default is MISSING or getattr(message, field.name) != field.default
    }


def from_wire(kind: type[Built], data: Any, *, unknown: Unknown = "ignore") -> Built:
    """Build a message from plain JSON values; raises `InvalidMessage` with every fault."""
    try:
        return cast("Built", schema_of(kind, unknown).load(data))
    except ma.ValidationError as error:
        raise InvalidMessage(faults=tuple(_faults("", error.messages))) from None


_SCHEMAS: Final[dict[tuple[type, Unknown], ma.Schema]] = {}


def schema_of(kind: type[Any], unknown: Unknown = "ignore") -> ma.Schema:
    """Derive the marshmallow schema of a message class from the types of its fields."""
    known = _SCHEMAS.get((kind, unknown))
    if known is None:
        known = _SCHEMAS[kind, unknown] = _schema_class(kind, unknown)()
    return known


def _schema_class(kind: type[Any], unknown: Unknown) -> type[Schema]:
    hints = typing.get_type_hints(kind, include_extras=True)
    members: dict[str, Any] = {}
    for field in fields(kind):
        options: dict[str, Any] = {}
        if field.default is not MISSING:
            options["load_default"] = field.default
        elif field.default_factory is not MISSING:
            options["load_default"] = field.default_factory
        else:
            options["required"] = True
        members[field.name] = _field(hints[field.name], options, unknown)
    members["_kind"] = kind
    policy = ma.EXCLUDE if unknown == "ignore" else ma.RAISE
    members["Meta"] = type("Meta", (), {"unknown": policy})
    return type(kind.__name__, (Schema,), members)


def _field(hint: Any, options: dict[str, Any], unknown: Unknown) -> ma.fields.Field[Any]:
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        inner = [arg for arg in typing.get_args(hint) if arg is not type(None)]
        if len(inner) != 1:
            raise TypeError(f"only `X | None` can travel, not {hint}")
        return _field(inner[0], {**options, "allow_none": True}, unknown)
    if typing.get_origin(hint) is typing.Annotated:
        hint, *markers = typing.get_args(hint)
        for marker in markers:
            options = {**options, **marker.options()}
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        return typed.TupleOf(_field(arguments[0], {}, unknown), **options)
    if origin is dict:
        values = _field(arguments[1], {}, unknown)
        return ma.fields.Dict(keys=typed.PlainText(), values=values, **options)
    if hint is Any:
        return ma.fields.Raw(**{**options, "allow_none": True})
    return _plain_field(hint, options, unknown)


def _plain_field(hint: Any, options: dict[str, Any], unknown: Unknown) -> ma.fields.Field[Any]:
    if issubclass(hint, StrEnum):
        return ma.fields.Enum(hint, by_value=True, **options)
    if issubclass(hint, Value):
        return ma.fields.Nested(schema_of(hint, unknown), **options)
    made: ma.fields.Field[Any] = _PLAIN[hint](**options)
    return made


_PLAIN: dict[type, Any] = {
    str: typed.PlainText,
    int: typed.WholeNumber,
    bool: typed.Flag,
    float: ma.fields.Float,
    bytes: typed.Base64,
    UUID: typed.Identifier,
    datetime: typed.Moment,
    date: typed.Day,
}


def _faults(path: str, messages: Any) -> list[Fault]:
    if isinstance(messages, Mapping):
        found: list[Fault] = []
        for key, inner in messages.items():
            # A name that a stranger has given may be long, and no text at all.
            step = "" if key == "_schema" else re.sub(r"[^\w-]", "?", str(key))[:100]
            found += _faults(f"{path}.{step}" if path and step else path or step, inner)
        return found
    return [Fault(path=path, reason=str(message)) for message in messages]
