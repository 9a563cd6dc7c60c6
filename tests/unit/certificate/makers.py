"""A valid world for the rules of certificates: each test states only what differs."""

from dataclasses import replace
from datetime import date
from importlib.resources import files
from typing import Any
from uuid import UUID, uuid5

from certificate.domain.age import AgePolicy, age_policy_of
from certificate.domain.facts import Case, Employer, Holder
from certificate.domain.holding import Held, Wanted
from certificate.domain.numbers import NumberScheme, number_scheme_of
from contracts.vocabulary import Category, CertificateKind, Trade

PRINCIPAL = CertificateKind.PRINCIPAL
SAFETY_MANAGER = CertificateKind.SAFETY_MANAGER
OPERATOR = CertificateKind.OPERATOR

SPACE = UUID("6f1e0a52-0000-4000-8000-000000000000")


def an_id(name: str) -> UUID:
    """Give the same id for the same name."""
    return uuid5(SPACE, name)


HERE = an_id("the employer")
ELSEWHERE = an_id("another enterprise")

# 3: the default categories and the trades they permit, restated to test against.
PERMITS = {
    "G": "01 02 03 04 06 07 99",
    "P": "02 07 08 99",
    "J": "02 03 04 05 99",
    "Q": "01 02 03 04 99",
}


def categories(letters: str) -> frozenset[Category]:
    """Give the set that the letters write."""
    return frozenset(Category(letter) for letter in letters)


def trades(codes: str) -> frozenset[Trade]:
    """Give the trades of codes parted by spaces."""
    return frozenset(Trade(code) for code in codes.split())


def permitted_by(letters: str) -> frozenset[Trade]:
    """Give what any of the categories permits."""
    return frozenset().union(*(trades(PERMITS[letter]) for letter in letters))


def default_text(name: str) -> str:
    """Read a data file of the domain."""
    return (files("certificate.domain") / name).read_text("utf-8")


def default_age_policy() -> AgePolicy:
    """Give the age limits as shipped."""
    return age_policy_of(default_text("age_limits.toml"))


def default_scheme() -> NumberScheme:
    """Give the number scheme as shipped."""
    return number_scheme_of(default_text("number_scheme.toml"))


def held(kind: CertificateKind, enterprise: UUID = HERE, *, represents: bool = False) -> Held:
    """Give a certificate held; an operator's is of trade 01."""
    return Held(
        certificate=an_id(f"{kind} at {enterprise}"),
        kind=kind,
        enterprise=enterprise,
        represents=represents,
        trade=Trade.DISTRIBUTION_STATION if kind is OPERATOR else None,
        free_from=date(2029, 3, 15),
    )


def wanted(
    kind: CertificateKind, enterprise: UUID | None = HERE, *, represents: bool = False
) -> Wanted:
    """Give a certificate wanted; an operator's is of trade 01."""
    trade = Trade.DISTRIBUTION_STATION if kind is OPERATOR else None
    return Wanted(kind=kind, enterprise=enterprise, represents=represents, trade=trade)


def a_case(kind: CertificateKind = OPERATOR) -> Case:
    """Give a case of issuance in which every condition is met."""
    return Case(
        on=date(2024, 3, 15),
        holder=Holder(
            is_verified=True,
            has_id_photo=True,
            adult_on=date(2008, 5, 1),
            age_limit_on=date(2050, 5, 1),
        ),
        employer=Employer(
            enterprise=HERE,
            is_home_province=True,
            categories=categories("GJ"),
            permitted_trades=permitted_by("GJ"),
        ),
        wanted=wanted(kind),
    )


def with_holder(case: Case, **changes: Any) -> Case:
    """Give the case with a holder who differs."""
    return replace(case, holder=replace(case.holder, **changes))


def with_employer(case: Case, **changes: Any) -> Case:
    """Give the case with an employer that differs."""
    assert case.employer is not None
    return replace(case, employer=replace(case.employer, **changes))
