"""What certificates and versions are on a day, and which hold their place (H2, C2–C4, D9)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificate.domain.status import (
    Standing,
    Version,
    holds_a_place,
    is_usable,
    place_is_free_from,
    status_of,
    version_status_of,
    versions_to_reissue,
)
from contracts.vocabulary import AbnormalReason, CertificateStatus, VersionStatus

LAST = date(2029, 3, 14)
BEFORE = date(2029, 3, 13)
AFTER = date(2029, 3, 15)
TODAY = date(2028, 12, 20)
MARKED = frozenset({AbnormalReason.TRADE_NOT_PERMITTED})

FIRST = Version(number=1, term=1, valid_from=date(2024, 3, 15), valid_to=LAST)
AGAIN = Version(number=2, term=1, valid_from=date(2024, 3, 15), valid_to=LAST)
RENEWED = Version(number=3, term=2, valid_from=AFTER, valid_to=date(2034, 3, 14))

days = st.dates(date(2020, 1, 1), date(2036, 1, 1))
standings = st.builds(
    Standing,
    valid_to=days,
    reasons=st.frozensets(st.sampled_from(AbnormalReason)),
    cancelled_on=st.none() | days,
    in_renewal=st.booleans(),
)


@pytest.mark.parametrize(
    ("on", "status"),
    [
        (BEFORE, CertificateStatus.VALID),
        (LAST, CertificateStatus.VALID),
        (AFTER, CertificateStatus.EXPIRED),
    ],
)
def test_a_certificate_is_valid_up_to_and_on_its_last_day(
    on: date, status: CertificateStatus
) -> None:
    assert status_of(Standing(valid_to=LAST), on) is status


@pytest.mark.parametrize("reason", AbnormalReason)
def test_any_reason_makes_a_certificate_abnormal_and_unusable(reason: AbnormalReason) -> None:
    standing = Standing(valid_to=LAST, reasons=frozenset({reason}))
    assert status_of(standing, LAST) is CertificateStatus.ABNORMAL
    assert not is_usable(standing, LAST)


def test_a_certificate_without_reasons_is_usable_until_it_expires() -> None:
    standing = Standing(valid_to=LAST)
    assert [is_usable(standing, on) for on in (BEFORE, LAST, AFTER)] == [True, True, False]


def test_an_expired_certificate_is_expired_whatever_its_reasons() -> None:
    assert status_of(Standing(valid_to=LAST, reasons=MARKED), AFTER) is CertificateStatus.EXPIRED


@pytest.mark.parametrize(
    ("on", "status"),
    [
        (date(2027, 5, 31), CertificateStatus.VALID),
        (date(2027, 6, 1), CertificateStatus.CANCELLED),
        (date(2027, 6, 2), CertificateStatus.CANCELLED),
        (AFTER, CertificateStatus.CANCELLED),
    ],
)
def test_a_cancellation_counts_from_its_day_for_ever(on: date, status: CertificateStatus) -> None:
    assert status_of(Standing(valid_to=LAST, cancelled_on=date(2027, 6, 1)), on) is status


def test_valid_and_abnormal_certificates_hold_their_place() -> None:
    assert holds_a_place(Standing(valid_to=LAST), LAST)
    assert holds_a_place(Standing(valid_to=LAST, reasons=MARKED), LAST)


def test_expired_and_cancelled_certificates_hold_no_place() -> None:
    assert not holds_a_place(Standing(valid_to=LAST), AFTER)
    assert not holds_a_place(Standing(valid_to=LAST, cancelled_on=BEFORE), LAST)


def test_a_certificate_in_renewal_keeps_its_place_though_expired_for_use() -> None:
    standing = Standing(valid_to=LAST, in_renewal=True)
    assert holds_a_place(standing, AFTER)
    assert status_of(standing, AFTER) is CertificateStatus.EXPIRED
    assert not is_usable(standing, AFTER)


def test_a_cancelled_certificate_loses_its_place_even_in_renewal() -> None:
    assert not holds_a_place(Standing(valid_to=LAST, cancelled_on=LAST, in_renewal=True), LAST)


@given(standings)
def test_a_place_is_free_on_the_day_foretold_and_not_the_day_before(standing: Standing) -> None:
    free_from = place_is_free_from(standing)
    if free_from is None:
        assert holds_a_place(standing, date.max)
    else:
        assert not holds_a_place(standing, free_from)
        assert holds_a_place(standing, date.fromordinal(free_from.toordinal() - 1))


@given(standings, days)
def test_a_usable_certificate_holds_its_place(standing: Standing, on: date) -> None:
    assert holds_a_place(standing, on) or not is_usable(standing, on)


def statuses(versions: tuple[Version, ...], on: date) -> list[VersionStatus]:
    """Give what each version is on a day."""
    return [version_status_of(each, versions, on, cancelled=False) for each in versions]


def test_a_reissue_supersedes_the_version_before_it_at_once() -> None:
    assert statuses((FIRST, AGAIN), TODAY) == [VersionStatus.SUPERSEDED, VersionStatus.IN_FORCE]


@pytest.mark.parametrize(
    ("on", "old", "new"),
    [
        (BEFORE, VersionStatus.IN_FORCE, VersionStatus.UPCOMING),
        (LAST, VersionStatus.IN_FORCE, VersionStatus.UPCOMING),
        (AFTER, VersionStatus.SUPERSEDED, VersionStatus.IN_FORCE),
    ],
)
def test_the_old_version_is_in_force_until_the_renewed_one_starts(
    on: date, old: VersionStatus, new: VersionStatus
) -> None:
    assert statuses((AGAIN, RENEWED), on) == [old, new]


def test_a_version_that_nothing_follows_expires() -> None:
    assert statuses((FIRST,), LAST) == [VersionStatus.IN_FORCE]
    assert statuses((FIRST,), AFTER) == [VersionStatus.EXPIRED]


def test_cancelling_cancels_the_current_versions_and_leaves_superseded_ones_readable() -> None:
    every = (FIRST, AGAIN, RENEWED)
    assert [version_status_of(each, every, TODAY, cancelled=True) for each in every] == [
        VersionStatus.SUPERSEDED,
        VersionStatus.CANCELLED,
        VersionStatus.CANCELLED,
    ]


def test_a_reissue_replaces_the_version_in_force_and_the_one_already_approved() -> None:
    standing = Standing(valid_to=RENEWED.valid_to)
    assert versions_to_reissue((FIRST, AGAIN, RENEWED), standing, TODAY) == (AGAIN, RENEWED)


def test_a_reissue_leaves_the_old_term_alone_once_the_renewed_one_has_started() -> None:
    standing = Standing(valid_to=RENEWED.valid_to)
    assert versions_to_reissue((FIRST, AGAIN, RENEWED), standing, AFTER) == (RENEWED,)


def test_a_reissue_leaves_expired_and_cancelled_certificates_alone() -> None:
    assert versions_to_reissue((FIRST,), Standing(valid_to=LAST), AFTER) == ()
    cancelled = Standing(valid_to=LAST, cancelled_on=TODAY)
    assert versions_to_reissue((FIRST,), cancelled, TODAY) == ()


def test_a_reissue_takes_in_a_certificate_that_expired_while_its_renewal_runs() -> None:
    standing = Standing(valid_to=LAST, in_renewal=True)
    assert versions_to_reissue((FIRST, AGAIN), standing, AFTER) == (AGAIN,)


@given(
    terms=st.lists(st.integers(1, 3), min_size=1, max_size=8),
    on=st.dates(date(2024, 3, 15)),
    cancelled=st.booleans(),
)
def test_at_most_one_version_is_in_force_on_any_day(
    terms: list[int], on: date, *, cancelled: bool
) -> None:
    versions = tuple(
        Version(
            number=number,
            term=term,
            valid_from=date(2024 + 5 * (term - 1), 3, 15),
            valid_to=date(2024 + 5 * term, 3, 14),
        )
        for number, term in enumerate(sorted(terms), start=1)
    )
    every = [version_status_of(each, versions, on, cancelled=cancelled) for each in versions]
    assert every.count(VersionStatus.IN_FORCE) <= 1
