"""Passed exam results: their order, and which of several operator results issues by itself (H8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from certificate.domain.holding import Held
from contracts.vocabulary import CertificateKind, Trade


@dataclass(frozen=True, kw_only=True)
class Passed:
    """A passed and approved result that has no certificate yet."""

    result: UUID
    kind: CertificateKind
    trade: Trade | None
    exam_on: date


def issues_by_itself(passed: Passed, others: Iterable[Passed], held: tuple[Held, ...]) -> bool:
    """Tell whether a result issues without its holder's command (H8, H9).

    Of one person's operator results only the earliest does, and none while a certificate of
    another trade is held. One of the same trade only makes it wait: so it was passed anew (六.5).
    """
    if passed.kind is not CertificateKind.OPERATOR:
        return True
    if any(each.kind is passed.kind and each.trade is not passed.trade for each in held):
        return False
    rivals = (each for each in others if each.kind is passed.kind)
    return all(_order(passed) <= _order(rival) for rival in rivals)


def in_order_of_exams(passed: Iterable[Passed]) -> list[Passed]:
    """Put results in the order in which they are issued: the earliest exam first (H8)."""
    return sorted(passed, key=_order)


def _order(passed: Passed) -> tuple[date, str, str]:
    return passed.exam_on, passed.trade or "", str(passed.result)
