"""Which certificates one may hold at once, and whose employer counts (六.1(4), H1, H4)."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificate.domain.holding import (
    Held,
    HoldingConflict,
    Ties,
    Wanted,
    counts_as_employer,
    employer_at_issuance,
    obstacles_to_holding,
    what_forbids_holding,
)
from contracts.vocabulary import CertificateKind, Trade
from tests.unit.certificate.makers import (
    ELSEWHERE,
    HERE,
    OPERATOR,
    PRINCIPAL,
    SAFETY_MANAGER,
    an_id,
    held,
    wanted,
)

THIRD = an_id("a third enterprise")
ENTERPRISES = (HERE, ELSEWHERE, THIRD)


@pytest.mark.parametrize("kind", CertificateKind)
def test_one_who_holds_nothing_may_hold_any_kind(kind: CertificateKind) -> None:
    assert what_forbids_holding((), wanted(kind)) == ()


@pytest.mark.parametrize("kind", [SAFETY_MANAGER, OPERATOR])
def test_a_principal_may_hold_no_other_kind(kind: CertificateKind) -> None:
    found = what_forbids_holding((held(PRINCIPAL),), wanted(kind))
    assert found == (HoldingConflict.PRINCIPAL_EXCLUDES_OTHERS,)


@pytest.mark.parametrize("kind", [SAFETY_MANAGER, OPERATOR])
def test_one_who_holds_another_kind_may_not_become_a_principal(kind: CertificateKind) -> None:
    found = what_forbids_holding((held(kind),), wanted(PRINCIPAL, represents=True))
    assert found == (HoldingConflict.PRINCIPAL_EXCLUDES_OTHERS,)


def test_a_safety_manager_may_be_an_operator_as_well() -> None:
    assert what_forbids_holding((held(SAFETY_MANAGER),), wanted(OPERATOR)) == ()


def test_an_operator_may_be_a_safety_manager_as_well() -> None:
    assert what_forbids_holding((held(OPERATOR),), wanted(SAFETY_MANAGER)) == ()


def test_nobody_is_safety_manager_twice_even_elsewhere() -> None:
    found = what_forbids_holding((held(SAFETY_MANAGER, ELSEWHERE),), wanted(SAFETY_MANAGER))
    assert found == (HoldingConflict.SAFETY_MANAGER_ALREADY,)


@pytest.mark.parametrize("trade", Trade)
def test_nobody_is_operator_twice_whatever_the_trades(trade: Trade) -> None:
    found = what_forbids_holding((held(OPERATOR),), replace(wanted(OPERATOR), trade=trade))
    assert found == (HoldingConflict.OPERATOR_ALREADY,)


def test_a_legal_representative_of_each_may_be_principal_of_several() -> None:
    have = (held(PRINCIPAL, ELSEWHERE, represents=True), held(PRINCIPAL, THIRD, represents=True))
    assert what_forbids_holding(have, wanted(PRINCIPAL, represents=True)) == ()


@pytest.mark.parametrize(("there", "here"), [(False, True), (True, False), (False, False)], ids=str)
def test_one_who_does_not_represent_each_may_be_principal_of_one(
    *, there: bool, here: bool
) -> None:
    have = (held(PRINCIPAL, ELSEWHERE, represents=there),)
    found = what_forbids_holding(have, wanted(PRINCIPAL, represents=here))
    assert found == (HoldingConflict.NOT_LEGAL_REPRESENTATIVE_OF_EACH,)


def test_nobody_is_principal_of_one_enterprise_twice() -> None:
    found = what_forbids_holding(
        (held(PRINCIPAL, represents=True),), wanted(PRINCIPAL, represents=True)
    )
    assert found == (HoldingConflict.PRINCIPAL_OF_THE_SAME_ENTERPRISE,)


def test_every_certificate_in_the_way_is_named_with_its_reason() -> None:
    manager, operator = held(SAFETY_MANAGER), held(OPERATOR)
    obstacles = obstacles_to_holding((manager, operator), wanted(PRINCIPAL))
    assert [(each.held, each.conflict) for each in obstacles] == [
        (manager, HoldingConflict.PRINCIPAL_EXCLUDES_OTHERS),
        (operator, HoldingConflict.PRINCIPAL_EXCLUDES_OTHERS),
    ]


def test_a_reason_is_told_once_however_many_certificates_give_it() -> None:
    have = (held(SAFETY_MANAGER), held(OPERATOR))
    assert what_forbids_holding(have, wanted(PRINCIPAL)) == (
        HoldingConflict.PRINCIPAL_EXCLUDES_OTHERS,
    )


def set_is_allowed(certificates: tuple[Held, ...]) -> bool:
    """Say H1 again, over whole sets."""
    kinds = sorted(each.kind for each in certificates)
    if PRINCIPAL not in kinds:
        return len(set(kinds)) == len(kinds)
    alone = len(certificates) == 1
    differ = len({each.enterprise for each in certificates}) == len(certificates)
    represented = all(each.represents for each in certificates)
    return set(kinds) == {PRINCIPAL} and (alone or (differ and represented))


wishes = st.lists(
    st.tuples(st.sampled_from(CertificateKind), st.sampled_from(ENTERPRISES), st.booleans()),
    max_size=8,
)


@given(wishes)
def test_wish_by_wish_exactly_the_allowed_sets_are_reached(
    wish_list: list[tuple[CertificateKind, UUID, bool]],
) -> None:
    have: tuple[Held, ...] = ()
    for kind, enterprise, represents in wish_list:
        wish = Wanted(kind=kind, enterprise=enterprise, represents=represents)
        with_it = (*have, held(kind, enterprise, represents=represents))
        may = not what_forbids_holding(have, wish)
        assert may is set_is_allowed(with_it)
        have = with_it if may else have


@given(wishes, st.sampled_from(CertificateKind))
def test_more_certificates_never_allow_more(
    have: list[tuple[CertificateKind, UUID, bool]], kind: CertificateKind
) -> None:
    every = tuple(held(each, where, represents=legal) for each, where, legal in have)
    fewer = what_forbids_holding(every[1:], wanted(kind, represents=True))
    assert set(fewer) <= set(what_forbids_holding(every, wanted(kind, represents=True)))


def test_a_principal_has_the_enterprise_represented_for_employer() -> None:
    ties = Ties(employed_by=None, represents=frozenset({HERE}))
    assert counts_as_employer(PRINCIPAL, ties, HERE)


@pytest.mark.parametrize("kind", [SAFETY_MANAGER, OPERATOR])
def test_representing_an_enterprise_employs_nobody_but_principals(kind: CertificateKind) -> None:
    ties = Ties(employed_by=None, represents=frozenset({HERE}))
    assert not counts_as_employer(kind, ties, HERE)
    assert employer_at_issuance(kind, ties, ()) is None


@pytest.mark.parametrize("kind", CertificateKind)
def test_a_certificate_stands_for_the_employer(kind: CertificateKind) -> None:
    ties = Ties(employed_by=HERE, represents=frozenset({ELSEWHERE}))
    assert employer_at_issuance(kind, ties, ()) == HERE


def test_a_second_principal_certificate_stands_for_the_other_enterprise_represented() -> None:
    ties = Ties(employed_by=HERE, represents=frozenset({HERE, ELSEWHERE}))
    have = (held(PRINCIPAL, HERE, represents=True),)
    assert employer_at_issuance(PRINCIPAL, ties, have) == ELSEWHERE


def test_nothing_is_guessed_where_several_represented_enterprises_are_left() -> None:
    ties = Ties(employed_by=None, represents=frozenset(ENTERPRISES))
    assert employer_at_issuance(PRINCIPAL, ties, ()) is None


def test_the_enterprise_that_the_result_names_goes_before_the_employer() -> None:
    ties = Ties(employed_by=HERE, represents=frozenset({HERE, ELSEWHERE}))
    assert employer_at_issuance(PRINCIPAL, ties, (), named=ELSEWHERE) == ELSEWHERE


@pytest.mark.parametrize("kind", CertificateKind)
def test_an_enterprise_named_that_employs_the_person_in_no_way_is_none(
    kind: CertificateKind,
) -> None:
    ties = Ties(employed_by=HERE)
    assert employer_at_issuance(kind, ties, (), named=ELSEWHERE) is None


@given(
    st.none() | st.sampled_from(ENTERPRISES),
    st.frozensets(st.sampled_from(ENTERPRISES)),
    st.sampled_from(CertificateKind),
    st.lists(st.sampled_from(ENTERPRISES), max_size=3, unique=True),
)
def test_whatever_enterprise_is_chosen_counts_as_employer(
    employed_by: UUID | None,
    represents: frozenset[UUID],
    kind: CertificateKind,
    have: list[UUID],
) -> None:
    ties = Ties(employed_by=employed_by, represents=represents)
    principals = tuple(held(PRINCIPAL, each, represents=True) for each in have)
    chosen = employer_at_issuance(kind, ties, principals)
    assert chosen is None or counts_as_employer(kind, ties, chosen)
