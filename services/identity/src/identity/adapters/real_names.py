"""Who proves real names: a sandbox that follows a convention, or an authority over HTTP."""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

import requests

from contracts.errors import Unavailable
from identity.adapters.keys import NotConfigured

VERIFIER: Final = "REAL_NAME_VERIFIER"
TOKEN: Final = "REAL_NAME_VERIFIER_TOKEN"  # noqa: S105  # the variable's name, not a token
MODE: Final = "GASCERT_MODE"
SANDBOX: Final = "sandbox"
NOT_CONFIRMED_PREFIX: Final = "不符"

ATTEMPTS: Final = 2
SECONDS_TO_CONNECT: Final = 1.0
SECONDS_FOR_ALL: Final = 4.0
PAUSE: Final = 0.2
MOST_BYTES: Final = 16 * 1024


class SandboxVerifier:
    """Confirms every well-formed ID number, unless the name begins with 不符."""

    def confirms(self, name: str, id_number: str) -> bool:
        """Tell what the convention says; nobody is asked."""
        return bool(id_number) and not name.startswith(NOT_CONFIRMED_PREFIX)


class _NoAnswer(Exception):
    """This attempt brought no answer that counts; another may."""


class HttpVerifier:
    """Asks `POST <url>` with `{"name", "id_number"}` for `{"matches": true|false}`.

    At most two attempts, within four seconds altogether; what is no such answer is an outage.
    Redirects are not followed, since the body is personal.
    """

    def __init__(
        self, url: str, token: str | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._url: Final = url
        self._headers: Final = {"Accept": "application/json"}
        self._clock: Final = clock
        if token:
            self._headers["Authorization"] = f"Bearer {token}"

    def confirms(self, name: str, id_number: str) -> bool:
        """Tell whether they belong together; raises `Unavailable` when it does not say."""
        until = self._clock() + SECONDS_FOR_ALL
        for attempt in range(ATTEMPTS):
            if attempt:
                time.sleep(PAUSE)
            try:
                return self._asked({"name": name, "id_number": id_number}, until)
            except _NoAnswer:
                continue
        raise _outage() from None

    def _asked(self, question: Mapping[str, str], until: float) -> bool:
        left = until - self._clock()
        if left <= 0:
            raise _NoAnswer
        try:
            with requests.post(
                self._url,
                json=question,
                headers=self._headers,
                timeout=(min(left, SECONDS_TO_CONNECT), left),
                allow_redirects=False,
                stream=True,
            ) as response:
                return self._read(response, until)
        except (requests.RequestException, OSError):
            raise _NoAnswer from None

    def _read(self, response: requests.Response, until: float) -> bool:
        """Read an answer that is short, in time and what was asked for."""
        if 400 <= response.status_code < 500:
            raise _outage()  # asking again will not change the answer
        if response.status_code != requests.codes.ok:
            raise _NoAnswer
        content = b""
        # byte by byte, so that an answer that trickles in cannot outstay its time
        for piece in response.iter_content(1):
            content += piece
            if len(content) > MOST_BYTES or self._clock() > until:
                raise _NoAnswer
        return _answer_in(content)


def _answer_in(content: bytes) -> bool:
    try:
        answer: Any = json.loads(content)
    except ValueError:
        raise _NoAnswer from None
    matches = answer.get("matches") if isinstance(answer, dict) else None
    if not isinstance(matches, bool):
        raise _NoAnswer
    return matches


def _outage() -> Unavailable:
    return Unavailable(
        "REAL_NAME_VERIFIER_UNAVAILABLE",
        "实名认证服务暂不可用，请稍后再试",
        "Real-name verification is not available now; try again later",
    )


def verifier_of(environment: Mapping[str, str]) -> SandboxVerifier | HttpVerifier:
    """Choose by `REAL_NAME_VERIFIER`; the sandbox's confirms nobody in earnest."""
    chosen = environment.get(VERIFIER, SANDBOX)
    if chosen.startswith(("https://", "http://")):
        return HttpVerifier(chosen, environment.get(TOKEN))
    if chosen != SANDBOX:
        raise NotConfigured([f"{VERIFIER} must be `{SANDBOX}` or an address, http or https"])
    if environment.get(MODE) != SANDBOX:
        raise NotConfigured([f"{VERIFIER} must be an address, unless {MODE} is `{SANDBOX}`"])
    return SandboxVerifier()
