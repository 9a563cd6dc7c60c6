"""To which term a continuing-education record belongs, and what it is good for (K11)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificate.domain.education import (
    Claim,
    HeldTerm,
    Kept,
    Misfit,
    may_still_serve,
    nearest_span,
    span_of,
    status_of_record,
    term_of,
)
from contracts.vocabulary import CeRecordStatus
from tests.unit.certificate.makers import an_id

START, DEADLINE, LAST = date(2024, 3, 15), date(2026, 9, 14), date(2029, 3, 14)
DAY = timedelta(days=1)
TERM = HeldTerm(
    certificate=an_id("a certificate"),
    core="青RQB2024000001",
    term=1,
    valid_from=START,
    valid_to=LAST,
    first_ce_deadline=DEADLINE,
    is_open=True,
)
NEXT = replace(
    TERM,
    term=2,
    valid_from=LAST + DAY,
    valid_to=date(2034, 3, 14),
    first_ce_deadline=date(2031, 9, 14),
)
KEPT = Kept(
    term=1,
    ordinal=1,
    newest_term=1,
    valid_to=LAST,
    is_cancelled=False,
    in_renewal=False,
    has_passed_review=False,
)
AVAILABLE, USED, VOID = CeRecordStatus


def claim(ordinal: int, on: date, number: str | None = None) -> Claim:
    """Give what a record says."""
    return Claim(ordinal=ordinal, issued_on=on, number=number)


@given(st.dates(START - 900 * DAY, NEXT.valid_to + 900 * DAY), st.sampled_from([1, 2]))
def test_at_most_one_term_of_a_certificate_takes_a_record(on: date, ordinal: int) -> None:
    fitting = [each for each in (TERM, NEXT) if on in span_of(each, ordinal)]
    assert len(fitting) <= 1
    found = term_of(claim(ordinal, on), (TERM, NEXT))
    assert found == (fitting[0] if fitting else Misfit.DAY_OUT_OF_TERM)


@given(st.dates(START, LAST))
def test_every_day_of_a_term_is_the_first_s_or_the_second_s(on: date) -> None:
    assert (on in span_of(TERM, 1)) != (on in span_of(TERM, 2))


@pytest.mark.parametrize(
    ("ordinal", "on", "term"),
    [(1, LAST + DAY, 2), (2, LAST, 1), (1, START, 1), (2, date(2031, 9, 15), 2)],
)
def test_the_day_tells_the_term(ordinal: int, on: date, term: int) -> None:
    found = term_of(claim(ordinal, on), (TERM, NEXT))
    assert isinstance(found, HeldTerm)
    assert found.term == term


def test_a_number_that_was_printed_earlier_still_names_the_certificate() -> None:
    """Only the letters after the core change."""
    other = replace(TERM, certificate=an_id("another"), core="青RQB2024000002")
    named = claim(1, START, "青RQB2024000002GJ")
    assert term_of(claim(1, START), (TERM, other)) is Misfit.CERTIFICATE_NOT_NAMED
    assert term_of(named, (TERM, other)) == other
    assert term_of(claim(1, START, "青RQB2024000003GJ"), (TERM, other)) is Misfit.NO_CERTIFICATE


def test_the_span_told_is_of_the_term_around_the_day_else_of_the_last() -> None:
    terms = (TERM, NEXT)
    assert nearest_span(claim(1, DEADLINE + DAY), terms) == span_of(TERM, 1)
    assert nearest_span(claim(1, date(2050, 1, 1)), terms) == span_of(NEXT, 1)


def test_a_term_that_ends_on_its_deadline_has_no_second() -> None:
    short = replace(TERM, first_ce_deadline=LAST)
    assert nearest_span(claim(2, LAST), (short,)) is None
    assert term_of(claim(2, LAST), (short,)) is Misfit.DAY_OUT_OF_TERM


def test_a_second_is_void_from_the_start_once_its_term_is_closed() -> None:
    closed = replace(TERM, is_open=False)
    assert [may_still_serve(closed, ordinal) for ordinal in (1, 2)] == [True, False]
    assert may_still_serve(TERM, 2)


@pytest.mark.parametrize(
    ("differs", "on", "status"),
    [
        ({}, LAST, AVAILABLE),
        ({}, LAST + DAY, VOID),
        ({"in_renewal": True}, LAST + DAY, AVAILABLE),
        ({"is_cancelled": True}, START, VOID),
        ({"has_passed_review": True}, START, USED),
        ({"has_passed_review": True}, LAST + DAY, USED),
        ({"newest_term": 2, "valid_to": NEXT.valid_to}, LAST + DAY, VOID),
    ],
)
def test_the_first_serves_a_review_once(
    differs: dict[str, object], on: date, status: CeRecordStatus
) -> None:
    assert status_of_record(replace(KEPT, **differs), on) is status  # type: ignore[arg-type]  # any


@pytest.mark.parametrize(
    ("differs", "on", "status"),
    [
        ({"has_passed_review": True}, LAST, AVAILABLE),
        ({}, LAST + DAY, VOID),
        ({"newest_term": 2, "valid_to": NEXT.valid_to}, LAST, USED),
        ({"newest_term": 2, "valid_to": NEXT.valid_to, "is_cancelled": True}, LAST, USED),
    ],
)
def test_the_second_serves_a_renewal_once(
    differs: dict[str, object], on: date, status: CeRecordStatus
) -> None:
    kept = replace(KEPT, ordinal=2, **differs)  # type: ignore[arg-type]  # any of them
    assert status_of_record(kept, on) is status
