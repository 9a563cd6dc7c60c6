"""Calls through the bus, on RabbitMQ and in memory: typed, allowed, and told apart."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from bus import context
from contracts.certificate import FindJob
from contracts.enterprise import (
    CategoryTrades,
    GetCategoryCase,
    ListEnterprises,
    RejectCategoryCase,
    WithdrawCategoryCase,
)
from contracts.errors import (
    KINDS,
    GasCertError,
    InvalidMessage,
    NotAllowed,
    NotFound,
    Refused,
    Unavailable,
)
from contracts.identity import GetPerson
from contracts.principal import ANONYMOUS, Principal, PrincipalKind
from tests.integration.toys import Toy, Toys, a_case, a_person

PERSON = Principal(kind=PrincipalKind.PERSON, account=uuid4(), person=uuid4())


class TestAnswers:
    def test_a_call_is_answered_with_the_reply_it_promises(self, toys: Toys) -> None:
        case = uuid4()
        assert toys.stack.ask(GetCategoryCase(case=case)) == a_case(case)

    @pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.__name__)
    def test_an_error_arrives_as_itself(self, toys: Toys, kind: type[GasCertError]) -> None:
        toys.doing["get_category_case"] = raising(kind("CODE", "中", "en"))
        with pytest.raises(kind) as refused:
            toys.stack.ask(GetCategoryCase(case=uuid4()))
        assert (type(refused.value), refused.value.code) == (kind, "CODE")
        assert (refused.value.zh, refused.value.en) == ("中", "en")

    def test_facts_arrive_with_a_refusal(self, toys: Toys) -> None:
        toys.doing["get_category_case"] = raising(Refused("X", facts={"open": ["a", 1]}))
        with pytest.raises(Refused) as refused:
            toys.stack.ask(GetCategoryCase(case=uuid4()))
        assert refused.value.facts == {"open": ["a", 1]}

    def test_a_bug_is_told_as_an_internal_error_and_logged_without_its_text(
        self, toys: Toys, logged: list[str]
    ) -> None:
        toys.doing["get_category_case"] = raising(KeyError("639999198512319991"))
        with pytest.raises(GasCertError) as refused:
            toys.stack.ask(GetCategoryCase(case=uuid4()))
        assert (type(refused.value), refused.value.code) == (GasCertError, "INTERNAL")
        assert any("KeyError" in line for line in logged)
        assert "639999198512319991" not in "".join(logged)

    def test_a_reply_that_is_not_as_agreed_is_the_other_sides_bug(self, toys: Toys) -> None:
        toys.doing["get_category_case"] = lambda _, call: CategoryTrades(items=())
        with pytest.raises(GasCertError) as refused:
            toys.stack.ask(GetCategoryCase(case=uuid4()))
        assert refused.value.status == 500

    def test_a_reply_that_is_no_json_is_the_other_sides_bug(self, toys: Toys) -> None:
        toys.doing["get_category_case"] = lambda _, call: a_case("\ud800")  # type: ignore[arg-type]  # a bug
        with pytest.raises(GasCertError):
            toys.stack.ask(GetCategoryCase(case=uuid4()))

    def test_a_call_with_what_is_no_text_is_refused(self, toys: Toys) -> None:
        with pytest.raises(InvalidMessage):
            toys.stack.ask(FindJob(key="\ud800"))

    def test_a_call_that_nobody_answers_is_not_found(self, toys: Toys) -> None:
        with pytest.raises(NotFound) as refused:
            toys.stack.ask(ListEnterprises())
        assert refused.value.code == "NO_SUCH_CALL"

    def test_a_database_that_breaks_off_is_told_as_unavailable(self, toys: Toys) -> None:
        def break_off(toy: Toy, _: Any) -> None:
            with toy.database.reading() as connection:
                connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

        toys.doing["get_category_case"] = break_off
        with pytest.raises(Unavailable):
            toys.stack.ask(GetCategoryCase(case=uuid4()))
        toys.doing["get_category_case"] = lambda _, call: a_case(call.case)
        toys.stack.ask(GetCategoryCase(case=uuid4()))


class TestAllowing:
    def test_who_is_not_allowed_is_refused_and_nothing_is_done(self, toys: Toys) -> None:
        call = RejectCategoryCase(case=uuid4(), version=1, reason="incomplete")
        for by in (ANONYMOUS, PERSON):
            with pytest.raises(NotAllowed):
                toys.stack.ask(call, by=by)
        assert toys.things("enterprise") == []

    def test_a_service_is_allowed_as_itself(self, toys: Toys) -> None:
        call = RejectCategoryCase(case=uuid4(), version=1, reason="incomplete")
        toys.doing["find_job"] = lambda toy, _: toy.ask.as_service(call)
        with pytest.raises(GasCertError):  # the toy has no job to show
            toys.stack.ask(FindJob(key="x"))
        assert toys.things("enterprise") == [call.case]


class TestCircumstances:
    def test_principal_and_correlation_travel_and_the_service_that_asks_is_named(
        self, toys: Toys
    ) -> None:
        seen: list[context.Context] = []

        def get_case(toy: Toy, call: GetCategoryCase) -> Any:
            seen.append(context.current())
            toy.ask(GetPerson(person=call.case))
            return a_case(call.case)

        def get_person(_: Toy, call: GetPerson) -> Any:
            seen.append(context.current())
            return a_person(call.person)

        toys.doing |= {"get_category_case": get_case, "get_person": get_person}
        toys.stack.ask(GetCategoryCase(case=uuid4()), by=PERSON)
        first, second = seen
        assert first.principal == second.principal == PERSON
        assert first.correlation_id == second.correlation_id
        assert (first.asked_by, second.asked_by) == ("gateway", "enterprise")

    def test_a_service_can_ask_on_its_own_account(self, toys: Toys) -> None:
        seen: list[Principal] = []

        def get_person(_: Toy, call: GetPerson) -> Any:
            seen.append(context.current().principal)
            return a_person(call.person)

        def get_case(toy: Toy, call: GetCategoryCase) -> Any:
            toy.ask.as_service(GetPerson(person=call.case))
            seen.append(context.current().principal)
            return a_case(call.case)

        toys.doing |= {"get_category_case": get_case, "get_person": get_person}
        toys.stack.ask(GetCategoryCase(case=uuid4()), by=PERSON)
        assert (seen[0].kind, seen[0].service) == (PrincipalKind.SERVICE, "enterprise")
        assert seen[1] == PERSON


class TestAskingWithinATransaction:
    def test_is_refused_and_nothing_is_kept(self, toys: Toys, logged: list[str]) -> None:
        def ask_within(toy: Toy, call: WithdrawCategoryCase) -> Any:
            with toy.database.transaction():
                toy.put(call.case)
                toy.ask(GetPerson(person=uuid4()))
            return a_case(call.case)

        toys.doing["withdraw_category_case"] = ask_within
        with pytest.raises(GasCertError) as refused:
            toys.stack.ask(WithdrawCategoryCase(case=uuid4()))
        assert refused.value.status == 500
        assert any("RuntimeError" in line for line in logged)
        assert toys.things("enterprise") == []

    def test_is_refused_in_a_transaction_outside_any_message_as_well(self, toys: Toys) -> None:
        running = toys.stack.running["enterprise"]
        with (
            pytest.raises(RuntimeError),
            toys.stack.database("enterprise").transaction(),
        ):
            running.ask(GetPerson(person=uuid4()))

    def test_is_welcome_before_it(self, toys: Toys) -> None:
        def ask_before(toy: Toy, call: WithdrawCategoryCase) -> Any:
            toy.put(toy.ask(GetPerson(person=call.case)).id)
            return a_case(call.case)

        toys.doing["withdraw_category_case"] = ask_before
        case = uuid4()
        toys.stack.ask(WithdrawCategoryCase(case=case))
        assert toys.things("enterprise") == [case]


def raising(error: Exception) -> Any:
    def raise_it(*_: Any) -> None:
        raise error

    return raise_it
