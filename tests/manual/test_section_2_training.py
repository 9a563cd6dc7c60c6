"""培训报名 (二.3): 可报名到指定的机构培训."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from contracts.certificate import (
    ChangeTrainingInstitution,
    CloseTrainingInstitution,
    Course,
    EnrolInCourse,
    Enrolment,
    GetCourse,
    GetTrainingInstitution,
    ListCourseEnrolments,
    ListCourses,
    ListEnrolments,
    ListTrainingInstitutions,
    ReopenTrainingInstitution,
    TrainingInstitution,
)
from contracts.errors import InvalidMessage, NotAllowed, NotFound, Refused
from contracts.principal import ANONYMOUS
from contracts.vocabulary import (
    AbnormalReason,
    CertificateKind,
    CoursePurpose,
    EnrolmentState,
    OccasionStatus,
    Province,
    Role,
    Trade,
)
from tests.makers import STAFF, World
from tests.manual.correspondence import codes
from tests.manual.moments import begun, holding, wait_until_blocked
from tests.training import (
    OPERATOR,
    SAFETY,
    Trainee,
    a_course,
    a_trainee,
    an_institution,
    cancel,
    change,
    in_days,
    shown,
)
from tests.workers import a_worker, an_account

NETWORK = Trade.PIPE_NETWORK
ELSEWHERE = replace(STAFF, province=Province.GANSU)


def close(world: World, institution: TrainingInstitution, **differs: Any) -> TrainingInstitution:
    values = {"version": institution.version, "reason": "整顿"}
    call = CloseTrainingInstitution(institution=institution.id, **{**values, **differs})
    return world.stack.ask(call, by=world.staff)


def institutions(world: World, **wanted: Any) -> list[str]:
    call = ListTrainingInstitutions(size=200, **wanted)
    return [each.name for each in world.stack.ask(call, by=ANONYMOUS).items]


def courses(world: World, **wanted: Any) -> list[Course]:
    return [*world.stack.ask(ListCourses(size=200, **wanted), by=ANONYMOUS).items]


def refused(work: partial[Any]) -> list[str]:
    """The codes of everything that stands against it; each is told in both languages."""
    with pytest.raises(Refused) as refusal:
        work()
    found: list[str] = refusal.value.facts["codes"]
    assert refusal.value.code == found[0]
    assert len(refusal.value.zh.split("；")) == len(found)
    assert refusal.value.en.isascii()
    return found


def faults(work: partial[Any]) -> set[str]:
    with pytest.raises(InvalidMessage) as refusal:
        work()
    return {fault.path for fault in refusal.value.faults}


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
        of = {"institution": institution.id}
        assert courses(world, **of) == [last_day, open_one]
        everything = [last_day, over, cancelled, later, open_one]
        assert courses(world, also_closed=True, **of) == everything
        close(world, institution)
        assert courses(world, **of) == []

    def test_they_are_found_by_kind_trade_purpose_and_paged(self, world: World) -> None:
        institution = an_institution(world)
        made = partial(a_course, world, institution=institution.id)
        first, second = made(), made(kind=OPERATOR, trade=NETWORK, purpose=CoursePurpose.SECOND_CE)
        of = {"institution": institution.id}
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


class TestEnrolment:
    """可报名: every refusal says why."""

    def test_a_person_enrols_and_finds_the_course_among_their_own(self, world: World) -> None:
        course, trainee = a_course(world), a_trainee(world)
        made = trainee.enrols(course)
        assert (made.state, made.course.places_left) == (EnrolmentState.ENROLLED, 1)
        assert trainee.enrolments == (made,)

    def test_one_may_withdraw_until_it_begins_and_enrol_again(self, world: World) -> None:
        course, trainee = a_course(world, capacity=1), a_trainee(world)
        enrolment = trainee.enrols(course)
        withdrawn = trainee.withdraws(enrolment)
        assert withdrawn.state is EnrolmentState.WITHDRAWN
        assert withdrawn.course.places_left == 1
        assert refused(partial(trainee.withdraws, enrolment)) == ["WITHDRAWN_ALREADY"]
        again = trainee.enrols(course)
        assert [each.state for each in trainee.enrolments] == [
            *(EnrolmentState.ENROLLED, EnrolmentState.WITHDRAWN)
        ]
        world.stack.clock.move_to(course.begins_on - timedelta(days=1))
        assert trainee.withdraws(again).state is EnrolmentState.WITHDRAWN

    def test_on_its_first_day_nobody_withdraws_and_the_authority_may_yet_cancel(
        self, world: World
    ) -> None:
        course, trainee = a_course(world), a_trainee(world)
        enrolment = trainee.enrols(course)
        world.stack.clock.move_to(course.begins_on)
        assert refused(partial(trainee.withdraws, enrolment)) == ["BEGUN_ALREADY"]
        world.stack.clock.move_to(course.begins_on + timedelta(days=1))
        assert refused(partial(cancel, world, course)) == ["BEGUN_ALREADY"]

    def test_enrolment_is_open_from_its_first_day_to_its_last(self, world: World) -> None:
        opens, closes = in_days(world, 1), in_days(world, 3)
        course = a_course(world, enrolment_opens_on=opens, enrolment_closes_on=closes, capacity=9)
        early, first, last, late = (a_trainee(world) for _ in range(4))
        assert refused(partial(early.enrols, course)) == ["ENROLMENT_NOT_OPEN_YET"]
        world.stack.clock.move_to(opens)
        first.enrols(course)
        world.stack.clock.move_to(closes)
        last.enrols(course)
        world.stack.clock.move_to(closes + timedelta(days=1))
        assert refused(partial(late.enrols, course)) == ["ENROLMENT_CLOSED"]

    def test_who_has_not_proved_the_real_name_is_told_so(self, world: World) -> None:
        course, account = a_course(world), an_account(world)
        nobody = Trainee(world=world, by=account.by)
        assert refused(partial(nobody.enrols, course)) == ["REAL_NAME_NOT_PROVED"]
        with pytest.raises(NotAllowed):
            world.stack.ask(ListEnrolments(), by=account.by)
        with pytest.raises(NotAllowed):
            world.stack.ask(EnrolInCourse(course=course.id), by=world.staff)

    def test_one_enrols_once_and_never_beyond_the_places(self, world: World) -> None:
        course, trainee = a_course(world, capacity=1), a_trainee(world)
        trainee.enrols(course)
        assert refused(partial(trainee.enrols, course)) == ["ENROLLED_ALREADY"]
        assert refused(partial(a_trainee(world).enrols, course)) == ["NO_PLACE_LEFT"]

    def test_everything_that_stands_against_it_is_told_at_once(self, world: World) -> None:
        institution = an_institution(world)
        course = a_course(world, institution=institution.id, capacity=1)
        a_trainee(world).enrols(course)
        close(world, institution)
        cancel(world, course)
        world.stack.clock.move_to(course.enrolment_closes_on + timedelta(days=1))
        nobody = Trainee(world=world, by=an_account(world).by)
        assert refused(partial(nobody.enrols, course)) == [
            *("REAL_NAME_NOT_PROVED", "CANCELLED_ALREADY", "INSTITUTION_CLOSED"),
            *("ENROLMENT_CLOSED", "NO_PLACE_LEFT"),
        ]

    def test_continuing_education_is_for_holders_of_such_a_certificate(self, world: World) -> None:
        firm = world.an_enterprise()
        course = a_course(
            world, kind=OPERATOR, trade=NETWORK, purpose=CoursePurpose.FIRST_CE, capacity=9
        )
        holder, other, marked, lapsed = (a_trainee(world) for _ in range(4))
        certificate = partial(firm.a_certificate, CertificateKind.OPERATOR)
        certificate(holder=holder.person, trade=NETWORK)
        certificate(holder=other.person, trade=Trade.LPG_DEPOT)
        missed = [AbnormalReason.CE_NOT_COMPLETED]
        certificate(holder=marked.person, trade=NETWORK, reasons=missed)
        yesterday = in_days(world, -1)
        days = {"valid_to": yesterday, "ce_deadline": yesterday}
        certificate(holder=lapsed.person, trade=NETWORK, **days)
        holder.enrols(course)
        for each in (other, marked, lapsed, a_trainee(world)):
            assert refused(partial(each.enrols, course)) == ["NO_CERTIFICATE_TO_CONTINUE"]

    def test_another_s_enrolment_is_not_found(self, world: World) -> None:
        course, trainee, other = a_course(world), a_trainee(world), a_trainee(world)
        enrolment = trainee.enrols(course)
        with pytest.raises(NotFound):
            other.withdraws(enrolment)
        assert other.enrolments == ()
        with pytest.raises(NotFound):
            other.enrols(replace(course, id=uuid4()))

    def test_own_enrolments_are_paged_newest_first(self, world: World) -> None:
        trainee = a_trainee(world)
        made = [trainee.enrols(a_course(world)) for _ in range(3)]
        first = world.stack.ask(ListEnrolments(size=2), by=trainee.by)
        rest = world.stack.ask(ListEnrolments(size=2, cursor=first.next), by=trainee.by)
        assert [*first.items, *rest.items] == made[::-1]
        assert rest.next is None

    def test_the_same_command_with_its_key_enrols_once(self, world: World) -> None:
        course, trainee = a_course(world), a_trainee(world)
        call = EnrolInCourse(course=course.id)
        answers = [world.stack.ask(call, by=trainee.by, key="enrol-once") for _ in range(2)]
        assert answers[0] == answers[1]
        assert shown(world, course).places_left == 1


class TestTheLastPlace:
    """名额: never exceeded, whatever happens at once."""

    def test_of_two_for_the_last_place_one_gets_it(self, world: World) -> None:
        course = a_course(world, capacity=1)
        pair = [a_trainee(world), a_trainee(world)]
        lock = "SELECT FROM occasions WHERE id = :id FOR UPDATE"
        with holding(world, lock, id=course.id):
            both = begun(*(partial(each.enrols, course) for each in pair))
            wait_until_blocked(world, 2)
        answers = [each.wait() for each in both]
        [refusal] = [each for each in answers if isinstance(each, Refused)]
        assert refusal.code == "NO_PLACE_LEFT"
        assert len([each for each in answers if isinstance(each, Enrolment)]) == 1
        assert shown(world, course).places_left == 0

    def test_one_person_at_two_doors_takes_one_place(self, world: World) -> None:
        course, trainee = a_course(world), a_trainee(world)
        lock = "SELECT FROM occasions WHERE id = :id FOR UPDATE"
        with holding(world, lock, id=course.id):
            both = begun(*(partial(trainee.enrols, course) for _ in range(2)))
            wait_until_blocked(world, 2)
        answers = [each.wait() for each in both]
        assert [each.code for each in answers if isinstance(each, Refused)] == ["ENROLLED_ALREADY"]
        assert shown(world, course).places_left == 1

    def test_whoever_enrols_while_it_is_cancelled_is_refused(self, world: World) -> None:
        course, trainee = a_course(world), a_trainee(world)
        with holding(
            world,
            "UPDATE occasions SET status = 'cancelled', reason = '停办' WHERE id = :id",
            id=course.id,
        ):
            [enrolling] = begun(partial(trainee.enrols, course))
            wait_until_blocked(world)
        assert enrolling.wait().code == "CANCELLED_ALREADY"


class TestWhoIsEnrolled:
    """The authority sees who comes."""

    def test_staff_of_its_province_see_names_in_the_order_of_enrolment(self, world: World) -> None:
        course, worker = a_course(world, capacity=3), a_worker(world, name="示例·学员")
        first = Trainee(world=world, by=worker.by).enrols(course)
        unknown = a_trainee(world)
        second = unknown.enrols(course)
        gone = a_trainee(world)
        gone.withdraws(gone.enrols(course))
        reader = replace(STAFF, roles=(Role.READER,))
        page = world.stack.ask(ListCourseEnrolments(course=course.id, size=1), by=reader)
        [known] = page.items
        assert (known.id, known.person, known.name) == (first.id, worker.person, "示例·学员")
        assert worker.id_number not in str(page)
        again = ListCourseEnrolments(course=course.id, size=1, cursor=page.next)
        rest = world.stack.ask(again, by=reader)
        assert [(each.id, each.name) for each in rest.items] == [(second.id, None)]
        assert rest.next is None

    def test_nobody_else_sees_them(self, world: World) -> None:
        course = a_course(world)
        call = ListCourseEnrolments(course=course.id)
        with pytest.raises(NotAllowed):
            world.stack.ask(call, by=a_trainee(world).by)
        with pytest.raises(NotFound):
            world.stack.ask(call, by=ELSEWHERE)
