"""`gascert` without a bus: how a period is cut and added up, what is shown, what may be asked."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, cast

import pytest

from contracts.identity import GetPersons
from contracts.operations import ListParkedEvents
from contracts.review_scheduler import Reconcile, Reconciled, ReconciliationLine
from gascert_operator.asks import Register
from gascert_operator.command import parser
from gascert_operator.reconciling import Lines, add, parts_of
from gascert_operator.screen import Screen, moment, span

SINCE = datetime(2024, 3, 1, tzinfo=UTC)
LINE = ReconciliationLine(
    what=Reconciled.EVENTS,
    of="a → b",
    total=5,
    done=1,
    waiting=1,
    stuck=1,
    lacking=2,
    mended=1,
    examples=tuple("abcdef"),
)


class TestPeriods:
    @pytest.mark.parametrize("days", [0.5, 1, 2.25, 29])
    def test_are_cut_into_days_that_join(self, days: float) -> None:
        call = Reconcile(since=SINCE, until=SINCE + timedelta(days=days), mend=True)
        *timed, last = parts_of(call)
        assert (timed[0].since, timed[-1].until) == (call.since, call.until)
        assert all(one.until == other.since for one, other in pairwise(timed))
        assert all(part.until - part.since <= timedelta(days=1) for part in timed)
        assert all(part.mend and Reconciled.CATEGORIES not in part.what for part in timed)
        assert last.what == (Reconciled.CATEGORIES,)

    def test_hold_what_is_asked_for_alone(self) -> None:
        call = Reconcile(since=SINCE, until=SINCE + timedelta(days=2), what=(Reconciled.JOBS,))
        assert [part.what for part in parts_of(call)] == [(Reconciled.JOBS,)] * 2
        stands = replace(call, what=(Reconciled.CATEGORIES,))
        assert list(parts_of(stands)) == [stands]

    def test_that_end_before_they_begin_are_left_to_be_refused(self) -> None:
        call = Reconcile(since=SINCE, until=SINCE - timedelta(days=1), what=(Reconciled.JOBS,))
        assert list(parts_of(call)) == [call]


def test_lines_of_one_name_are_added_up_and_ten_examples_kept() -> None:
    found: Lines = {}
    other = replace(LINE, of="other")
    add(found, (LINE, other))
    add(found, (LINE,))
    both = found[Reconciled.EVENTS, "a → b"]
    figures = (both.total, both.done, both.waiting, both.stuck, both.lacking, both.mended)
    assert figures == (10, 2, 2, 2, 4, 2)
    assert both.examples == (*"abcdef", *"abcd")
    assert found[Reconciled.EVENTS, "other"] == other


def test_only_what_is_declared_is_asked() -> None:
    asked: list[Any] = []

    class Bus:
        def as_service(self, call: Any, *, timeout: float) -> Any:
            asked.append(call)

    register = Register(ask_bus=cast("Any", Bus()))
    with pytest.raises(LookupError):
        register.ask(GetPersons(persons=()))
    register.ask(ListParkedEvents(service="identity"))
    assert asked == [ListParkedEvents(service="identity")]


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "–"), (0.4, "0 s"), (119, "119 s"), (120, "2 min"), (7200, "2 h"), (200_000, "2 d")],
)
def test_spans_are_shown_in_their_largest_fitting_unit(seconds: float, shown: str) -> None:
    assert span(seconds) == shown


def test_moments_are_shown_and_read_in_the_zone_of_the_register() -> None:
    assert moment(datetime(2024, 3, 14, 16, 0, tzinfo=UTC)) == "2024-03-15 00:00:00"
    given = parser().parse_args(["reconcile", "--since", "2024-03-15", "--until", "2024-03-15T08Z"])
    assert given.since == datetime(2024, 3, 14, 16, 0, tzinfo=UTC)
    assert given.until == datetime(2024, 3, 15, 8, 0, tzinfo=UTC)


def test_a_question_that_nobody_can_answer_is_answered_with_no(
    capsys: pytest.CaptureFixture[str],
) -> None:
    screen = Screen()
    assert not screen.is_agreed("All?", yes=False)
    assert "--yes" in capsys.readouterr().err
    assert screen.is_agreed("All?", yes=True)
