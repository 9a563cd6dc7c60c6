"""The businesses of section 六 and their checklists: one table for checking and for doing."""

from typing import Final

from certificate.domain.checklist import Checklist
from certificate.domain.conditions import (
    age_is_within_limits,
    certificate_may_be_held,
    employer_has_registered_categories,
    employer_is_local,
    employer_permits_the_trade,
    holder_has_an_employer,
    person_is_verified,
    photo_is_uploaded,
)

ISSUANCE: Final = Checklist(
    "新发证",
    (
        person_is_verified,
        photo_is_uploaded,
        holder_has_an_employer,
        certificate_may_be_held,
        age_is_within_limits,
        employer_has_registered_categories,
    ),
    section="六.1",
    also=(employer_permits_the_trade, employer_is_local),
)
