"""Courses and exams: what cannot be, and what stands against an enrolment (二.3)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from certificate.application.training_refusals import FAULTS, WORDS
from certificate.domain.occasions import (
    Candidate,
    DayFault,
    Days,
    Institution,
    Obstacle,
    Occasion,
    What,
    cancelled,
    changed,
    day_faults,
    is_moved,
    obstacles_to_cancelling,
    obstacles_to_changing,
    obstacles_to_enrolling,
    obstacles_to_publishing,
    obstacles_to_withdrawing,
    trade_faults,
    training_faults,
)
from contracts.vocabulary import (
    CertificateKind,
    CoursePurpose,
    OccasionStatus,
    Province,
    Trade,
)
from tests.unit.certificate.makers import an_id

TODAY = date(2026, 9, 15)
DAY = timedelta(days=1)
DAYS = Days(
    begins_on=TODAY + 20 * DAY,
    ends_on=TODAY + 24 * DAY,
    opens_on=TODAY - DAY,
    closes_on=TODAY + DAY,
)
NOW = datetime(2026, 9, 15, tzinfo=UTC)
SAFETY, OPERATOR = CertificateKind.SAFETY_MANAGER, CertificateKind.OPERATOR
NETWORK = Trade.PIPE_NETWORK
SOMEBODY = Candidate(is_verified=True, is_enrolled=False, has_certificate=False)
COURSE = Occasion(
    id=an_id("the course"),
    what=What.COURSE,
    institution=an_id("the school"),
    kind=SAFETY,
    trade=None,
    purpose=CoursePurpose.FIRST_CERTIFICATE,
    days=DAYS,
    capacity=2,
    place="示例路1号",
    published_at=NOW,
)
SCHOOL = Institution(
    id=an_id("the school"),
    province=Province.QINGHAI,
    name="示例学校",
    address="示例路1号",
    phone="0971-6100000",
    kinds=(SAFETY, OPERATOR),
    trades=(NETWORK,),
    published_at=NOW,
)


def enrolling(
    course: Occasion = COURSE, candidate: Candidate = SOMEBODY, **differs: Any
) -> tuple[Obstacle, ...]:
    given = {"institution_is_open": True, "today": TODAY, **differs}
    return obstacles_to_enrolling(course, candidate, **given)


def test_nothing_stands_against_somebody_while_it_is_open() -> None:
    assert enrolling() == ()


@pytest.mark.parametrize(
    ("today", "obstacles"),
    [
        (DAYS.opens_on - DAY, (Obstacle.NOT_OPEN_YET,)),
        (DAYS.opens_on, ()),
        (DAYS.closes_on, ()),
        (DAYS.closes_on + DAY, (Obstacle.CLOSED,)),
    ],
)
def test_both_days_of_enrolment_count(today: date, obstacles: tuple[Obstacle, ...]) -> None:
    assert enrolling(today=today) == obstacles


def test_the_last_place_is_given_and_no_other() -> None:
    assert enrolling(replace(COURSE, taken=1)) == ()
    assert enrolling(replace(COURSE, taken=2)) == (Obstacle.FULL,)


def test_whoever_has_a_place_is_not_told_that_none_is_left() -> None:
    enrolled = replace(SOMEBODY, is_enrolled=True)
    assert enrolling(replace(COURSE, taken=2), enrolled) == (Obstacle.ENROLLED,)


@pytest.mark.parametrize("purpose", CoursePurpose)
def test_continuing_education_alone_takes_a_certificate(purpose: CoursePurpose) -> None:
    course = replace(COURSE, purpose=purpose)
    wanted = () if purpose is CoursePurpose.FIRST_CERTIFICATE else (Obstacle.NO_CERTIFICATE,)
    assert enrolling(course) == wanted
    assert enrolling(course, replace(SOMEBODY, has_certificate=True)) == ()


def test_everything_is_told_at_once_and_an_unknown_person_of_no_certificate() -> None:
    course = replace(cancelled(COURSE, "停办"), taken=2, purpose=CoursePurpose.SECOND_CE)
    nobody = replace(SOMEBODY, is_verified=False)
    late = DAYS.closes_on + DAY
    assert enrolling(course, nobody, institution_is_open=False, today=late) == (
        *(Obstacle.NAME_NOT_PROVED, Obstacle.CANCELLED, Obstacle.INSTITUTION_CLOSED),
        *(Obstacle.CLOSED, Obstacle.FULL),
    )


@pytest.mark.parametrize(
    ("today", "obstacles"),
    [(DAYS.begins_on - DAY, ()), (DAYS.begins_on, (Obstacle.BEGUN,))],
)
def test_one_withdraws_until_the_day_before(today: date, obstacles: tuple[Obstacle, ...]) -> None:
    assert obstacles_to_withdrawing(COURSE, is_withdrawn=False, today=today) == obstacles


@pytest.mark.parametrize(
    ("today", "obstacles"),
    [(DAYS.begins_on, ()), (DAYS.begins_on + DAY, (Obstacle.BEGUN,))],
)
def test_the_authority_cancels_or_moves_on_the_first_day_yet(
    today: date, obstacles: tuple[Obstacle, ...]
) -> None:
    assert obstacles_to_cancelling(COURSE, 1, today=today) == obstacles
    assert obstacles_to_changing(COURSE, 1, capacity=2, today=today) == obstacles


def test_a_stale_view_and_too_few_places_stand_against_a_change() -> None:
    found = obstacles_to_changing(replace(COURSE, taken=2), 7, capacity=1, today=TODAY)
    assert found == (Obstacle.TOO_FEW_PLACES, Obstacle.STALE_VIEW)


@pytest.mark.parametrize(
    ("differs", "faults"),
    [
        ({}, []),
        ({"begins_on": TODAY + 2 * DAY}, []),
        ({"begins_on": TODAY}, [DayFault.NOT_AFTER_TODAY, DayFault.CLOSES_TOO_LATE]),
        ({"begins_on": TODAY + DAY}, [DayFault.CLOSES_TOO_LATE]),
        ({"ends_on": DAYS.begins_on}, []),
        ({"ends_on": DAYS.begins_on - DAY}, [DayFault.ENDS_TOO_EARLY]),
        ({"opens_on": DAYS.closes_on}, []),
        ({"opens_on": DAYS.closes_on + DAY}, [DayFault.CLOSES_TOO_EARLY]),
    ],
)
def test_days_are_in_order(differs: dict[str, date], faults: list[DayFault]) -> None:
    found = day_faults(replace(DAYS, **differs), today=TODAY)
    assert [fault for _, fault in found] == faults


def test_operators_have_a_trade_and_nobody_else() -> None:
    assert [*trade_faults(OPERATOR, NETWORK)] == [*trade_faults(SAFETY, None)] == []
    assert [*trade_faults(OPERATOR, None)] == [("trade", DayFault.TRADE_MISSING)]
    assert [*trade_faults(SAFETY, NETWORK)] == [("trade", DayFault.TRADE_OF_NOBODY)]


def test_an_institution_trains_operators_in_trades() -> None:
    assert [*training_faults((SAFETY,), ())] == []
    assert [*training_faults((OPERATOR,), ())] == [("trades", DayFault.TRADES_MISSING)]
    assert [*training_faults((SAFETY,), (NETWORK,))] == [("trades", DayFault.TRADE_OF_NOBODY)]
    twice = training_faults((OPERATOR, OPERATOR), (NETWORK, NETWORK))
    assert [*twice] == [("kinds", DayFault.TOLD_TWICE), ("trades", DayFault.TOLD_TWICE)]


def test_it_holds_what_it_trains_for_while_it_is_open() -> None:
    assert obstacles_to_publishing(SCHOOL, OPERATOR, NETWORK) == ()
    closed = replace(SCHOOL, is_open=False)
    assert obstacles_to_publishing(closed, OPERATOR, Trade.LPG_DEPOT) == (
        *(Obstacle.INSTITUTION_CLOSED, Obstacle.NOT_TRAINED_FOR),
    )
    assert obstacles_to_publishing(SCHOOL, CertificateKind.PRINCIPAL, None) == (
        Obstacle.NOT_TRAINED_FOR,
    )


def test_it_is_moved_by_other_days_or_another_place_alone() -> None:
    def after(**differs: Any) -> Occasion:
        kept = {"days": DAYS, "capacity": COURSE.capacity, "place": COURSE.place}
        return changed(COURSE, **{**kept, **differs})

    closing = replace(DAYS, closes_on=DAYS.closes_on + DAY)
    assert not is_moved(COURSE, after(capacity=9, days=closing))
    assert is_moved(COURSE, after(place="示例路2号"))
    assert is_moved(COURSE, after(days=replace(DAYS, ends_on=DAYS.ends_on + DAY)))


def test_a_cancelled_one_says_why_in_its_next_version() -> None:
    made = cancelled(COURSE, "停办")
    assert (made.status, made.reason, made.version) == (OccasionStatus.CANCELLED, "停办", 2)


def test_every_obstacle_and_every_fault_has_words() -> None:
    assert WORDS.keys() >= set(Obstacle)
    assert FAULTS.keys() == set(DayFault)
