"""Every way in which GasCert says no.

GasCertError
├── InvalidMessage     400  the message itself is wrong; tells every fault
├── Unauthenticated    401  nobody has logged in, or the log-in has ended
├── NotAllowed         403  the one who asks may not ask this
├── NotFound           404  there is no such thing, or the one who asks may not see it
├── Refused            409  the state of the register forbids it
│   └── ConditionsNotMet    409  a checklist of the manual is not fulfilled; tells every condition
├── InProgress         409  the same idempotency key is being worked on
├── KeyReused          422  the idempotency key came before with another body
├── TooLarge           413  more was sent than is taken
├── TooMany            429  asked more often than is allowed
└── Unavailable        503  somebody who must be asked does not answer in time

Only a class's own whitelisted fields cross the wire; nothing else of an exception does.
"""

import json
from dataclasses import dataclass
from typing import Any, ClassVar, Self


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One fault of a message: where it is, and what is wrong there."""

    path: str
    reason: str


class GasCertError(Exception):
    """What all answers have in common: a stable code, a status and words in two languages."""

    status: ClassVar[int] = 500
    code: str = "INTERNAL"
    zh: str = "系统内部错误"
    en: str = "Internal error"

    def __init__(
        self, code: str | None = None, zh: str | None = None, en: str | None = None
    ) -> None:
        self.code = code or type(self).code
        self.zh = zh or type(self).zh
        self.en = en or type(self).en
        super().__init__(self.code)

    def fields(self) -> dict[str, Any]:
        """Give what may cross the wire beside class, code and words."""
        return {}

    @classmethod
    def rebuilt(cls, code: str, words: tuple[str, str], fields: dict[str, Any]) -> Self:
        """Build the error again at the caller's end."""
        return cls(code, *words)


class InvalidMessage(GasCertError):
    """The message is wrong in itself."""

    status = 400
    code = "INVALID_MESSAGE"
    zh = "请求内容有误"
    en = "The request is not valid"

    def __init__(
        self,
        code: str | None = None,
        zh: str | None = None,
        en: str | None = None,
        *,
        faults: tuple[Fault, ...] = (),
    ) -> None:
        super().__init__(code, zh, en)
        self.faults = faults

    def fields(self) -> dict[str, Any]:
        """Tell every fault."""
        return {"faults": [{"path": fault.path, "reason": fault.reason} for fault in self.faults]}

    @classmethod
    def rebuilt(cls, code: str, words: tuple[str, str], fields: dict[str, Any]) -> Self:
        """Build the error again with its faults."""
        faults = tuple(
            Fault(path=str(fault["path"]), reason=str(fault["reason"]))
            for fault in fields.get("faults", ())
        )
        return cls(code, *words, faults=faults)


class Unauthenticated(GasCertError):
    """Nobody has logged in, or the log-in has ended."""

    status = 401
    code = "UNAUTHENTICATED"
    zh = "请先登录"
    en = "Log in first"


class NotAllowed(GasCertError):
    """The one who asks may not ask this."""

    status = 403
    code = "NOT_ALLOWED"
    zh = "无权进行此操作"
    en = "You may not do this"


class NotFound(GasCertError):
    """There is no such thing, or the one who asks may not see it."""

    status = 404
    code = "NOT_FOUND"
    zh = "未找到"
    en = "Not found"


class Refused(GasCertError):
    """The state of the register forbids it; facts tell which state."""

    status = 409
    code = "REFUSED"
    zh = "当前状态不允许此操作"
    en = "The present state does not allow this"

    def __init__(
        self,
        code: str | None = None,
        zh: str | None = None,
        en: str | None = None,
        *,
        facts: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(code, zh, en)
        self.facts = facts or {}

    def fields(self) -> dict[str, Any]:
        """Tell the facts, plain JSON values without personal data."""
        return {"facts": self.facts}

    @classmethod
    def rebuilt(cls, code: str, words: tuple[str, str], fields: dict[str, Any]) -> Self:
        """Build the error again with its facts."""
        return cls(code, *words, facts=fields.get("facts"))


class ConditionsNotMet(Refused):
    """A checklist of the manual is not fulfilled; `facts["unmet"]` lists every condition."""

    code = "CONDITIONS_NOT_MET"
    zh = "检测条件未通过"
    en = "Not all conditions are met"


class InProgress(GasCertError):
    """The same command with the same key is being worked on at this moment."""

    status = 409
    code = "IN_PROGRESS"
    zh = "同一请求正在处理中"
    en = "The same request is being processed"


class KeyReused(GasCertError):
    """The idempotency key came before with another command or body."""

    status = 422
    code = "IDEMPOTENCY_KEY_REUSED"
    zh = "幂等键已用于其他请求"
    en = "The idempotency key was used for another request"


class TooLarge(GasCertError):
    """More was sent than is taken."""

    status = 413
    code = "TOO_LARGE"
    zh = "内容过大"
    en = "Too large"


class TooMany(GasCertError):
    """Asked more often than is allowed."""

    status = 429
    code = "TOO_MANY_REQUESTS"
    zh = "请求过于频繁"
    en = "Too many requests"


class Unavailable(GasCertError):
    """Somebody who must be asked does not answer in time."""

    status = 503
    code = "UNAVAILABLE"
    zh = "服务暂不可用，请稍后再试"
    en = "Not available now; try again later"


KINDS: dict[str, type[GasCertError]] = {
    kind.__name__: kind
    for kind in (
        InvalidMessage,
        Unauthenticated,
        NotAllowed,
        NotFound,
        Refused,
        ConditionsNotMet,
        InProgress,
        KeyReused,
        TooLarge,
        TooMany,
        Unavailable,
    )
}


def error_to_wire(error: GasCertError) -> dict[str, Any]:
    """Write an error as a nameko client reads it, with our own fields beside.

    One that a service has derived for itself crosses as the kind it was derived from.
    """
    name = next((kind.__name__ for kind in type(error).__mro__ if _is_known(kind)), "GasCertError")
    return {
        "exc_type": name,
        "exc_path": f"contracts.errors.{name}",
        "exc_args": [error.code],
        "value": error.code,
        "words": [error.zh, error.en],
        "fields": json.loads(json.dumps(error.fields(), default=str)),
    }


def _is_known(kind: type) -> bool:
    return KINDS.get(kind.__name__) is kind


def error_from_wire(data: Any) -> GasCertError:
    """Build the error that `error_to_wire` wrote; what cannot be read is an internal error."""
    try:
        kind = KINDS[data["exc_type"]]
        zh, en = data.get("words") or (kind.zh, kind.en)
        return kind.rebuilt(str(data["value"]), (str(zh), str(en)), data.get("fields") or {})
    except (KeyError, TypeError, ValueError, AttributeError):
        return GasCertError()
