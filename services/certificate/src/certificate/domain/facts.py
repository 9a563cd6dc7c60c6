"""The facts on which the conditions of a business are judged, as they stand on one day."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from certificate.domain.holding import Held, Wanted
from contracts.vocabulary import AbnormalReason, Category, Trade


@dataclass(frozen=True, kw_only=True)
class Holder:
    """The person; `age_limit_on` is the first day on which they may no longer hold one (D4)."""

    is_verified: bool
    has_id_photo: bool
    adult_on: date
    age_limit_on: date
    held: tuple[Held, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Employer:
    """The enterprise that counts as employer (H4); no categories: not yet registered (C1)."""

    enterprise: UUID
    is_home_province: bool
    categories: frozenset[Category]
    permitted_trades: frozenset[Trade]


@dataclass(frozen=True, kw_only=True)
class Renewing:
    """What a renewal alone asks about (六.6).

    `submitted_on` is set once it has been submitted: the window is tested as of that day only
    (D9). `age_limit_on` is the limit in force on the day after the last, under `age_rule` (D10).
    `names_agree`: the two names are equal when normalised (K12).
    """

    submitted_on: date | None
    first_ce_deadline: date
    second_record_on: date | None
    age_limit_on: date
    age_rule: str
    letters: frozenset[Category]
    unit_name: str
    employer_name: str | None
    names_agree: bool


@dataclass(frozen=True, kw_only=True)
class Renaming:
    """What a change of the enterprise's name alone asks about (六.3), compared as normalised."""

    printed_name: str
    registered_name: str
    names_agree: bool


@dataclass(frozen=True, kw_only=True)
class Certified:
    """The certificate that a case is about; `names_holder`: it shows the name proved last."""

    enterprise: UUID
    valid_to: date
    reasons: frozenset[AbnormalReason]
    is_cancelled: bool
    is_home_province: bool
    has_open_case: bool
    names_holder: bool
    renewing: Renewing | None = None
    renaming: Renaming | None = None


@dataclass(frozen=True, kw_only=True)
class Case:
    """All that a checklist may look at; at issuance there is no certificate yet."""

    on: date
    holder: Holder
    employer: Employer | None
    wanted: Wanted
    certificate: Certified | None = None
