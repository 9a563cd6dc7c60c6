"""What can be wrong with how a legal representative is named, and with an enterprise's name."""

import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Final

from contracts import id_number as id_numbers
from contracts.errors import Fault
from contracts.identity import Resolution
from contracts.names import normalised_person_name
from enterprise.application import refusals

SHORTEST_NAME: Final = 2
NOT_KNOWN: Final = "NOT_KNOWN"
ID_NUMBER: Final = "legal_representative_id_number"
NAME: Final = "legal_representative_name"


def kept_name(given: str) -> str:
    """An enterprise's name is kept as it was given, composed and without padding."""
    return unicodedata.normalize("NFC", given).strip()


def faults_of_name(given: str) -> Iterator[Fault]:
    """Tell what is wrong with an enterprise's name."""
    if len(kept_name(given)) < SHORTEST_NAME:
        yield Fault(path="name", reason=refusals.FAULTS["ENTERPRISE_NAME_SHAPE"])


def faults_of_person(name: str, id_number: str, today: date) -> Iterator[Fault]:
    """Tell what is wrong with a person's name and ID number, before anybody is asked."""
    for fault in id_numbers.faults_of(id_numbers.normalised(id_number), today):
        yield Fault(path=ID_NUMBER, reason=id_numbers.REASONS[fault])
    if not normalised_person_name(name):
        yield Fault(path=NAME, reason=refusals.FAULTS["NAME_EMPTY"])


def faults_of_resolution(resolution: Resolution) -> Iterator[Fault]:
    """Tell why identity knows nobody so named; to be unknown is no fault."""
    if resolution.fault in (None, NOT_KNOWN):
        return
    path = NAME if resolution.fault.startswith("NAME_") else ID_NUMBER
    yield Fault(path=path, reason=refusals.FAULTS.get(resolution.fault, resolution.fault))
