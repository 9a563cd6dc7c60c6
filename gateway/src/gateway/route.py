"""What a route is: one line that ties a method and a path to a call of the contracts."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from enum import StrEnum, unique
from functools import cached_property, partial
from typing import Any, Final

from bus.remote import Ask
from contracts.fields import File
from contracts.message import Call, Command, Done, reply_type

PREFIX: Final = "/api/v1"
MOST_JSON: Final = 1024 * 1024
MOST_PUBLIC: Final = 64 * 1024  # Of those who have not logged in, little is read.
MOST_FILE: Final = 8 * 1024 * 1024
_ENVELOPE: Final = 64 * 1024  # What multipart/form-data may add around a file.


@unique
class Audience(StrEnum):
    """Whom a route is for. The services decide who may ask; this only orders the pages."""

    PUBLIC = "public"
    ACCOUNT = "account"
    PERSON = "person"
    ENTERPRISE = "enterprise"
    MESSAGES = "messages"
    EMPLOYMENT = "employment"
    AUTHORITY = "authority"
    REGISTER = "register"


@dataclass(frozen=True)
class Route:
    """A method and a path under `/api/v1`, the call they stand for, and what it does in words.

    `location` is a path with the reply's fields in braces. `seconds` is how long the answer may
    take. A route that `keeps_no_key` passes no idempotency key on: its reply holds tokens, a
    code or ID numbers and must not be kept anywhere. One that `streams` sends the reply again
    and again, as server-sent events. One that `is_trial` tries a secret or opens an account:
    those of one address are counted apart. One that is `composed` is answered here, from what
    several services tell.
    """

    method: str
    path: str
    call: type[Call[Any]]
    zh: str
    en: str
    audience: Audience = Audience.REGISTER
    status: int = 200
    location: str | None = None
    is_public: bool = False
    keeps_no_key: bool = False
    streams: bool = False
    is_trial: bool = False
    composed: Callable[[Ask], Any] | None = None
    seconds: float = 5.0

    @cached_property
    def full_path(self) -> str:
        """Give the path as clients write it."""
        return PREFIX + self.path

    @cached_property
    def changes(self) -> bool:
        """Say whether the call is a command."""
        return issubclass(self.call, Command)

    @cached_property
    def path_fields(self) -> tuple[str, ...]:
        """Name the call's fields that stand in the path."""
        return tuple(step[1:-1] for step in self.path.split("/") if step.startswith("{"))

    @cached_property
    def file_field(self) -> str | None:
        """Name the call's field that is a file, if it has one."""
        return next((found.name for found in fields(self.call) if found.type == File), None)

    @cached_property
    def takes_json(self) -> bool:
        """Say whether what does not stand in the path comes as a JSON object."""
        return self.method in {"POST", "PUT", "PATCH"} and self.file_field is None

    @cached_property
    def most_bytes(self) -> int:
        """Give how many bytes a body may have."""
        if self.is_public:
            return MOST_PUBLIC
        return MOST_JSON if self.file_field is None else MOST_FILE + _ENVELOPE

    @cached_property
    def reply(self) -> type[Any]:
        """Give the type of the reply."""
        return reply_type(self.call)

    @cached_property
    def replies_nothing(self) -> bool:
        """Say whether the answer has no body."""
        return self.reply is Done

    @cached_property
    def replies_file(self) -> bool:
        """Say whether the reply is a file, sent as it is."""
        return {"content", "media_type"} <= {found.name for found in fields(self.reply)}


get = partial(Route, "GET")
post = partial(Route, "POST")
put = partial(Route, "PUT")
delete = partial(Route, "DELETE")


def of(audience: Audience, *routes: Route) -> tuple[Route, ...]:
    """Give the routes of one audience."""
    return tuple(replace(route, audience=audience) for route in routes)
