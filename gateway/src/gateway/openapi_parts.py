"""What the OpenAPI document says of all routes alike: tags, problems, shared parameters."""

from typing import Any, Final

from gateway.problems import MEDIA_TYPE
from gateway.route import Audience, Route

INTRODUCTION: Final = (
    "燃气经营企业从业人员专业培训考核合格证书的登记系统。\n\n"
    "先用 `POST /api/v1/sessions` 登录，再以 `Authorization: Bearer <access_token>` 调用。"
    "凡改动数据的请求都可带 `Idempotency-Key`：同一键重复发送，只做一次，答复相同。"
    "所有错误都是 `application/problem+json`（RFC 9457），语言依 `Accept-Language`，"
    "`faults` 一次列出全部问题。身份证号不得出现在网址中。"
)

_TAGS: Final = {
    Audience.PUBLIC: "任何人可用",
    Audience.ACCOUNT: "账户与登录",
    Audience.PERSON: "个人",
    Audience.ENTERPRISE: "企业",
    Audience.MESSAGES: "消息：个人与企业",
    Audience.EMPLOYMENT: "聘用关系：个人与企业双方",
    Audience.AUTHORITY: "主管部门",
    Audience.REGISTER: "查询：各看各的",
}
TAGS: Final = [{"name": one.value, "description": words} for one, words in _TAGS.items()]

SECURITY: Final = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}

CORRELATION: Final[dict[str, Any]] = {
    "description": "此次请求的编号，报告问题时请附上。",
    "schema": {"type": "string"},
}

_TEXT: Final = {"type": "string"}
_FAULT: Final = {
    "type": "object",
    "required": ["path", "reason"],
    "properties": {"path": _TEXT, "reason": _TEXT},
}
PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "description": "RFC 9457 所述的错误。`code` 固定不变，程序应以它判断。",
    "required": ["type", "title", "status", "detail", "code", "correlation_id"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT,
        "code": _TEXT,
        "correlation_id": _TEXT,
        "faults": {"type": "array", "items": _FAULT, "description": "请求中的每一处错误。"},
        "facts": {"type": "object", "description": "所依据的事实。"},
    },
}

COMPONENT_PARAMETERS: Final[dict[str, dict[str, Any]]] = {
    "Idempotency-Key": {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "description": "幂等键，1 至 200 个可见字符；重发同一请求时用同一键。",
        "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
    },
    "Accept-Language": {
        "name": "Accept-Language",
        "in": "header",
        "required": False,
        "description": "`zh`（默认）或 `en`。",
        "schema": _TEXT,
    },
    "X-Correlation-Id": {
        "name": "X-Correlation-Id",
        "in": "header",
        "required": False,
        "description": "请求编号；不给则由系统生成。",
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9._-]{8,64}$"},
    },
}

_WORDS: Final = {
    "400": "请求内容有误；`faults` 列出每一处",
    "401": "未登录或登录已失效",
    "403": "无权进行此操作",
    "404": "未找到，或无权查看",
    "409": "当前状态不允许；或同一幂等键的请求正在处理",
    "408": "请求接收超时",
    "411": "缺少内容长度",
    "413": "内容过大",
    "415": "不支持的内容类型",
    "422": "幂等键已用于其他请求",
    "429": "请求过于频繁",
    "503": "服务暂不可用，请稍后再试",
}


def _response(status: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    headers: dict[str, Any] = {"X-Correlation-Id": CORRELATION}
    if status in {"429", "503"}:
        headers["Retry-After"] = {"schema": {"type": "integer"}, "description": "秒"}
    return {
        "description": _WORDS[status],
        "headers": headers,
        "content": {MEDIA_TYPE: {"schema": schema}},
    }


COMPONENT_RESPONSES: Final = {f"Problem{status}": _response(status) for status in _WORDS}


def problems_of(route: Route) -> dict[str, str]:
    """Name the problems a route may answer with, by status."""
    statuses = ["400", "429", "503"]
    if not route.is_public:
        statuses += ["401", "403", "404"]
    if route.changes:
        statuses += ["408", "409", "413", "415", "422"]
    if route.file_field is not None:
        statuses.append("411")
    return {status: f"Problem{status}" for status in sorted(statuses)}
