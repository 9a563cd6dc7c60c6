"""What exam results lead to, and which of several issues by itself (六.1, H8, H9)."""

from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificate.domain.results import Passed, issues_by_itself
from contracts.vocabulary import CertificateKind, Trade
from tests.unit.certificate.makers import (
    ELSEWHERE,
    OPERATOR,
    PRINCIPAL,
    SAFETY_MANAGER,
    an_id,
    held,
)


def passed(
    trade: Trade | None = Trade.DISTRIBUTION_STATION,
    on: date = date(2024, 3, 15),
    *,
    kind: CertificateKind = OPERATOR,
) -> Passed:
    """Give a passed result."""
    return Passed(result=an_id(f"{kind} {trade} {on}"), kind=kind, trade=trade, exam_on=on)


EARLIER = passed(Trade.PIPE_NETWORK, date(2024, 3, 14))
LATER = passed(Trade.DISTRIBUTION_STATION, date(2024, 3, 15))


def test_an_only_result_issues_by_itself() -> None:
    assert issues_by_itself(EARLIER, (), ())


def test_of_two_operator_trades_the_earliest_exam_issues_by_itself() -> None:
    assert issues_by_itself(EARLIER, (LATER,), ())
    assert not issues_by_itself(LATER, (EARLIER,), ())


def test_a_second_trade_waits_for_a_command_while_a_certificate_of_another_is_held() -> None:
    assert not issues_by_itself(EARLIER, (), (held(OPERATOR, ELSEWHERE),))


def test_the_same_trade_passed_anew_issues_by_itself_once_the_old_one_is_gone() -> None:
    assert issues_by_itself(LATER, (), (held(OPERATOR),))


def test_a_certificate_of_another_kind_holds_no_trade_back() -> None:
    assert issues_by_itself(LATER, (), (held(SAFETY_MANAGER), held(PRINCIPAL)))


def test_results_of_other_kinds_are_no_rivals() -> None:
    earlier = passed(None, date(2020, 1, 1), kind=SAFETY_MANAGER)
    assert issues_by_itself(LATER, (earlier,), ())


@pytest.mark.parametrize("kind", [PRINCIPAL, SAFETY_MANAGER])
def test_results_without_a_trade_issue_by_themselves(kind: CertificateKind) -> None:
    assert issues_by_itself(passed(None, kind=kind), (EARLIER,), (held(OPERATOR),))


@given(
    st.lists(
        st.builds(passed, st.sampled_from(Trade), st.dates(date(2024, 3, 1), date(2024, 3, 3))),
        min_size=1,
        max_size=4,
        unique_by=lambda each: each.result,
    )
)
def test_exactly_one_of_several_issues_by_itself_in_whatever_order_they_are_told(
    results: list[Passed],
) -> None:
    for order in permutations(results):
        chosen = [each for each in order if issues_by_itself(each, set(order) - {each}, ())]
        assert chosen == [min(results, key=lambda r: (r.exam_on, r.trade or "", str(r.result)))]
