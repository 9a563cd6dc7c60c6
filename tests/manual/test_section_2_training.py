"""培训报名 (二.3): 指定的机构, and the courses that they hold."""

from dataclasses import replace
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from contracts.certificate import (
    ChangeTrainingInstitution,
    CloseTrainingInstitution,
    Course,
    GetCourse,
    GetTrainingInstitution,
    ListCourses,
    ListTrainingInstitutions,
    ReopenTrainingInstitution,
)
from contracts.errors import NotAllowed, NotFound
from contracts.principal import ANONYMOUS
from contracts.vocabulary import (
    CoursePurpose,
    EnrolmentState,
    OccasionStatus,
    Province,
    Role,
    Trade,
)
from tests.makers import STAFF, World
from tests.manual.correspondence import codes
from tests.training import (
    ELSEWHERE,
    NETWORK,
    OPERATOR,
    SAFETY,
    a_course,
    a_trainee,
    an_institution,
    cancel,
    change,
    close,
    faults,
    in_days,
    refused,
    shown,
)


def institutions(world: World, **wanted: Any) -> list[str]:
    call = ListTrainingInstitutions(size=200, **wanted)
    return [each.name for each in world.stack.ask(call, by=ANONYMOUS).items]


def courses(world: World, **wanted: Any) -> list[Course]:
    return [*world.stack.ask(ListCourses(size=200, **wanted), by=ANONYMOUS).items]


class TestInstitutions:
    """指定的机构: published, closed and opened again by the authority."""

    def test_anyone_reads_what_was_published_where_and_for_what(self, world: World) -> None:
        made = an_institution(world, kinds=(SAFETY, OPERATOR), trades=(NETWORK,))
        found = world.stack.ask(GetTrainingInstitution(institution=made.id), by=ANONYMOUS)
        assert found == made
        assert (found.province, found.is_open, found.trades) == (
            *(Province.QINGHAI, True),
            (NETWORK,),
        )

    def test_they_are_found_by_kind_trade_and_words_and_paged(self, world: World) -> None:
        name = f"特色培训{uuid4().hex[:6]}"
        made = [
            an_institution(world, name=f"{name}{n}", kinds=kinds, trades=trades).name
            for n, (kinds, trades) in enumerate([((SAFETY,), ()), ((OPERATOR,), (NETWORK,))])
        ]
        assert institutions(world, words=name) == made[::-1]
        assert institutions(world, words=name, kind=SAFETY) == made[:1]
        assert institutions(world, words=name, trade=NETWORK) == made[1:]
        assert institutions(world, words=name, trade=Trade.LPG_DEPOT) == []
        assert institutions(world, words=name, province=Province.GANSU) == []
        first = world.stack.ask(ListTrainingInstitutions(words=name, size=1), by=ANONYMOUS)
        again = ListTrainingInstitutions(words=name, size=1, cursor=first.next)
        second = world.stack.ask(again, by=ANONYMOUS)
        assert [each.name for each in (*first.items, *second.items)] == made[::-1]
        assert second.next is None

    def test_a_closed_one_is_listed_on_request_and_can_be_opened_again(self, world: World) -> None:
        made = an_institution(world)
        closed = close(world, made)
        assert (closed.is_open, closed.reason, closed.version) == (False, "整顿", 2)
        assert made.name not in institutions(world)
        assert made.name in institutions(world, also_closed=True)
        assert refused(partial(close, world, closed)) == ["INSTITUTION_CLOSED"]
        call = ReopenTrainingInstitution(institution=made.id, version=closed.version)
        opened = world.stack.ask(call, by=world.staff)
        assert (opened.is_open, opened.reason) == (True, None)
        assert made.name in institutions(world)
        again = partial(world.stack.ask, call, by=world.staff)
        assert refused(again) == ["INSTITUTION_OPEN", "STALE_VIEW"]

    def test_it_is_said_anew_on_the_version_that_was_read(self, world: World) -> None:
        made = an_institution(world)
        call = ChangeTrainingInstitution(
            institution=made.id,
            version=made.version,
            name=made.name,
            address="西宁市城西区示例路2号",
            phone="13997000000",
            kinds=(SAFETY,),
        )
        changed = world.stack.ask(call, by=world.staff)
        assert (changed.phone, changed.trades, changed.version) == ("13997000000", (), 2)
        assert refused(partial(world.stack.ask, call, by=world.staff)) == ["STALE_VIEW"]

    def test_a_name_stands_once_in_a_province(self, world: World) -> None:
        made = an_institution(world)
        twin = partial(an_institution, world, name=made.name)
        assert refused(twin) == ["INSTITUTION_PUBLISHED_ALREADY"]
        assert an_institution(world, name=made.name, by=ELSEWHERE).province is Province.GANSU

    @pytest.mark.parametrize(
        ("differs", "paths"),
        [
            ({"kinds": (OPERATOR,), "trades": ()}, {"trades"}),
            ({"kinds": (SAFETY,), "trades": (NETWORK,)}, {"trades"}),
            ({"kinds": (SAFETY, SAFETY), "trades": ()}, {"kinds"}),
            ({"kinds": (), "trades": ()}, {"kinds"}),
            ({"phone": "110110"}, {"phone"}),
            ({"address": "找639999198512319991"}, {"address"}),
        ],
    )
    def test_what_cannot_be_is_told(
        self, world: World, differs: dict[str, Any], paths: set[str]
    ) -> None:
        assert faults(partial(an_institution, world, **differs)) == paths

    def test_administrators_of_its_province_alone_change_it(self, world: World) -> None:
        made = an_institution(world)
        call = CloseTrainingInstitution(institution=made.id, version=1, reason="整顿")
        examiner = replace(STAFF, roles=(Role.EXAMINER,))
        for other in (examiner, a_trainee(world).by):
            with pytest.raises(NotAllowed):
                world.stack.ask(call, by=other)
        with pytest.raises(NotFound):
            world.stack.ask(call, by=ELSEWHERE)


