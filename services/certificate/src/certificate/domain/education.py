"""Continuing education: to which term a record belongs, and what it is still good for (K11)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, unique
from typing import Final
from uuid import UUID

from certificate.domain.terms import Window, day_after
from contracts.vocabulary import CeRecordStatus

FIRST: Final = 1
SECOND: Final = 2


@unique
class Misfit(StrEnum):
    """Why a record belongs to no term of its holder's certificates."""

    NO_CERTIFICATE = "NO_CERTIFICATE"
    CERTIFICATE_NOT_NAMED = "CERTIFICATE_NOT_NAMED"
    DAY_OUT_OF_TERM = "DAY_OUT_OF_TERM"
    VOID = "CE_RECORD_VOID"


@dataclass(frozen=True, kw_only=True)
class HeldTerm:
    """One term of a certificate that has not been cancelled.

    `is_open` is false once the certificate has expired without a renewal submitted (K11).
    """

    certificate: UUID
    core: str
    term: int
    valid_from: date
    valid_to: date
    first_ce_deadline: date
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What a record says of itself; `number` is the certificate's, where it is told."""

    ordinal: int
    issued_on: date
    number: str | None = None


def span_of(term: HeldTerm, ordinal: int) -> Window:
    """Give the days on which a record must be issued; none where the term has no such (K11)."""
    if ordinal == FIRST:
        return Window(first=term.valid_from, last=term.first_ce_deadline)
    return Window(first=day_after(term.first_ce_deadline), last=term.valid_to)


def term_of(claim: Claim, terms: Iterable[HeldTerm]) -> HeldTerm | Misfit:
    """Find the term that a record belongs to, among all terms of one person, kind and trade."""
    meant = _meant(claim, terms)
    if not meant:
        return Misfit.NO_CERTIFICATE
    fitting = [each for each in meant if claim.issued_on in span_of(each, claim.ordinal)]
    if not fitting:
        return Misfit.DAY_OUT_OF_TERM
    if len(fitting) > 1:
        return Misfit.CERTIFICATE_NOT_NAMED
    return fitting[0]


def may_still_serve(term: HeldTerm, ordinal: int) -> bool:
    """Tell whether a record that comes now is not void from the start (六.6, K11)."""
    return ordinal == FIRST or term.is_open


def nearest_span(claim: Claim, terms: Iterable[HeldTerm]) -> Window | None:
    """Give the days that a misfitting record may be told: of the term it falls in, or the last."""
    meant = sorted(_meant(claim, terms), key=lambda each: each.valid_from)
    around = [each for each in meant if each.valid_from <= claim.issued_on <= each.valid_to]
    spans = [span_of(each, claim.ordinal) for each in (*meant, *around)]
    return next((each for each in reversed(spans) if each.first <= each.last), None)


def _meant(claim: Claim, terms: Iterable[HeldTerm]) -> list[HeldTerm]:
    return [each for each in terms if claim.number is None or claim.number.startswith(each.core)]


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A record in the register, with what has become of its certificate since.

    `newest_term` is the certificate's last term approved, `valid_to` that term's last day.
    """

    term: int
    ordinal: int
    newest_term: int
    valid_to: date
    is_cancelled: bool
    in_renewal: bool
    has_passed_review: bool


def status_of_record(kept: Kept, on: date) -> CeRecordStatus:
    """Tell what a record is on a day: it serves once, and is void once it can serve no more."""
    is_past = kept.term < kept.newest_term
    if kept.has_passed_review if kept.ordinal == FIRST else is_past:
        return CeRecordStatus.USED
    has_expired = kept.valid_to < on and not kept.in_renewal
    is_void = kept.is_cancelled or is_past or has_expired
    return CeRecordStatus.VOID if is_void else CeRecordStatus.AVAILABLE
