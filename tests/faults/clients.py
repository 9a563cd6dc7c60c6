"""Clients who repeat their commands with a key until they are answered, and keep the answers."""

import json
import random
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar
from uuid import UUID, uuid4

import eventlet

from bus import context
from bus.remote import Remote
from contracts.certificate import (
    ApproveCategoryChange,
    PreviewCategoryChange,
)
from contracts.enterprise import CategoryCase, RegisterEnterprise, SubmitCategoryCase
from contracts.errors import GasCertError, InProgress, Refused, Unavailable, error_to_wire
from contracts.message import Call
from contracts.principal import Principal, PrincipalKind
from contracts.vocabulary import CertificateKind, Province, Trade
from tests.makers import STAFF, a_uscc, an_id_number, held, insert_certificate

Reply = TypeVar("Reply")
PAUSE: Final = 0.05
CHOICES: Final = ("G", "J", "GJ", "P", "GP", "GPJ", "Q", "GQ")
STAFFING: Final = (
    (CertificateKind.PRINCIPAL, None),
    (CertificateKind.SAFETY_MANAGER, None),
    (CertificateKind.OPERATOR, Trade("01")),
    (CertificateKind.OPERATOR, Trade("05")),
    (CertificateKind.OPERATOR, Trade("08")),
)


@dataclass(frozen=True, kw_only=True)
class Answered:
    """A command that was answered: what was asked, by whom, with which key, and the answer."""

    call: Call[Any]
    by: Principal
    key: str
    reply: Any


@dataclass(kw_only=True)
class Clients:
    """All clients of a register: what they were answered, and every error they were told.

    They wait `answer_within` seconds for each answer, and repeat a command for `patience` seconds.
    """

    ask: Remote
    patience: float = 120.0
    answer_within: float = 2.0
    answers: list[Answered] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def insist(self, call: Call[Reply], by: Principal, *, key: str | None = None) -> Reply:
        """Repeat a call with its key until it is answered; a refusal is an answer."""
        key = key or uuid4().hex
        with eventlet.Timeout(self.patience):
            while True:
                try:
                    reply = self.once(call, by, key)
                    break
                except (Unavailable, InProgress):
                    eventlet.sleep(PAUSE)
        if call.wire_changes:
            self.answers.append(Answered(call=call, by=by, key=key, reply=reply))
        return reply

    def once(self, call: Call[Reply], by: Principal, key: str) -> Reply:
        """Ask once; keeps what was told where it is refused."""
        circumstances = {"idempotency_key": key, "correlation_id": context.Context().correlation_id}
        try:
            with context.acting(by, **circumstances):
                return self.ask(call, timeout=self.answer_within)
        except GasCertError as error:
            self.told.append(json.dumps(error_to_wire(error), ensure_ascii=False))
            raise

    def asked(self, kind: type[Call[Any]], by: Principal) -> list[Answered]:
        """Those commands of one kind that somebody was answered."""
        return [each for each in self.answers if type(each.call) is kind and each.by == by]


@dataclass(kw_only=True)
class Firm:
    """An enterprise that registers, and then has its categories changed again and again.

    `approved` is what the authority has approved, in its order; `letters` the last of it.
    """

    clients: Clients
    account: Principal
    id_number: str = field(repr=False)
    certificates: dict[UUID, tuple[CertificateKind, Trade | None]] = field(default_factory=dict)
    approved: list[str] = field(default_factory=list)

    @property
    def id(self) -> UUID:
        assert self.account.enterprise is not None
        return self.account.enterprise

    @property
    def letters(self) -> str:
        return self.approved[-1] if self.approved else ""

    @property
    def name(self) -> str:
        return f"青海示例燃气{self.id.hex[:8]}有限公司"

    def registers(self) -> None:
        """Enter the register (三)."""
        call = RegisterEnterprise(
            uscc=a_uscc(),
            name=self.name,
            legal_representative_name="示例·法人",
            legal_representative_id_number=self.id_number,
            province=Province.QINGHAI,
        )
        self.clients.insist(call, self.account)

    def changes_to(self, letters: str) -> None:
        """Ask for categories and have them approved on a preview that is still true (五, C6)."""
        case: CategoryCase = self.clients.insist(
            SubmitCategoryCase(categories=held(letters)), self.account
        )
        while not self._is_approved(case):
            eventlet.sleep(PAUSE)
        self.approved.append(letters)

    def _is_approved(self, case: CategoryCase) -> bool:
        seen = self.clients.insist(PreviewCategoryChange(case=case.id), STAFF)
        approval = ApproveCategoryChange(
            case=case.id, case_version=seen.case_version, fingerprint=seen.fingerprint
        )
        try:
            self.clients.insist(approval, STAFF)
        except Refused as refusal:
            if refusal.code != "PREVIEW_CHANGED":
                raise
            return False
        return True

    def lives(self, chance: random.Random, changes: int) -> None:
        """Register and be given other categories so many times."""
        self.registers()
        for _ in range(changes):
            self.changes_to(chance.choice([each for each in CHOICES if each != self.letters]))


def a_firm(clients: Clients) -> Firm:
    """An account that has not registered its enterprise yet."""
    account = Principal(kind=PrincipalKind.ENTERPRISE, account=uuid4(), enterprise=uuid4())
    return Firm(clients=clients, account=account, id_number=an_id_number())


def staff_with_certificates(firm: Firm, execute: Any, today: Any) -> None:
    """Write a certificate of every kind, for operators of three trades."""
    for kind, trade in STAFFING:
        made = insert_certificate(
            execute,
            today,
            enterprise=firm.id,
            kind=kind,
            trade=trade,
            letters="" if kind is CertificateKind.OPERATOR else "GJ",
            printed="GJ",
            unit_name=firm.name,
        )
        firm.certificates[made] = (kind, trade)
