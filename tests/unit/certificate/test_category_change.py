"""What a change of categories does to certificates, and the fingerprint of its plan (五)."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificate.domain.category_change import (
    Effect,
    Lift,
    Mark,
    Nothing,
    Numbered,
    Planned,
    Reissue,
    Unchanged,
    effect_of,
    fingerprint_of,
    reasons_after,
)
from contracts.vocabulary import (
    AbnormalReason,
    Category,
    CertificateKind,
    CertificateStatus,
    Trade,
)
from tests.unit.certificate.makers import (
    ELSEWHERE,
    HERE,
    OPERATOR,
    PRINCIPAL,
    SAFETY_MANAGER,
    an_id,
    categories,
    permitted_by,
    trades,
)

MARKED = frozenset({AbnormalReason.TRADE_NOT_PERMITTED})
CE_MISSED = frozenset({AbnormalReason.CE_NOT_COMPLETED})
BOTH = MARKED | CE_MISSED
LETTERED = (PRINCIPAL, SAFETY_MANAGER)
CORES = {PRINCIPAL: "青RQA2024000123", SAFETY_MANAGER: "青RQB2024000045"}
IN_FORCE = (CertificateStatus.VALID, CertificateStatus.ABNORMAL)
OUT_OF_FORCE = {
    CertificateStatus.EXPIRED: Unchanged.EXPIRED,
    CertificateStatus.CANCELLED: Unchanged.CANCELLED,
}

some_categories = st.frozensets(st.sampled_from(Category), min_size=1)
reasons = st.frozensets(st.sampled_from(AbnormalReason))


def lettered(kind: CertificateKind, letters: str = "GJ") -> Numbered:
    """Give a valid certificate with letters in its number."""
    return Numbered(
        kind=kind,
        core=CORES[kind],
        letters=categories(letters),
        status=CertificateStatus.VALID,
    )


def operator(
    trade: Trade = Trade.VEHICLE_FILLING_STATION,
    reasons: frozenset[AbnormalReason] = frozenset(),
) -> Numbered:
    """Give an operator's certificate, valid or abnormal as its reasons make it."""
    status = CertificateStatus.ABNORMAL if reasons else CertificateStatus.VALID
    return Numbered(
        kind=OPERATOR, core="青RQC2024000031", trade=trade, reasons=reasons, status=status
    )


def changed(certificate: Numbered, letters: str) -> Effect:
    """Give the effect of new categories under the default table."""
    return effect_of(certificate, categories(letters), permitted_by(letters))


def marked_by(before: str, after: str) -> frozenset[Trade]:
    """Give the trades that are marked when an enterprise goes from one set to another."""
    start = permitted_by(before)
    return frozenset(trade for trade in start if changed(operator(trade), after) == Mark())


@pytest.mark.parametrize("kind", LETTERED)
@pytest.mark.parametrize("status", IN_FORCE)
def test_principals_and_safety_managers_get_the_new_letters_and_nothing_else(
    kind: CertificateKind, status: CertificateStatus
) -> None:
    assert changed(replace(lettered(kind), status=status), "G") == Reissue(
        old_number=CORES[kind] + "GJ", new_number=CORES[kind] + "G"
    )


@pytest.mark.parametrize("kind", LETTERED)
@pytest.mark.parametrize(("before", "after"), [("G", "GPJQ"), ("GPJQ", "Q"), ("P", "GJ")])
def test_letters_are_added_and_taken_away_alike(
    kind: CertificateKind, before: str, after: str
) -> None:
    assert changed(lettered(kind, before), after) == Reissue(
        old_number=CORES[kind] + before, new_number=CORES[kind] + after
    )


@pytest.mark.parametrize("kind", LETTERED)
def test_the_same_letters_do_nothing(kind: CertificateKind) -> None:
    assert changed(lettered(kind), "JG") == Nothing(why=Unchanged.SAME_LETTERS)


