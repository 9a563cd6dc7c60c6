"""Making a call out of a request: path, query, JSON body or upload, with every fault told."""

import re
from collections.abc import Callable, Iterable
from typing import Any, Final

import marshmallow as ma

from contracts.errors import Fault, InvalidMessage, TooLarge
from contracts.message import Call, from_wire, schema_of
from gateway.json_body import read_object
from gateway.language import Language
from gateway.multipart import read_parts
from gateway.refusals import UnsupportedMedia
from gateway.route import MOST_FILE, Route
from gateway.routing import decoded

_WHOLE: Final = re.compile(r"-?[0-9]{1,19}")
_TRUTH: Final = {"true": True, "false": False}
_MOST_PARAMETERS: Final = 50
_ID_NUMBER: Final = re.compile(
    r"(?<![0-9])[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])[0-9]{3}[0-9Xx]"
)
_FILE: Final = re.compile(
    r"application/octet-stream|application/pdf|application/vnd\.[a-z0-9.+-]+|text/csv|text/plain|image/[a-z0-9.+-]+"
)
_LANGUAGE: Final = "language"
_NAMES_LANGUAGE: Final = re.compile(rf"(?:^|&){_LANGUAGE}=")
_FORM_FILE: Final = "file"  # What browsers' forms and curl's users call it.

Reader = Callable[[str], Any]
Given = Iterable[tuple[str, Any]]


class Binding:
    """How requests of one route become its call; made once, when the gateway starts."""

    def __init__(self, route: Route) -> None:
        self._call: type[Call[Any]] = route.call
        self._file = route.file_field
        self._takes_json = route.takes_json
        self._in_path = frozenset(route.path_fields)
        self._speaks = _LANGUAGE in schema_of(route.call, "refuse").fields
        self._readers = {
            name: _reader(field)
            for name, field in schema_of(route.call, "refuse").fields.items()
            if name != self._file and name not in self._in_path
        }
        self._lists = frozenset(
            name
            for name, field in schema_of(route.call, "refuse").fields.items()
            if isinstance(field, ma.fields.List)
        )

    def words_in(self, language: Language, query: str) -> str:
        """Give the query with the client's language, where the call has one and none is named."""
        if not self._speaks or _NAMES_LANGUAGE.search(query):
            return query
        return f"{query}&{_LANGUAGE}={language}"

    def bind(self, path: dict[str, str], query: str, body: bytes, content_type: str) -> Call[Any]:
        """Make the call; raises `InvalidMessage` with every fault, or `UnsupportedMedia`."""
        faults: list[Fault] = []
        data: dict[str, Any] = {}
        if query:
            self._put(data, _parameters(query, faults), faults)
        if self._takes_json:
            faults += [_fault(name, "is no parameter here") for name in data]
            data = self._object(body, content_type)
        elif self._file is not None:
            self._put(data, self._upload(body, content_type), faults)
        elif body:
            faults.append(_fault("", "takes no body"))
        faults += [_fault(name, "stands in the path") for name in data if name in self._in_path]
        return self._made({**data, **path}, faults)

    def _made(self, data: dict[str, Any], faults: list[Fault]) -> Call[Any]:
        try:
            call = from_wire(self._call, data, unknown="refuse")
        except InvalidMessage as error:
            raise InvalidMessage(faults=_each_once((*faults, *error.faults))) from None
        if faults:
            raise InvalidMessage(faults=_each_once(faults))
        return call

    def _put(self, data: dict[str, Any], given: Given, faults: list[Fault]) -> None:
        """Put what was given as text into the call's data, as its fields want it."""
        for name, value in given:
            reader = self._readers.get(name, _as_it_is)
            read = reader(value) if isinstance(value, str) else value
            if name in self._lists:
                data.setdefault(name, []).append(read)
            elif name in data:
                faults.append(_fault(name, "stands there twice"))
            else:
                data[name] = read

    def _object(self, body: bytes, content_type: str) -> dict[str, Any]:
        if not body:
            return {}
        if _media_type(content_type) != "application/json":
            raise UnsupportedMedia
        return read_object(body)

    def _upload(self, body: bytes, content_type: str) -> Given:
        media_type = _media_type(content_type)
        if media_type == "multipart/form-data":
            given = [self._named(part) for part in read_parts(body, content_type)]
        elif _FILE.fullmatch(media_type):
            given = [(str(self._file), body)] if body else []
        else:
            raise UnsupportedMedia
        if any(len(value) > MOST_FILE for _, value in given):
            raise TooLarge
        return given

    def _named(self, part: Any) -> tuple[str, Any]:
        if part.name in (self._file, _FORM_FILE):
            return str(self._file), part.content
        return part.name, part.content.decode("utf-8", "replace")


def _reader(field: Any) -> Reader:
    inner = field.inner if isinstance(field, ma.fields.List) else field
    if isinstance(inner, ma.fields.Integer):
        return _whole_number
    if isinstance(inner, ma.fields.Boolean):
        return _truth
    return _as_it_is


def _whole_number(text: str) -> Any:
    return int(text) if _WHOLE.fullmatch(text) else text


def _truth(text: str) -> Any:
    return _TRUTH.get(text, text)


def _as_it_is(text: str) -> Any:
    return text


def _parameters(query: str, faults: list[Fault]) -> list[tuple[str, str]]:
    pairs = [pair for pair in query.split("&") if pair]
    if len(pairs) > _MOST_PARAMETERS:
        raise InvalidMessage(faults=(_fault("", "has too many parameters"),))
    found: list[tuple[str, str]] = []
    for pair in pairs:
        name, _, value = pair.partition("=")
        try:
            name = decoded(name.replace("+", " "), "")
            value = decoded(value.replace("+", " "), name)
        except InvalidMessage as error:
            faults += error.faults
            continue
        if name != "uscc" and _ID_NUMBER.search(value):
            faults.append(_fault(name, "an ID number may not stand in a URL"))
        found.append((name, value))
    return found


def _media_type(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _fault(path: str, reason: str) -> Fault:
    return Fault(path=path, reason=reason)


def _each_once(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    return tuple(dict.fromkeys(faults))
