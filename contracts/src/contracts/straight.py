"""Schemas that read and write a faultless message straight, field after field.

What marshmallow does between a schema and its fields, to gather every fault, takes most of the
time of a small message. What has a fault is read by marshmallow, so that all of them are told.
"""

from collections.abc import Callable
from dataclasses import MISSING
from typing import Any, ClassVar, Final

import marshmallow as ma

from contracts import fields as typed

AS_THEY_ARE: Final = (typed.PlainText, typed.WholeNumber, typed.Flag)


class _HasFault(Exception):
    """There is a fault, which marshmallow is to tell."""


class Schema(ma.Schema):
    """The schema of one message class, whose instances it builds."""

    _kind: ClassVar[type]

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._readers = tuple(
            (name, field, _reader(field)) for name, field in self.load_fields.items()
        )
        self._writers = tuple((name, _writer(field)) for name, field in self.dump_fields.items())

    @ma.post_load
    def build(self, data: dict[str, Any], **_: Any) -> Any:
        """Make the message of its fields."""
        return self._kind(**data)

    def load(self, data: Any, **how: Any) -> Any:
        """Build a message from plain JSON values; raises `marshmallow.ValidationError`."""
        if type(data) is dict and not any(how.values()):
            try:
                return self._kind(**self._read(data))
            except (ma.ValidationError, _HasFault):
                pass
        return super().load(data, **how)

    def _read(self, data: dict[str, Any]) -> dict[str, Any]:
        """Read the fields; raises, without saying why, where there is any fault."""
        found: dict[str, Any] = {}
        unread = len(data)
        for name, field, reader in self._readers:
            value = data.get(name, MISSING)
            if value is MISSING:
                found[name] = field.deserialize(ma.missing)
                continue
            unread -= 1
            if value is not None:
                found[name] = reader(value, name, data)
            elif field.allow_none:
                found[name] = None
            else:
                raise _HasFault
        if unread and self.unknown == ma.RAISE:
            raise _HasFault
        return found

    def dump(self, obj: Any, **_: Any) -> dict[str, Any]:
        """Turn a message into plain JSON values."""
        written = {}
        for name, writer in self._writers:
            value = getattr(obj, name)
            written[name] = value if writer is None else writer(value, name, obj)
        return written


def _reader(field: ma.fields.Field[Any]) -> Callable[..., Any]:
    has_more = field.validators or field.pre_load or field.post_load
    return field.deserialize if has_more else field._deserialize  # noqa: SLF001  # one step less


def _writer(field: ma.fields.Field[Any]) -> Callable[..., Any] | None:
    return None if type(field) in AS_THEY_ARE else field._serialize  # noqa: SLF001