@pytest.mark.parametrize(
    ("before", "after", "marked"),
    [
        ("GJ", "G", "05"),
        ("G", "P", "01 03 04 06"),
        ("P", "J", "07 08"),
        ("J", "G", "05"),
    ],
)
def test_the_worked_changes_mark_exactly_the_trades_named(
    before: str, after: str, marked: str
) -> None:
    assert marked_by(before, after) == trades(marked)


@pytest.mark.parametrize("before", ["G", "P", "J", "Q", "GJ", "PQ", "GPJ"])
@pytest.mark.parametrize("added", "GPJQ")
def test_adding_a_category_marks_nobody(before: str, added: str) -> None:
    assert marked_by(before, "".join({*before, added})) == frozenset()


def test_an_operator_no_longer_permitted_is_marked() -> None:
    assert changed(operator(), "G") == Mark()


def test_an_operator_permitted_again_loses_the_mark() -> None:
    assert changed(operator(reasons=MARKED), "GJ") == Lift()


def test_an_operator_still_permitted_is_left_alone() -> None:
    assert changed(operator(Trade.PIPE_NETWORK), "G") == Nothing(why=Unchanged.TRADE_PERMITTED)


def test_a_mark_is_made_once() -> None:
    assert changed(operator(reasons=MARKED), "G") == Nothing(why=Unchanged.MARKED_ALREADY)


def test_a_missed_education_is_no_reason_to_lift() -> None:
    certificate = operator(Trade.PIPE_NETWORK, CE_MISSED)
    assert changed(certificate, "GJ") == Nothing(why=Unchanged.TRADE_PERMITTED)


def test_a_missed_education_does_not_keep_the_mark_away() -> None:
    effect = changed(operator(reasons=CE_MISSED), "G")
    assert reasons_after(CE_MISSED, effect) == BOTH


def test_a_missed_education_stays_when_the_mark_is_lifted() -> None:
    effect = changed(operator(reasons=BOTH), "GJ")
    assert reasons_after(BOTH, effect) == CE_MISSED


@pytest.mark.parametrize(("status", "why"), list(OUT_OF_FORCE.items()))
@pytest.mark.parametrize("letters", ["G", "GJ", "GPJQ"])
def test_expired_and_cancelled_certificates_are_left_alone(
    status: CertificateStatus, why: Unchanged, letters: str
) -> None:
    for certificate in (lettered(PRINCIPAL), operator(), operator(reasons=MARKED)):
        assert changed(replace(certificate, status=status), letters) == Nothing(why=why)


def test_a_certificate_in_renewal_takes_part_though_expired() -> None:
    expired = [
        replace(each, status=CertificateStatus.EXPIRED, in_renewal=True)
        for each in (operator(), lettered(PRINCIPAL))
    ]
    assert changed(expired[0], "G") == Mark()
    assert isinstance(changed(expired[1], "G"), Reissue)


def test_a_certificate_cancelled_while_in_renewal_is_left_alone() -> None:
    gone = replace(operator(), status=CertificateStatus.CANCELLED, in_renewal=True)
    assert changed(gone, "G") == Nothing(why=Unchanged.CANCELLED)


def test_the_empty_set_of_categories_is_refused() -> None:
    for certificate in (lettered(PRINCIPAL), operator()):
        with pytest.raises(ValueError, match="at least one category"):
            effect_of(certificate, frozenset(), frozenset())


def done(certificate: Numbered, effect: Effect, after: frozenset[Category]) -> Numbered:
    """Give the certificate once the effect is done."""
    changed_reasons = reasons_after(certificate.reasons, effect)
    status = certificate.status
    if status in IN_FORCE:
        status = CertificateStatus.ABNORMAL if changed_reasons else CertificateStatus.VALID
    letters = after if isinstance(effect, Reissue) else certificate.letters
    return replace(certificate, reasons=changed_reasons, letters=letters, status=status)


