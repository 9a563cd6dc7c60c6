"""The OpenAPI 3.1 document, generated from the route table and the messages' own schemas."""

import inspect
from collections.abc import Iterable
from types import ModuleType
from typing import Any, Final

import marshmallow as ma
from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from contracts import certificate, employment, enterprise, identity, review_scheduler
from contracts.message import Call, Value, schema_of
from gateway.openapi_parts import (
    COMPONENT_PARAMETERS,
    COMPONENT_RESPONSES,
    CORRELATION,
    INTRODUCTION,
    PROBLEM,
    SECURITY,
    TAGS,
    problems_of,
)
from gateway.route import Route

_MODULES: Final[tuple[ModuleType, ...]] = (
    certificate,
    employment,
    enterprise,
    identity,
    review_scheduler,
)
_ANY_FILE: Final = {"schema": {"type": "string", "contentMediaType": "application/octet-stream"}}


def calls() -> tuple[type[Call[Any]], ...]:
    """Give every call that the contracts know."""
    return tuple(kind for kind in _values() if issubclass(kind, Call))


def _values() -> list[type[Value]]:
    return [
        kind
        for module in _MODULES
        for _, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, Value) and kind.__module__.startswith(module.__name__)
    ]


def document(routes: Iterable[Route], version: str) -> dict[str, Any]:
    """Write the document for a route table."""
    plugin = MarshmallowPlugin(schema_name_resolver=_name_of)
    spec = APISpec(
        title="燃证 GasCert",
        version=version,
        openapi_version="3.1.0",
        info={"description": INTRODUCTION},
        plugins=[plugin],
        tags=TAGS,
        security=[{"bearer": []}],
        servers=[{"url": "/"}],
    )
    converter: Any = plugin.converter
    converter.map_to_openapi_type(ma.fields.Enum, "string", None)
    spec.components.schema("Problem", PROBLEM)
    spec.components.security_scheme("bearer", SECURITY)
    for name, parameter in COMPONENT_PARAMETERS.items():
        spec.components.parameter(name, parameter["in"], parameter)
    for name, response in COMPONENT_RESPONSES.items():
        spec.components.response(name, response)
    for route in routes:
        operation = _operation(route, plugin)
        spec.path(path=route.full_path, operations={route.method.lower(): operation})
    written: dict[str, Any] = spec.to_dict()
    _describe(written["components"]["schemas"])
    return written


def _name_of(schema: Any) -> str:
    """Name a schema after its message; as part of a request, where it is stricter, apart."""
    name = type(schema).__name__
    is_strict = schema.unknown == ma.RAISE
    return f"{name}Input" if is_strict and name not in _CALLS else name


_CALLS: Final = frozenset(call.__name__ for call in calls())


def _describe(schemas: dict[str, Any]) -> None:
    words = {kind.__name__: inspect.getdoc(kind) for kind in _values()}
    for name, schema in schemas.items():
        description = words.get(name.removesuffix("Input"))
        if description is not None:
            schema["description"] = description


def _operation(route: Route, plugin: MarshmallowPlugin) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": route.call.wire_name + ("_events" if route.streams else ""),
        "tags": [route.audience.value],
        "summary": route.zh,
        "description": f"{route.en}.\n\n{inspect.getdoc(route.call)}",
        "parameters": _parameters(route, plugin),
        "responses": {str(route.status): _success(route), **problems_of(route)},
    }
    if (body := _body(route, plugin)) is not None:
        found["requestBody"] = body
    if route.is_public:
        found["security"] = []
    return found


def _parameters(route: Route, plugin: MarshmallowPlugin) -> list[Any]:
    """Give a route's own parameters, and by name those that all share."""
    fields = schema_of(route.call, "refuse").fields
    in_path = set(route.path_fields)
    in_query = set() if route.takes_json else fields.keys() - in_path - {route.file_field}
    converter: Any = plugin.converter
    found: list[dict[str, Any]] = []
    for place, names in (("path", in_path), ("query", in_query)):
        if names:
            found += converter.schema2parameters(_only(route, names), location=place)
    for parameter in found:
        _plain(parameter["schema"])
    shared = ["Accept-Language", "X-Correlation-Id"]
    if route.changes and not route.keeps_no_key:
        shared.insert(0, "Idempotency-Key")
    return [*found, *shared]


def _plain(schema: dict[str, Any]) -> None:
    """Take null out of a parameter's schema: in a URL, absent is absent."""
    if isinstance(kind := schema.get("type"), list):
        schema["type"] = next(one for one in kind if one != "null")
    if "enum" in schema:
        schema["enum"] = [one for one in schema["enum"] if one is not None]
    if schema.get("default", "") is None:
        del schema["default"]


def _only(route: Route, names: set[str]) -> ma.Schema:
    whole = schema_of(route.call, "refuse")
    return type(whole)(only=[name for name in whole.fields if name in names])


def _body(route: Route, plugin: MarshmallowPlugin) -> dict[str, Any] | None:
    fields = schema_of(route.call, "refuse").fields
    if route.file_field is not None:
        return _upload(route, plugin)
    names = fields.keys() - set(route.path_fields)
    if not route.takes_json or not names:
        return None
    schema = schema_of(route.call, "refuse") if len(names) == len(fields) else _only(route, names)
    is_required = any(fields[name].required for name in names)
    return {"required": is_required, "content": {"application/json": {"schema": schema}}}


def _upload(route: Route, plugin: MarshmallowPlugin) -> dict[str, Any]:
    fields = schema_of(route.call, "refuse").fields
    converter: Any = plugin.converter
    rest = {
        name: converter.field2property(field)
        for name, field in fields.items()
        if name != route.file_field and name not in route.path_fields
    }
    file = {"type": "string", "contentMediaType": "application/octet-stream"}
    form = {"type": "object", "required": ["file"], "properties": {"file": file, **rest}}
    return {
        "required": True,
        "content": {
            "multipart/form-data": {"schema": form},
            "application/octet-stream": _ANY_FILE,
            "application/pdf": _ANY_FILE,
            "text/csv": _ANY_FILE,
            "image/*": _ANY_FILE,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _ANY_FILE,
        },
    }


def _success(route: Route) -> dict[str, Any]:
    found: dict[str, Any] = {
        "description": route.zh,
        "headers": {"X-Correlation-Id": CORRELATION},
    }
    if route.location is not None:
        found["headers"]["Location"] = {"schema": {"type": "string", "format": "uri-reference"}}
    if route.streams:
        found["content"] = {"text/event-stream": {"schema": {"type": "string"}}}
    elif route.replies_file:
        found["content"] = {"*/*": _ANY_FILE}
    elif not route.replies_nothing:
        found["content"] = {"application/json": {"schema": schema_of(route.reply)}}
    return found