class TestCourses:
    """Published, changed and cancelled by the authority; anyone sees which are open."""

    def test_one_is_shown_with_its_institution_and_the_places_left(self, world: World) -> None:
        made = a_course(world)
        a_trainee(world).enrols(made)
        found = world.stack.ask(GetCourse(course=made.id), by=ANONYMOUS)
        assert found == replace(made, places_left=1)
        assert (found.is_open, found.status) == (True, OccasionStatus.PUBLISHED)
        with pytest.raises(NotFound):
            world.stack.ask(GetCourse(course=made.institution), by=ANONYMOUS)

    def test_only_those_one_may_enrol_in_today_are_listed_unless_all_are_asked_for(
        self, world: World
    ) -> None:
        institution = an_institution(world)
        made = partial(a_course, world, institution=institution.id)
        open_one, later = made(), made(enrolment_opens_on=in_days(world, 1))
        cancelled = cancel(world, made())
        over = made(enrolment_opens_on=in_days(world, -9), enrolment_closes_on=in_days(world, -1))
        last_day = made(enrolment_opens_on=in_days(world, -9), enrolment_closes_on=world.today)
        of: dict[str, Any] = {"institution": institution.id}
        assert courses(world, **of) == [last_day, open_one]
        everything = [last_day, over, cancelled, later, open_one]
        assert courses(world, also_closed=True, **of) == everything
        close(world, institution)
        assert courses(world, **of) == []

    def test_they_are_found_by_kind_trade_purpose_and_paged(self, world: World) -> None:
        institution = an_institution(world)
        made = partial(a_course, world, institution=institution.id)
        first, second = made(), made(kind=OPERATOR, trade=NETWORK, purpose=CoursePurpose.SECOND_CE)
        of: dict[str, Any] = {"institution": institution.id}
        assert courses(world, kind=SAFETY, **of) == [first]
        assert courses(world, trade=NETWORK, **of) == [second]
        assert courses(world, purpose=CoursePurpose.SECOND_CE, **of) == [second]
        assert courses(world, province=Province.GANSU, **of) == []
        page = world.stack.ask(ListCourses(size=1, **of))
        assert page.items == (second,)
        rest = world.stack.ask(ListCourses(size=1, cursor=page.next, **of))
        assert (rest.items, rest.next) == ((first,), None)

    @pytest.mark.parametrize(
        ("differs", "paths"),
        [
            ({"kind": OPERATOR}, {"trade"}),
            ({"trade": NETWORK}, {"trade"}),
            ({"begins_on": 0, "ends_on": 0}, {"begins_on", "enrolment_closes_on"}),
            ({"ends_on": 19}, {"ends_on"}),
            ({"enrolment_opens_on": 11}, {"enrolment_closes_on"}),
            ({"enrolment_closes_on": 20}, {"enrolment_closes_on"}),
            ({"capacity": 0}, {"capacity"}),
        ],
    )
    def test_what_cannot_be_is_told(
        self, world: World, differs: dict[str, Any], paths: set[str]
    ) -> None:
        days = {name: in_days(world, day) for name, day in differs.items() if name[-3:] == "_on"}
        assert faults(partial(a_course, world, **{**differs, **days})) == paths

    def test_an_institution_holds_what_it_trains_for_while_it_is_open(self, world: World) -> None:
        institution = close(world, an_institution(world, kinds=(SAFETY,), trades=()))
        course = partial(a_course, world, institution=institution.id)
        assert refused(course) == ["INSTITUTION_CLOSED"]
        assert refused(partial(course, kind=OPERATOR, trade=NETWORK)) == [
            *("INSTITUTION_CLOSED", "INSTITUTION_DOES_NOT_TRAIN_FOR_IT")
        ]

    def test_those_enrolled_are_told_that_it_is_moved_and_of_nothing_less(
        self, world: World
    ) -> None:
        course, trainee, gone = a_course(world), a_trainee(world), a_trainee(world)
        trainee.enrols(course)
        gone.withdraws(gone.enrols(course))
        course = change(world, shown(world, course), capacity=9)
        world.stack.settle()
        assert codes(world, trainee.by) == []
        course = change(world, course, begins_on=in_days(world, 21))
        change(world, course, place="西宁市城北区示例路3号")
        world.stack.settle()
        assert codes(world, trainee.by) == ["course_moved", "course_moved"]
        assert codes(world, gone.by) == []

    def test_a_cancellation_has_a_reason_and_is_told_to_those_enrolled(self, world: World) -> None:
        course, trainee = a_course(world), a_trainee(world)
        trainee.enrols(course)
        made = cancel(world, shown(world, course), "师资不足")
        assert (made.status, made.reason, made.is_open) == (
            *(OccasionStatus.CANCELLED, "师资不足"),
            False,
        )
        world.stack.settle()
        assert codes(world, trainee.by) == ["course_cancelled"]
        assert [each.state for each in trainee.enrolments] == [EnrolmentState.COURSE_CANCELLED]
        again = partial(cancel, world, made)
        assert refused(again) == ["CANCELLED_ALREADY"]
        assert refused(partial(change, world, made)) == ["CANCELLED_ALREADY"]

    def test_a_stale_view_or_too_few_places_change_nothing(self, world: World) -> None:
        course = a_course(world)
        a_trainee(world).enrols(course)
        a_trainee(world).enrols(course)
        changed = change(world, course, capacity=3)
        stale = partial(change, world, course, capacity=1)
        assert refused(stale) == ["MORE_ENROLLED_THAN_PLACES", "STALE_VIEW"]
        assert shown(world, course) == changed
        assert changed.places_left == 1

    def test_examiners_of_its_province_alone_publish(self, world: World) -> None:
        course = a_course(world)
        others = [replace(STAFF, roles=(Role.ADMINISTRATOR,)), a_trainee(world).by]
        for other in others:
            with pytest.raises(NotAllowed):
                cancel(World(stack=world.stack, staff=other), course)
        elsewhere = World(stack=world.stack, staff=ELSEWHERE)
        with pytest.raises(NotFound):
            cancel(elsewhere, course)
        with pytest.raises(NotFound):
            a_course(elsewhere, institution=course.institution)
