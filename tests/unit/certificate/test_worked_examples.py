"""The worked examples of RULES 4: each day that counts, with the day before and the day after."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import pytest

from certificate.domain.businesses import ISSUANCE
from certificate.domain.review import review_passes
from certificate.domain.status import Standing, holds_a_place, status_of
from certificate.domain.terms import (
    Term,
    adult_on,
    after_passed_review,
    age_allows_renewal,
    renewal_window,
    renewed_term,
    review_due_on,
    term_from,
)
from contracts.vocabulary import CertificateStatus, Sex
from tests.unit.certificate.makers import SAFETY_MANAGER, a_case, default_age_policy, with_holder

DAY: Final = timedelta(days=1)
VALID, EXPIRED = CertificateStatus.VALID, CertificateStatus.EXPIRED


@dataclass(frozen=True, kw_only=True)
class Worked:
    """An example as RULES 4 tells it; without a review or a renewal, age is what ends the term."""

    born: date
    sex: Sex
    start: date
    last: date
    ce: date
    limit: date
    reviewed_on: date | None = None
    opens: date | None = None

    @property
    def term(self) -> Term:
        row = default_age_policy().in_force(self.sex, SAFETY_MANAGER, self.start)
        return term_from(self.start, row.limit_on(self.born))

    def __str__(self) -> str:
        return f"{self.start}-{self.born}"


EXAMPLES: Final = (
    Worked(
        born=date(1990, 5, 1),
        sex=Sex.MALE,
        limit=date(2050, 5, 1),
        start=date(2024, 3, 15),
        last=date(2029, 3, 14),
        ce=date(2026, 9, 14),
        reviewed_on=date(2026, 9, 15),
        opens=date(2028, 12, 15),
    ),
    Worked(
        born=date(1990, 5, 1),
        sex=Sex.MALE,
        limit=date(2050, 5, 1),
        start=date(2024, 2, 29),
        last=date(2029, 2, 27),
        ce=date(2026, 8, 28),
        reviewed_on=date(2026, 8, 29),
        opens=date(2028, 11, 28),
    ),
    Worked(
        born=date(1990, 5, 1),
        sex=Sex.MALE,
        limit=date(2050, 5, 1),
        start=date(2024, 8, 31),
        last=date(2029, 8, 30),
        ce=date(2027, 2, 27),
        reviewed_on=date(2027, 2, 28),
        opens=date(2029, 5, 31),
    ),
    Worked(
        born=date(1966, 5, 1),
        sex=Sex.MALE,
        start=date(2024, 3, 15),
        last=date(2026, 4, 30),
        ce=date(2026, 4, 30),
        limit=date(2026, 5, 1),
    ),
    Worked(
        born=date(1972, 2, 29),
        sex=Sex.FEMALE,
        start=date(2025, 3, 1),
        last=date(2027, 2, 27),
        ce=date(2027, 2, 27),
        limit=date(2027, 2, 28),
    ),
)
examples = pytest.mark.parametrize("worked", EXAMPLES, ids=str)
full_terms = pytest.mark.parametrize("worked", [each for each in EXAMPLES if each.opens], ids=str)
cut_by_age = pytest.mark.parametrize(
    "worked", [each for each in EXAMPLES if each.opens is None], ids=str
)


def around(day: date) -> tuple[date, date, date]:
    return day - DAY, day, day + DAY


@examples
def test_the_term_is_the_example_s(worked: Worked) -> None:
    """D0, D1, D2, D5."""
    assert worked.term == Term(valid_from=worked.start, valid_to=worked.last, ce_deadline=worked.ce)


@examples
def test_it_is_valid_on_its_last_day_and_expired_the_day_after(worked: Worked) -> None:
    """D1, H2."""
    standing = Standing(valid_to=worked.term.valid_to)
    assert [status_of(standing, on) for on in around(worked.last)] == [VALID, VALID, EXPIRED]
    assert [holds_a_place(standing, on) for on in around(worked.last)] == [True, True, False]


@full_terms
def test_the_review_falls_on_the_day_after_the_deadline(worked: Worked) -> None:
    """D7."""
    assert review_due_on(worked.term) == worked.reviewed_on == worked.ce + DAY


@full_terms
def test_a_record_counts_up_to_and_on_the_deadline(worked: Worked) -> None:
    """六.5, K11."""
    told = [review_passes(worked.term, issued_on) for issued_on in around(worked.ce)]
    assert told == [True, True, False]


@full_terms
def test_a_record_counts_from_the_first_day_on(worked: Worked) -> None:
    """六.5, K11."""
    told = [review_passes(worked.term, issued_on) for issued_on in around(worked.start)]
    assert told == [False, True, True]


@full_terms
def test_a_passed_review_sets_the_deadline_to_the_last_day(worked: Worked) -> None:
    """D3, D10: and no further review comes."""
    passed = after_passed_review(worked.term)
    assert passed.ce_deadline == worked.last
    assert review_due_on(passed) is None


@cut_by_age
def test_expiry_comes_instead_of_a_review(worked: Worked) -> None:
    """D10."""
    assert review_due_on(worked.term) is None


@full_terms
def test_the_window_opens_on_its_day_and_closes_with_the_term(worked: Worked) -> None:
    """D9."""
    assert worked.opens is not None
    window = renewal_window(worked.term.valid_to)
    assert [on in window for on in around(worked.opens)] == [False, True, True]
    assert [on in window for on in around(worked.last)] == [True, True, False]


@full_terms
def test_the_next_term_begins_the_day_after_the_last(worked: Worked) -> None:
    """D9, D10."""
    assert age_allows_renewal(worked.last, worked.limit)
    assert renewed_term(worked.last, worked.limit).valid_from == worked.last + DAY


@cut_by_age
def test_what_age_has_cut_is_not_renewed(worked: Worked) -> None:
    """D10: for one born a day later there would be one day more."""
    assert not age_allows_renewal(worked.last, worked.limit)
    assert age_allows_renewal(worked.last, worked.limit + DAY)


@examples
def test_age_is_within_limits_up_to_the_day_before_the_birthday(worked: Worked) -> None:
    """D4, D5."""
    row = default_age_policy().in_force(worked.sex, SAFETY_MANAGER, worked.start)
    assert row.limit_on(worked.born) == worked.limit
    assert [is_of_age(worked, on) for on in around(worked.limit)] == [True, False, False]


@examples
def test_age_is_within_limits_from_the_18th_birthday_on(worked: Worked) -> None:
    """D4, D5."""
    came_of_age = adult_on(worked.born)
    assert [is_of_age(worked, on) for on in around(came_of_age)] == [False, True, True]


def is_of_age(worked: Worked, on: date) -> bool:
    case = with_holder(
        a_case(SAFETY_MANAGER), adult_on=adult_on(worked.born), age_limit_on=worked.limit
    )
    judged = ISSUANCE.judge(replace(case, on=on))
    return next(each.met for each in judged if each.code == "age_is_within_limits")
