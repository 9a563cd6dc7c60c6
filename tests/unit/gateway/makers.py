"""A valid world for the gateway's tests: replies, requests, and a door to bring them to."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from bus.http import Admission, Head, Response
from contracts.certificate import Certificate, Job
from contracts.vocabulary import CertificateKind, CertificateStatus, JobStatus, Province

NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
SOME_ID = UUID("3f2c8a5e-1111-4c4c-9d9d-000000000001")
ENOUGH = 1_000_000.0


def certificate(**differs: Any) -> Certificate:
    said: dict[str, Any] = {
        "id": SOME_ID,
        "number": "青RQA2026000123GJ",
        "kind": CertificateKind.PRINCIPAL,
        "trade": None,
        "holder": SOME_ID,
        "holder_name": "𬭛㛃·阿依",
        "enterprise": SOME_ID,
        "enterprise_name": "青海虚构燃气（集团）有限公司",
        "province": Province.QINGHAI,
        "status": CertificateStatus.VALID,
        "reasons": (),
        "is_usable": True,
        "valid_from": date(2026, 3, 2),
        "valid_to": date(2031, 3, 1),
        "ce_deadline": date(2028, 9, 1),
        "version": 1,
    }
    return Certificate(**{**said, **differs})


def job(**differs: Any) -> Job:
    said: dict[str, Any] = {
        "id": SOME_ID,
        "kind": "category_change",
        "key": "category/1",
        "status": JobStatus.RUNNING,
        "total": 4,
        "done": 0,
        "failed": 0,
        "counts": {},
        "started_at": NOW,
        "finished_at": None,
    }
    return Job(**{**said, **differs})


def head(method: str, target: str, headers: Mapping[str, str] | None = None) -> Head:
    return Head(
        method=method,
        target=target,
        headers={"host": "test", **(headers or {})},
        peer="192.0.2.7",
        is_1_1=True,
        keeps_alive=True,
        length=0,
    )


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A response as a client reads it."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    response: Response

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        return str(self.json["code"])

    @property
    def faults(self) -> dict[str, str]:
        """The reasons by their paths, in English where English was asked for."""
        return {fault["path"]: fault["reason"] for fault in self.json.get("faults", ())}


def answer_of(response: Response) -> Answer:
    return Answer(
        status=response.status,
        headers=dict(response.headers),
        body=response.body,
        response=response,
    )


def brought(admitted: Admission | Response, body: bytes) -> Answer:
    """What comes of a request whose head was judged, with its body."""
    return answer_of(admitted if isinstance(admitted, Response) else admitted.answer(body))
