"""What the gateway itself refuses beside the errors of the contracts: faults of HTTP."""

from typing import Final

from contracts.errors import GasCertError, TooLarge, TooMany, Unavailable


class MethodNotAllowed(GasCertError):
    """The path is known, the method is not."""

    status = 405
    code = "METHOD_NOT_ALLOWED"
    zh = "不支持的请求方法"
    en = "This method is not known here"

    def __init__(self, allowed: tuple[str, ...]) -> None:
        super().__init__()
        self.allowed = allowed


class UnsupportedMedia(GasCertError):
    """The body is of a type that is not taken here."""

    status = 415
    code = "UNSUPPORTED_MEDIA_TYPE"
    zh = "不支持的内容类型"
    en = "A body of this type is not taken here"


class Throttled(TooMany):
    """Asked more often than is allowed; tells after how many seconds to ask again."""

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.seconds = seconds


class MalformedRequest(GasCertError):
    """What came is not HTTP as it should be."""

    status = 400
    code = "MALFORMED_REQUEST"
    zh = "请求格式有误"
    en = "The request is malformed"


class TooSlow(GasCertError):
    """The request did not arrive in time."""

    status = 408
    code = "REQUEST_TIMEOUT"
    zh = "请求接收超时"
    en = "The request did not arrive in time"


class LengthRequired(GasCertError):
    """A file is awaited, and neither its length was told nor does it come in chunks."""

    status = 411
    code = "LENGTH_REQUIRED"
    zh = "缺少内容长度"
    en = "The length of the content is missing"


class UrlTooLong(GasCertError):
    """The URL is too long."""

    status = 414
    code = "URL_TOO_LONG"
    zh = "网址过长"
    en = "The URL is too long"


class HeadersTooLarge(GasCertError):
    """The headers are too large."""

    status = 431
    code = "HEADERS_TOO_LARGE"
    zh = "请求头过大"
    en = "The headers are too large"


class NotImplementedHere(GasCertError):
    """A way of sending that is not implemented."""

    status = 501
    code = "NOT_IMPLEMENTED"
    zh = "不支持的传输方式"
    en = "This way of sending is not implemented"


class VersionNotSupported(GasCertError):
    """A version of HTTP that is not spoken here."""

    status = 505
    code = "HTTP_VERSION_NOT_SUPPORTED"
    zh = "不支持的 HTTP 版本"
    en = "This version of HTTP is not spoken here"


_BY_STATUS: Final[dict[int, type[GasCertError]]] = {
    kind.status: kind
    for kind in (
        MalformedRequest,
        TooSlow,
        TooLarge,
        TooMany,
        UrlTooLong,
        HeadersTooLarge,
        NotImplementedHere,
        Unavailable,
        VersionNotSupported,
    )
}


def refusal_of(status: int) -> GasCertError:
    """Give the refusal that a status of the HTTP server means."""
    return _BY_STATUS.get(status, GasCertError)()