certificates = st.builds(
    lettered, st.sampled_from(LETTERED), st.permutations("GPJQ").map(lambda all_: "".join(all_[:2]))
) | st.builds(operator, st.sampled_from(Trade), reasons)


@given(certificates, some_categories)
def test_doing_a_change_twice_does_no_more_than_once(
    certificate: Numbered, after: frozenset[Category]
) -> None:
    permitted = permitted_by("".join(after))
    once = done(certificate, effect_of(certificate, after, permitted), after)
    assert isinstance(effect_of(once, after, permitted), Nothing)


@given(certificates, some_categories, some_categories)
def test_only_the_last_change_counts(
    certificate: Numbered, between: frozenset[Category], after: frozenset[Category]
) -> None:
    midway = done(
        certificate, effect_of(certificate, between, permitted_by("".join(between))), between
    )
    permitted = permitted_by("".join(after))
    by_detour = done(midway, effect_of(midway, after, permitted), after)
    straight = done(certificate, effect_of(certificate, after, permitted), after)
    assert by_detour == straight


@given(certificates, some_categories)
def test_no_change_ever_touches_a_missed_education(
    certificate: Numbered, after: frozenset[Category]
) -> None:
    effect = effect_of(certificate, after, permitted_by("".join(after)))
    missed = AbnormalReason.CE_NOT_COMPLETED
    assert (missed in reasons_after(certificate.reasons, effect)) is (missed in certificate.reasons)


REISSUE = Reissue(old_number="青RQA2024000123GJ", new_number="青RQA2024000123G")
PLAN = (
    Planned(certificate=an_id("one"), effect=REISSUE),
    Planned(certificate=an_id("two"), effect=Mark()),
    Planned(certificate=an_id("three"), effect=Lift()),
)
G = categories("G")


def fingerprint(planned: Iterable[Planned]) -> str:
    """Give the fingerprint of a plan for one enterprise that keeps G."""
    return fingerprint_of(HERE, G, planned)


def test_the_fingerprint_is_a_sha256_that_stays_the_same_between_releases() -> None:
    assert fingerprint(PLAN) == "6d243718f1561bdc656ddd960fc2e2a53ab2496f0d648756b3f52b80615e7e4f"


@pytest.mark.parametrize("order", list(permutations(PLAN)))
def test_the_fingerprint_does_not_depend_on_the_order(order: tuple[Planned, ...]) -> None:
    assert fingerprint(order) == fingerprint(PLAN)


@pytest.mark.parametrize("why", Unchanged)
def test_certificates_left_alone_do_not_change_the_fingerprint(why: Unchanged) -> None:
    untouched = Planned(certificate=an_id("four"), effect=Nothing(why=why))
    assert fingerprint((untouched, *PLAN)) == fingerprint(PLAN)


@pytest.mark.parametrize(
    "other",
    [
        (),
        PLAN[:2],
        (*PLAN, Planned(certificate=an_id("four"), effect=Mark())),
        (replace(PLAN[0], certificate=an_id("two")), replace(PLAN[1], certificate=an_id("one"))),
        (replace(PLAN[0], effect=replace(REISSUE, new_number="青RQA2024000123J")), *PLAN[1:]),
        (replace(PLAN[0], effect=replace(REISSUE, old_number="青RQA2024000123J")), *PLAN[1:]),
        (PLAN[0], replace(PLAN[1], effect=Lift()), PLAN[2]),
    ],
)
def test_any_other_list_has_another_fingerprint(other: tuple[Planned, ...]) -> None:
    assert fingerprint(other) != fingerprint(PLAN)


def test_a_plan_of_nothing_still_differs_by_enterprise_and_categories() -> None:
    prints = {
        fingerprint_of(enterprise, categories(letters), ())
        for enterprise in (HERE, ELSEWHERE)
        for letters in ("G", "GJ")
    }
    assert len(prints) == 4
