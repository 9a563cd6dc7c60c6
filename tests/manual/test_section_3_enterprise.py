"""三、企业注册: which enterprises there are, before they may deal in anything."""

from functools import partial
from uuid import uuid4

import pytest
from sqlalchemy import text

from contracts.enterprise import GetEnterprise, ListEnterprises, RegisterEnterprise
from contracts.errors import InvalidMessage, NotFound, Refused
from contracts.principal import Principal, PrincipalKind
from contracts.vocabulary import Category, Province, Role
from tests.makers import World, a_uscc, an_id_number
from tests.manual.staffing import approve, at_once

READER = Principal(
    kind=PrincipalKind.AUTHORITY,
    account=uuid4(),
    province=Province.QINGHAI,
    roles=(Role.READER,),
)


class TestRegisteringAnEnterprise:
    """企业注册 (三), which comes before its categories."""

    def registration(self, **differs: object) -> RegisterEnterprise:
        values = {
            "uscc": a_uscc(),
            "name": "青海𬭛㛃燃气有限公司",
            "legal_representative_name": "示例·法人",
            "legal_representative_id_number": an_id_number(),
            "province": Province.QINGHAI,
        }
        return RegisterEnterprise(**{**values, **differs})  # type: ignore[arg-type]  # as differs

    def account(self) -> Principal:
        return Principal(kind=PrincipalKind.ENTERPRISE, account=uuid4(), enterprise=uuid4())

    def test_keeps_what_was_stated_and_holds_no_category_yet(self, world: World) -> None:
        by, asked = self.account(), self.registration()
        made = world.stack.ask(asked, by=by)
        assert world.stack.ask(GetEnterprise(enterprise=made.id), by=by) == made
        assert (made.id, made.uscc, made.name) == (by.enterprise, asked.uscc, asked.name)
        assert (made.category_version, made.categories) == (0, ())
        assert made.is_home_province

    def test_keeps_another_province_as_stated(self, world: World) -> None:
        made = world.stack.ask(self.registration(province=Province.GANSU), by=self.account())
        assert (made.province, made.is_home_province) == (Province.GANSU, False)
        with pytest.raises(NotFound):
            world.stack.ask(GetEnterprise(enterprise=made.id), by=world.staff)

    def test_tells_every_fault_and_repeats_no_id_number(self, world: World) -> None:
        asked = self.registration(
            uscc="91350100M000100Y4Z", legal_representative_id_number="63010519900229001X"
        )
        with pytest.raises(InvalidMessage) as refused:
            world.stack.ask(asked, by=self.account())
        assert [fault.path for fault in refused.value.faults] == [
            "uscc",
            "legal_representative_id_number",
        ]
        assert "63010519900229001X" not in repr(refused.value.fields())

    def test_happens_once_per_account_and_once_per_code(self, world: World) -> None:
        by = self.account()
        made = world.stack.ask(self.registration(), by=by)
        with pytest.raises(Refused) as refused:
            world.stack.ask(self.registration(), by=by)
        assert refused.value.code == "ENTERPRISE_ALREADY_REGISTERED"
        with pytest.raises(Refused) as refused:
            world.stack.ask(self.registration(uscc=made.uscc.lower()), by=self.account())
        assert refused.value.code == "USCC_ALREADY_REGISTERED"

    def test_gives_the_same_answer_to_a_repeated_key(self, world: World) -> None:
        by, asked = self.account(), self.registration()
        answers = [world.stack.ask(asked, by=by, key="one-and-the-same") for _ in range(2)]
        assert answers[0] == answers[1]

    def test_lets_one_code_through_when_two_ask_in_the_same_moment(self, world: World) -> None:
        asked = self.registration()
        lock = text("LOCK TABLE enterprises IN EXCLUSIVE MODE")
        outcomes = at_once(
            world,
            "enterprise",
            lock,
            *(partial(world.stack.ask, asked, by=self.account()) for _ in range(2)),
        )
        assert [each for each in outcomes if isinstance(each, str)] == ["USCC_ALREADY_REGISTERED"]

    def test_is_found_by_category_and_part_of_the_name(self, world: World) -> None:
        firm = world.an_enterprise()
        approve(world, firm.submits("Q"))
        for asked in (
            ListEnterprises(category=Category.OTHER, name=firm.enterprise.name[4:]),
            ListEnterprises(uscc=firm.enterprise.uscc),
        ):
            found = world.stack.ask(asked, by=READER).items
            assert [each.id for each in found] == [firm.id]
