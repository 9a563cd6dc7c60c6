"""Finding ID numbers where none may be."""

import re
from typing import Final

from contracts.id_number import check_digit_of

_LIKE_AN_ID_NUMBER: Final = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{16}[0-9Xx](?![0-9A-Za-z])")


def personal_data_in(written: str, known: frozenset[str]) -> bool:
    """Whether a text holds one of the known ID numbers, or anything that would pass for one."""
    return any(number in written for number in known) or any(
        check_digit_of(found[:17]) == found[17].upper()
        for found in _LIKE_AN_ID_NUMBER.findall(written)
    )
