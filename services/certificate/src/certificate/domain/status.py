"""What a certificate and its versions are on a day, from dates and reasons (H2, C3, D9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from certificate.domain.terms import day_after
from contracts.vocabulary import AbnormalReason, CertificateStatus, VersionStatus

PLACE_HOLDING: Final = frozenset({CertificateStatus.VALID, CertificateStatus.ABNORMAL})  # H2


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What the status of a certificate rests on.

    `valid_to` is that of the last version already approved; `in_renewal` is true from the
    submission of a renewal until its case closes (D9).
    """

    valid_to: date
    reasons: frozenset[AbnormalReason] = frozenset()
    cancelled_on: date | None = None
    in_renewal: bool = False


@dataclass(frozen=True, kw_only=True)
class Version:
    """One printed version: its number, and the term (1, 2, …) in which it was printed."""

    number: int
    term: int
    valid_from: date
    valid_to: date


def status_of(standing: Standing, on: date) -> CertificateStatus:
    """Tell what the certificate is on a day; the last day of validity still counts."""
    if standing.cancelled_on is not None and standing.cancelled_on <= on:
        return CertificateStatus.CANCELLED
    if standing.valid_to < on:
        return CertificateStatus.EXPIRED
    return CertificateStatus.ABNORMAL if standing.reasons else CertificateStatus.VALID


def is_usable(standing: Standing, on: date) -> bool:
    """Tell whether one may work under it: in force, and without any reason against it (C3)."""
    return status_of(standing, on) is CertificateStatus.VALID


def holds_a_place(standing: Standing, on: date) -> bool:
    """Tell whether it counts among its holder's certificates, and in a category change (H2, D9)."""
    status = status_of(standing, on)
    return status in PLACE_HOLDING or (status is CertificateStatus.EXPIRED and standing.in_renewal)


def place_is_free_from(standing: Standing) -> date | None:
    """Give the first day on which its place is free by itself; none while it is in renewal."""
    if standing.in_renewal:
        return standing.cancelled_on
    return min(standing.cancelled_on or date.max, day_after(standing.valid_to))


def version_status_of(
    version: Version, among: Iterable[Version], on: date, *, cancelled: bool
) -> VersionStatus:
    """Tell what one version is on a day, among all versions of its certificate."""
    others = tuple(among)
    if any(each.term == version.term and each.number > version.number for each in others):
        return VersionStatus.SUPERSEDED
    if cancelled:
        return VersionStatus.CANCELLED
    if on < version.valid_from:
        return VersionStatus.UPCOMING
    if any(each.term > version.term and each.valid_from <= on for each in others):
        return VersionStatus.SUPERSEDED
    return VersionStatus.EXPIRED if version.valid_to < on else VersionStatus.IN_FORCE


def versions_to_reissue(
    versions: Iterable[Version], standing: Standing, on: date
) -> tuple[Version, ...]:
    """Give the versions a reissue replaces: in force, already approved, or in renewal (C2, D9)."""
    if not holds_a_place(standing, on):
        return ()
    every = tuple(versions)
    live = {VersionStatus.IN_FORCE, VersionStatus.UPCOMING, VersionStatus.EXPIRED}
    return tuple(
        each for each in every if version_status_of(each, every, on, cancelled=False) in live
    )
