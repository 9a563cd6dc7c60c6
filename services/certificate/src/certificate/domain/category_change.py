"""What an enterprise's change of categories does to its certificates (五, C2–C4, C6)."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum, unique
from hashlib import sha256
from typing import Final, assert_never
from uuid import UUID

from certificate.domain.numbers import renumbered
from contracts.vocabulary import (
    AbnormalReason,
    Category,
    CertificateKind,
    CertificateStatus,
    Trade,
    letters_of,
)

TRADE_NOT_PERMITTED: Final = AbnormalReason.TRADE_NOT_PERMITTED


@unique
class Unchanged(StrEnum):
    """Why a certificate stays as it is."""

    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"
    SAME_LETTERS = "SAME_LETTERS"
    TRADE_PERMITTED = "TRADE_PERMITTED"
    MARKED_ALREADY = "MARKED_ALREADY"


@dataclass(frozen=True, kw_only=True)
class Numbered:
    """A certificate of the enterprise, as far as a category change looks at it.

    `letters` are those in the number of a principal or safety manager, `trade` is an operator's;
    `in_renewal` is true from the submission of a renewal until its case closes (D9).
    """

    kind: CertificateKind
    core: str
    letters: frozenset[Category] = frozenset()
    trade: Trade | None = None
    reasons: frozenset[AbnormalReason] = frozenset()
    status: CertificateStatus
    in_renewal: bool = False


@dataclass(frozen=True, kw_only=True)
class Reissue:
    """Print new versions, of which the number differs in its letters only (C2)."""

    old_number: str
    new_number: str


@dataclass(frozen=True, kw_only=True)
class Mark:
    """Add `TRADE_NOT_PERMITTED` (C3)."""


@dataclass(frozen=True, kw_only=True)
class Lift:
    """Take `TRADE_NOT_PERMITTED` away, and no other reason (C3)."""


@dataclass(frozen=True, kw_only=True)
class Nothing:
    """Leave the certificate as it is."""

    why: Unchanged


Effect = Reissue | Mark | Lift | Nothing


@dataclass(frozen=True, kw_only=True)
class Planned:
    """What a category change would do to a certificate."""

    certificate: UUID
    effect: Effect


def effect_of(
    certificate: Numbered, categories: frozenset[Category], permitted: frozenset[Trade]
) -> Effect:
    """Tell what the enterprise's new categories, and the trades they permit, do to a certificate.

    Raises `ValueError` for the empty set of categories, which C1 refuses.
    """
    if not categories:
        raise ValueError("an enterprise has at least one category")
    if certificate.status is CertificateStatus.CANCELLED:
        return Nothing(why=Unchanged.CANCELLED)
    if certificate.status is CertificateStatus.EXPIRED and not certificate.in_renewal:
        return Nothing(why=Unchanged.EXPIRED)
    match certificate.kind:
        case CertificateKind.PRINCIPAL | CertificateKind.SAFETY_MANAGER:
            return _effect_on_letters(certificate, categories)
        case CertificateKind.OPERATOR:
            return _effect_on_trade(certificate, permitted)
        case unknown:
            assert_never(unknown)


def _effect_on_letters(certificate: Numbered, categories: frozenset[Category]) -> Effect:
    if certificate.letters == categories:
        return Nothing(why=Unchanged.SAME_LETTERS)
    return Reissue(
        old_number=certificate.core + letters_of(certificate.letters),
        new_number=renumbered(certificate.core, certificate.kind, categories),
    )


def _effect_on_trade(certificate: Numbered, permitted: frozenset[Trade]) -> Effect:
    is_marked = TRADE_NOT_PERMITTED in certificate.reasons
    match certificate.trade in permitted, is_marked:
        case True, True:
            return Lift()
        case True, False:
            return Nothing(why=Unchanged.TRADE_PERMITTED)
        case False, True:
            return Nothing(why=Unchanged.MARKED_ALREADY)
        case _:
            return Mark()


def reasons_after(reasons: frozenset[AbnormalReason], effect: Effect) -> frozenset[AbnormalReason]:
    """Give the reasons once the effect is done; `CE_NOT_COMPLETED` always stays (C3)."""
    match effect:
        case Mark():
            return reasons | {TRADE_NOT_PERMITTED}
        case Lift():
            return reasons - {TRADE_NOT_PERMITTED}
        case Reissue() | Nothing():
            return reasons
        case unknown:
            assert_never(unknown)


def fingerprint_of(
    enterprise: UUID, categories: frozenset[Category], planned: Iterable[Planned]
) -> str:
    """Give the sha256 of what a change would do, whatever the order it is told in (C6).

    Certificates that stay as they are do not count, nor why they stay.
    """
    lines = sorted(line for line in map(_line, planned) if line is not None)
    plan = [str(enterprise), letters_of(categories), lines]
    text = json.dumps(plan, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode("utf-8")).hexdigest()


def _line(planned: Planned) -> tuple[str, ...] | None:
    certificate = str(planned.certificate)
    match planned.effect:
        case Reissue(old_number=old, new_number=new):
            return certificate, "reissue", old, new
        case Mark():
            return certificate, "mark", TRADE_NOT_PERMITTED.value
        case Lift():
            return certificate, "lift", TRADE_NOT_PERMITTED.value
        case Nothing():
            return None
        case unknown:
            assert_never(unknown)
