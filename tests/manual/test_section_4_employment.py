"""四、企业与个人建立聘用关系: the enterprise offers, the person agrees, one employment a person."""

from functools import partial
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from contracts.employment import (
    AcceptOffer,
    Employment,
    GetCurrentEmployments,
    ListEmployees,
    ListEmployments,
    ListOffers,
    OfferEmployment,
    RefuseOffer,
    WithdrawOffer,
)
from contracts.errors import InvalidMessage, NotAllowed, NotFound, Refused
from contracts.identity import PersonEntry, ResolvePersons
from contracts.principal import ANONYMOUS, Principal, PrincipalKind, service_principal
from contracts.vocabulary import OfferStatus
from tests.makers import World, an_id_number
from tests.manual.staffing import (
    Worker,
    a_worker,
    accepted,
    an_enterprise_of,
    at_once,
    offered,
)

CERTIFICATE = service_principal("certificate")
LOCKED_OFFERS = "SELECT 1 FROM offers WHERE person = :person FOR UPDATE"


def statuses(world: World, worker: Worker) -> dict[UUID, OfferStatus]:
    page = world.stack.ask(ListOffers(), by=worker.account)
    return {offer.id: offer.status for offer in page.items}


def employers_of(world: World, worker: Worker) -> list[UUID]:
    person = worker.account.person
    assert person is not None
    asked = GetCurrentEmployments(persons=(person,))
    return [each.enterprise for each in world.stack.ask(asked, by=CERTIFICATE).items]


class TestAnOffer:
    """个人完成实名认证后，企业可向人员发起聘用."""

    def test_reaches_the_person_who_has_proved_the_real_name(self, world: World) -> None:
        firm, worker = world.an_enterprise(), a_worker(world)
        offer = offered(world, firm, worker)
        assert (offer.status, offer.person) == (OfferStatus.OPEN, worker.account.person)
        assert offer.enterprise_name == firm.enterprise.name
        assert statuses(world, worker) == {offer.id: OfferStatus.OPEN}

    def test_is_refused_for_one_who_has_not(self, world: World) -> None:
        firm, entry = world.an_enterprise(), PersonEntry(name="未实名", id_number=an_id_number())
        world.stack.ask(ResolvePersons(entries=(entry,), create=True), by=CERTIFICATE)
        with pytest.raises(Refused) as refused:
            world.stack.ask(
                OfferEmployment(name=entry.name, id_number=entry.id_number), by=firm.account
            )
        assert refused.value.code == "PERSON_NOT_VERIFIED"

    def test_tells_not_which_of_name_and_number_is_wrong(self, world: World) -> None:
        firm, worker = world.an_enterprise(), a_worker(world)
        answers = []
        for name, number in (("别名", worker.id_number), (worker.name, an_id_number())):
            with pytest.raises(Refused) as refused:
                world.stack.ask(OfferEmployment(name=name, id_number=number), by=firm.account)
            answers.append((refused.value.code, refused.value.zh, refused.value.facts))
        assert answers[0] == answers[1]
        assert answers[0][0] == "PERSON_NOT_FOUND"

    def test_with_a_number_that_nobody_can_bear_tells_every_fault(self, world: World) -> None:
        firm = world.an_enterprise()
        with pytest.raises(InvalidMessage) as refused:
            world.stack.ask(
                OfferEmployment(name=" ", id_number="63010519900229001X"), by=firm.account
            )
        assert {fault.path for fault in refused.value.faults} == {"name", "id_number"}
        assert "63010519900229001X" not in repr(refused.value.fields())

    def test_comes_only_from_a_registered_enterprise(self, world: World) -> None:
        nobody = Principal(kind=PrincipalKind.ENTERPRISE, account=uuid4(), enterprise=uuid4())
        worker = a_worker(world)
        with pytest.raises(Refused) as refused:
            world.stack.ask(
                OfferEmployment(name=worker.name, id_number=worker.id_number), by=nobody
            )
        assert refused.value.code == "ENTERPRISE_NOT_REGISTERED"

    def test_is_made_once_while_it_is_open(self, world: World) -> None:
        firm, worker = world.an_enterprise(), a_worker(world)
        offer = offered(world, firm, worker)
        with pytest.raises(Refused) as refused:
            offered(world, firm, worker)
        assert refused.value.code == "OFFER_OPEN_ALREADY"
        world.stack.ask(WithdrawOffer(offer=offer.id), by=firm.account)
        offered(world, firm, worker)

    def test_is_another_s_affair_to_nobody_else(self, world: World) -> None:
        firm, worker = world.an_enterprise(), a_worker(world)
        offer = offered(world, firm, worker)
        with pytest.raises(NotFound):
            world.stack.ask(AcceptOffer(offer=offer.id), by=a_worker(world).account)
        with pytest.raises(NotFound):
            world.stack.ask(WithdrawOffer(offer=offer.id), by=world.an_enterprise().account)
        for by in (ANONYMOUS, firm.account, world.staff, CERTIFICATE):
            with pytest.raises(NotAllowed):
                world.stack.ask(AcceptOffer(offer=offer.id), by=by)
        assert statuses(world, worker) == {offer.id: OfferStatus.OPEN}


