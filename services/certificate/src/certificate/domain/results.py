"""What an exam result is worth, and which of several operator results issues by itself (H8)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final
from uuid import UUID

from certificate.domain.holding import Held
from contracts.vocabulary import CertificateKind, ResultStatus, Trade

VERDICTS: Final[Mapping[str, bool]] = MappingProxyType({"合格": True, "不合格": False})


@dataclass(frozen=True, kw_only=True)
class Passed:
    """A passed and approved result that has no certificate yet."""

    result: UUID
    kind: CertificateKind
    trade: Trade | None
    exam_on: date


def trade_fits(kind: CertificateKind, trade: Trade | None) -> bool:
    """Tell whether the trade belongs to the kind: operators have one, the others none."""
    return (kind is CertificateKind.OPERATOR) == (trade is not None)


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


def _order(passed: Passed) -> tuple[date, str, str]:
    return passed.exam_on, passed.trade or "", str(passed.result)


def status_once_reviewed(*, passed: bool, approved: bool, by_itself: bool) -> ResultStatus:
    """Tell where a result stands when the authority has reviewed it (六.1, H8, H9)."""
    if not approved:
        return ResultStatus.REJECTED
    if not passed:
        return ResultStatus.FAILED
    return ResultStatus.PENDING if by_itself else ResultStatus.QUALIFIED
