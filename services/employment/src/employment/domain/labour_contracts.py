"""Labour contracts: what a file must be to be kept, and where one may be added (二.4(2), 四)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique
from typing import Final
from uuid import UUID

from employment.domain.employments import Employment
from employment.domain.offers import Offer

MOST_BYTES: Final = 5 * 1024 * 1024
MOST_CONTRACTS: Final = 20
MEDIA_TYPE: Final = "application/pdf"
_HEADER: Final = re.compile(rb"%PDF-[12]\.[0-9]")
_END: Final = b"%%EOF"
_TAIL: Final = 1024  # The end's mark stands within so many bytes of the end, by custom.


@unique
class PdfFault(StrEnum):
    """What can be wrong with a file; the first kind leaves nothing else to be seen."""

    NO_PDF = "LABOUR_CONTRACT_NO_PDF"
    INCOMPLETE = "LABOUR_CONTRACT_INCOMPLETE"
    ENCRYPTED = "LABOUR_CONTRACT_ENCRYPTED"
    ACTIVE = "LABOUR_CONTRACT_ACTIVE"


@unique
class ContractObstacle(StrEnum):
    """Why no labour contract can be added."""

    OFFER_ENDED = "OFFER_CLOSED"
    EMPLOYMENT_ENDED = "EMPLOYMENT_ENDED"
    TOO_MANY = "LABOUR_CONTRACTS_TOO_MANY"


@dataclass(frozen=True, kw_only=True)
class LabourContract:
    """A labour contract as it was added; it stays as it is, whatever is added later."""

    id: UUID
    offer: UUID
    size: int
    sha256: str
    added_at: datetime


def _spelt(name: str) -> bytes:
    """Match a PDF name however its letters are written: `/JS` may stand there as `/J#53`."""
    letters = (f"(?:{letter}|#(?i:{ord(letter):02x}))" for letter in name)
    return f"/{''.join(letters)}(?![A-Za-z])".encode()


_ENCRYPTED: Final = re.compile(_spelt("Encrypt"))
_ACTIVE: Final = re.compile(b"|".join(_spelt(name) for name in ("JavaScript", "Launch")))


def faults_of(content: bytes) -> Iterator[PdfFault]:
    """Tell everything that keeps a file from being kept as a labour contract.

    Only what lies open is seen: a script within a compressed part of the file is not.
    """
    if _HEADER.match(content) is None:
        yield PdfFault.NO_PDF
        return
    if _END not in content[-_TAIL:]:
        yield PdfFault.INCOMPLETE
    if _ENCRYPTED.search(content) is not None:
        yield PdfFault.ENCRYPTED
    if _ACTIVE.search(content) is not None:
        yield PdfFault.ACTIVE


def obstacles_to_contract(
    offer: Offer, employment: Employment | None, *, contracts: int
) -> tuple[ContractObstacle, ...]:
    """Tell everything that stands against another contract beside those that there are."""
    has_ended = employment is not None and not employment.lasts
    found = {
        ContractObstacle.OFFER_ENDED: employment is None and not offer.is_open,
        ContractObstacle.EMPLOYMENT_ENDED: has_ended,
        ContractObstacle.TOO_MANY: contracts >= MOST_CONTRACTS,
    }
    return tuple(obstacle for obstacle, stands in found.items() if stands)