class TestAnEmployment:
    """人员须在小程序上同意聘用；所有人员只能与一家企业建立聘用关系."""

    def test_begins_when_the_person_agrees(self, world: World) -> None:
        firm, worker = world.an_enterprise(), a_worker(world)
        assert employers_of(world, worker) == []
        begun = accepted(world, offered(world, firm, worker), worker)
        assert (begun.enterprise, begun.enterprise_name) == (firm.id, firm.enterprise.name)
        assert (begun.started_on, begun.ended_on) == (world.today, None)
        assert employers_of(world, worker) == [firm.id]

    def test_does_not_begin_when_the_person_refuses(self, world: World) -> None:
        firm, worker = world.an_enterprise(), a_worker(world)
        offer = offered(world, firm, worker)
        told = world.stack.ask(RefuseOffer(offer=offer.id, reason="已有工作"), by=worker.account)
        assert (told.status, told.reason) == (OfferStatus.REFUSED, "已有工作")
        with pytest.raises(Refused) as refused:
            accepted(world, offer, worker)
        assert refused.value.code == "OFFER_CLOSED"
        assert employers_of(world, worker) == []

    def test_ends_all_other_offers(self, world: World) -> None:
        worker = a_worker(world)
        one, other = (offered(world, world.an_enterprise(), worker) for _ in range(2))
        accepted(world, other, worker)
        assert statuses(world, worker) == {
            one.id: OfferStatus.LAPSED,
            other.id: OfferStatus.ACCEPTED,
        }

    def test_leaves_no_room_for_a_second_one(self, world: World) -> None:
        worker = a_worker(world)
        first = accepted(world, offered(world, world.an_enterprise(), worker), worker)
        later = offered(world, world.an_enterprise(), worker)
        with pytest.raises(Refused) as refused:
            accepted(world, later, worker)
        assert refused.value.code == "EMPLOYED_ALREADY"
        assert employers_of(world, worker) == [first.enterprise]

    def test_is_one_also_for_who_represents_several_enterprises(self, world: World) -> None:
        boss = a_worker(world, "多家企业的法人")
        firms = [an_enterprise_of(world, boss) for _ in range(2)]
        representatives = {firm.enterprise.legal_representative for firm in firms}
        assert representatives == {boss.account.person}
        begun = accepted(world, offered(world, firms[0], boss), boss)
        with pytest.raises(Refused) as refused:
            accepted(world, offered(world, firms[1], boss), boss)
        assert refused.value.code == "EMPLOYED_ALREADY"
        assert employers_of(world, boss) == [begun.enterprise]

    def test_is_one_when_two_offers_are_accepted_in_the_same_moment(self, world: World) -> None:
        worker = a_worker(world)
        offers = [offered(world, world.an_enterprise(), worker) for _ in range(2)]
        lock = text(LOCKED_OFFERS).bindparams(person=worker.account.person)
        outcomes = at_once(
            world,
            "employment",
            lock,
            *(partial(accepted, world, offer, worker) for offer in offers),
        )
        begun = [outcome for outcome in outcomes if isinstance(outcome, Employment)]
        assert len(begun) == 1
        assert [outcome for outcome in outcomes if outcome not in begun] == ["OFFER_CLOSED"]
        assert employers_of(world, worker) == [begun[0].enterprise]
        assert sorted(statuses(world, worker).values()) == [
            OfferStatus.ACCEPTED,
            OfferStatus.LAPSED,
        ]

    def test_is_begun_or_withdrawn_when_both_happen_in_the_same_moment(self, world: World) -> None:
        firm, worker = world.an_enterprise(), a_worker(world)
        offer = offered(world, firm, worker)
        lock = text(LOCKED_OFFERS).bindparams(person=worker.account.person)
        outcomes = at_once(
            world,
            "employment",
            lock,
            lambda: accepted(world, offer, worker),
            lambda: world.stack.ask(WithdrawOffer(offer=offer.id), by=firm.account),
        )
        assert [outcome for outcome in outcomes if isinstance(outcome, str)] == ["OFFER_CLOSED"]
        has_begun = isinstance(outcomes[0], Employment)
        assert employers_of(world, worker) == ([firm.id] if has_begun else [])

    def test_is_announced_once_with_ids_only(self, world: World) -> None:
        firm, worker = world.an_enterprise(), a_worker(world)
        begun = accepted(world, offered(world, firm, worker), worker)
        with world.stack.database("employment").reading() as connection:
            bodies = connection.execute(
                text("SELECT body FROM outbox WHERE body LIKE :id"), {"id": f"%{begun.id}%"}
            ).scalars()
            (body,) = bodies
        assert worker.name not in body
        assert worker.id_number not in body


