"""Doors: a method whose name or types are not the call's is refused when it is imported."""

from typing import Any

import pytest

from bus import rules
from bus.entrypoints import answers, on
from contracts.enterprise import (
    CategoryCase,
    CategoryCases,
    CategoryChanged,
    EnterpriseRegistered,
    GetCategoryCase,
    GetEnterprise,
)
from contracts.principal import Principal


class Right:
    """Methods as they should be."""

    def get_category_case(self, call: GetCategoryCase, by: Principal) -> CategoryCase:
        raise NotImplementedError

    def categories_changed(self, event: CategoryChanged) -> None:
        raise NotImplementedError


class Wrong:
    """Methods of the right name and other types, and of another name."""

    class OtherCall:
        def get_category_case(self, call: GetEnterprise, by: Principal) -> CategoryCase: ...  # type: ignore[empty-body]  # never called

    class OtherReply:
        def get_category_case(self, call: GetCategoryCase, by: Principal) -> CategoryCases: ...  # type: ignore[empty-body]  # never called

    class NoReply:
        def get_category_case(self, call: GetCategoryCase, by: Principal) -> None: ...

    class MaybeReply:
        def get_category_case(
            self, call: GetCategoryCase, by: Principal
        ) -> CategoryCase | None: ...

    class NobodyAsks:
        def get_category_case(self, call: GetCategoryCase) -> CategoryCase: ...  # type: ignore[empty-body]  # never called

    class Untyped:
        def get_category_case(self, call, by): ...  # type: ignore[no-untyped-def]  # that is refused

    class OtherName:
        def get_case(self, call: GetCategoryCase, by: Principal) -> CategoryCase: ...  # type: ignore[empty-body]  # never called


def only_method(cls: type) -> Any:
    [method] = [member for name, member in vars(cls).items() if not name.startswith("__")]
    return method


def test_the_calls_own_types_are_taken() -> None:
    door: Any = answers(GetCategoryCase, allow=rules.anyone)(Right.get_category_case)
    assert (door.answering.call, door.answering.allow) == (GetCategoryCase, rules.anyone)
    reaction: Any = on(CategoryChanged)(Right.categories_changed)
    assert reaction.reacting.event is CategoryChanged


@pytest.mark.parametrize(
    "cls",
    [member for member in vars(Wrong).values() if isinstance(member, type)],
    ids=lambda cls: str(cls.__name__),
)
def test_other_types_or_another_name_are_refused_at_import(cls: type) -> None:
    with pytest.raises(TypeError):
        answers(GetCategoryCase, allow=rules.anyone)(only_method(cls))


def test_a_door_without_a_rule_cannot_be_made() -> None:
    with pytest.raises(TypeError):
        answers(GetCategoryCase)  # type: ignore[call-arg]  # that is what is proved


def test_a_reaction_of_other_types_or_without_a_subscription_is_refused_at_import() -> None:
    def categories_changed(self: Any, event: EnterpriseRegistered) -> None: ...

    def case_closed(self: Any, event: CategoryChanged) -> None: ...

    def replies(self: Any, event: CategoryChanged) -> int: ...  # type: ignore[empty-body]  # never called

    for method in (categories_changed, case_closed, replies):
        with pytest.raises(TypeError):
            on(CategoryChanged)(method)