class TestTheLists:
    """查看当前聘用关系和历史聘用记录 (二)."""

    def test_show_an_enterprise_its_people_with_masked_numbers(self, world: World) -> None:
        firm, worker = world.an_enterprise(), a_worker(world, "阿依•古丽")
        accepted(world, offered(world, firm, worker), worker)
        (told,) = world.stack.ask(ListEmployees(), by=firm.account).items
        assert (told.person, told.name) == (worker.account.person, "阿依·古丽")
        assert told.id_number_masked == worker.id_number[:3] + "*" * 11 + worker.id_number[-4:]
        assert not told.has_photo
        for name, number in (("古丽", 1), ("买买提", 0)):
            page = world.stack.ask(ListEmployees(name=name), by=firm.account)
            assert len(page.items) == number

    def test_show_a_person_the_employments_and_the_authority_those_of_its_province(
        self, world: World
    ) -> None:
        firm, worker = world.an_enterprise(), a_worker(world)
        begun = accepted(world, offered(world, firm, worker), worker)
        assert world.stack.ask(ListEmployments(), by=worker.account).items == (begun,)
        asked = ListEmployments(enterprise=firm.id)
        assert world.stack.ask(asked, by=world.staff).items == (begun,)

    def test_follow_page_by_page(self, world: World) -> None:
        firm = world.an_enterprise()
        workers = [a_worker(world) for _ in range(3)]
        for worker in workers:
            offered(world, firm, worker)
        first = world.stack.ask(ListOffers(size=2), by=firm.account)
        second = world.stack.ask(ListOffers(size=2, cursor=first.next), by=firm.account)
        persons = [offer.person for offer in (*first.items, *second.items)]
        assert persons == [worker.account.person for worker in reversed(workers)]
        assert second.next is None
