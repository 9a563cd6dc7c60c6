"""四, 二.4(2) 可以下载劳动合同: the enterprise adds labour contracts, both sides read them."""

from functools import partial
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from contracts.employment import (
    AcceptOffer,
    AddLabourContract,
    Employment,
    GetEmployment,
    GetLabourContract,
    GetOffer,
    LabourContract,
    ListEmployments,
    ListOffers,
    Offer,
    RefuseOffer,
)
from contracts.errors import InvalidMessage, NotAllowed, NotFound, Refused, TooLarge
from contracts.principal import ANONYMOUS, Principal, service_principal
from contracts.vocabulary import EmploymentStepKind, Province
from tests.makers import STAFF, Firm, World
from tests.manual.staffing import (
    a_worker,
    accepted,
    at_once,
    dissolved,
    employed,
    offered,
)

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
LOCKED_OFFER = "SELECT 1 FROM offers WHERE id = :offer FOR UPDATE"
ELSEWHERE = Principal(kind=STAFF.kind, account=uuid4(), province=Province.GANSU, roles=STAFF.roles)


def added(world: World, firm: Firm, offer: UUID, content: bytes = PDF) -> LabourContract:
    return world.stack.ask(AddLabourContract(offer=offer, content=content), by=firm.account)


def downloaded(world: World, contract: LabourContract, by: Principal) -> bytes:
    return world.stack.ask(GetLabourContract(labour_contract=contract.id), by=by).content


def offer_of(employment: Employment) -> UUID:
    assert employment.offer is not None
    return employment.offer


class TestALabourContract:
    """查看当前聘用关系时，可以下载劳动合同."""

    def test_comes_with_the_offer_and_is_read_before_agreeing(self, world: World) -> None:
        firm, worker = world.an_enterprise(), a_worker(world)
        offer = offered(world, firm, worker)
        contract = added(world, firm, offer.id)
        (told,) = world.stack.ask(ListOffers(), by=worker.account).items
        assert told.labour_contract == contract.id
        assert downloaded(world, contract, worker.account) == PDF
        begun = accepted(world, offer, worker)
        assert begun.labour_contract == contract.id

    def test_comes_after_the_employment_began(self, world: World) -> None:
        firm, worker = world.an_enterprise(), a_worker(world)
        begun = employed(world, firm, worker)
        contract = added(world, firm, offer_of(begun))
        (told,) = world.stack.ask(ListEmployments(), by=worker.account).items
        assert (told.labour_contract, told.version) == (contract.id, begun.version + 1)

    def test_is_for_both_sides_and_the_authority_of_the_province(self, world: World) -> None:
        firm, worker = world.an_enterprise(), a_worker(world)
        contract = added(world, firm, offer_of(employed(world, firm, worker)))
        for by in (worker.account, firm.account, world.staff):
            assert downloaded(world, contract, by) == PDF
        for by in (a_worker(world).account, world.an_enterprise().account, ELSEWHERE):
            with pytest.raises(NotFound):
                downloaded(world, contract, by)
        for by in (ANONYMOUS, service_principal("certificate")):
            with pytest.raises(NotAllowed):
                downloaded(world, contract, by)

    def test_is_added_by_the_enterprise_that_offered_and_by_nobody_else(self, world: World) -> None:
        firm, worker = world.an_enterprise(), a_worker(world)
        offer = offered(world, firm, worker)
        with pytest.raises(NotFound):
            added(world, world.an_enterprise(), offer.id)
        for by in (worker.account, world.staff, ANONYMOUS):
            with pytest.raises(NotAllowed):
                world.stack.ask(AddLabourContract(offer=offer.id, content=PDF), by=by)

    def test_stays_when_another_is_added(self, world: World) -> None:
        firm, worker = world.an_enterprise(), a_worker(world)
        begun = employed(world, firm, worker)
        first = added(world, firm, offer_of(begun))
        second = added(world, firm, offer_of(begun), PDF + b"\n%%EOF")
        record = world.stack.ask(GetEmployment(employment=begun.id), by=worker.account)
        assert record.labour_contracts == (first, second)
        assert record.employment.labour_contract == second.id
        assert downloaded(world, first, worker.account) == PDF

    def test_can_still_be_downloaded_when_the_employment_has_ended(self, world: World) -> None:
        firm, worker = world.an_enterprise(), a_worker(world)
        begun = employed(world, firm, worker)
        contract = added(world, firm, offer_of(begun))
        dissolved(world, firm, worker)
        assert downloaded(world, contract, worker.account) == PDF
        with pytest.raises(Refused) as refused:
            added(world, firm, offer_of(begun))
        assert refused.value.code == "EMPLOYMENT_ENDED"

    def test_is_not_added_to_an_offer_that_came_to_nothing(self, world: World) -> None:
        firm, worker = world.an_enterprise(), a_worker(world)
        offer = offered(world, firm, worker)
        world.stack.ask(RefuseOffer(offer=offer.id), by=worker.account)
        with pytest.raises(Refused) as refused:
            added(world, firm, offer.id)
        assert refused.value.code == "OFFER_CLOSED"

    @pytest.mark.parametrize(
        ("content", "faults"),
        [
            (b"", 1),
            (b"PK\x03\x04 not a PDF at all %PDF-1.7 %%EOF", 1),
            (PDF.removesuffix(b"%%EOF\n"), 1),
            (PDF.replace(b"/Root", b"/Encrypt 9 0 R /Root"), 1),
            (PDF.replace(b"/Type", b"/S /J#61vaScript /JS (x) /Type"), 1),
            (b"%PDF-1.4 << /Encrypt 1 0 R /S /JavaScript >>", 3),
        ],
    )
    def test_is_a_whole_open_and_harmless_pdf_and_every_fault_is_told(
        self, world: World, content: bytes, faults: int
    ) -> None:
        firm, worker = world.an_enterprise(), a_worker(world)
        offer = offered(world, firm, worker)
        with pytest.raises(InvalidMessage) as refused:
            added(world, firm, offer.id, content)
        assert [fault.path for fault in refused.value.faults] == ["content"] * faults

    def test_has_five_mebibytes_and_not_one_byte_more(self, world: World) -> None:
        firm, worker = world.an_enterprise(), a_worker(world)
        offer = offered(world, firm, worker)
        largest = PDF[:9] + b" " * (5 * 1024 * 1024 - len(PDF)) + PDF[9:]
        contract = added(world, firm, offer.id, largest)
        assert contract.size == 5 * 1024 * 1024
        assert downloaded(world, contract, worker.account) == largest
        with pytest.raises(TooLarge) as refused:
            added(world, firm, offer.id, b"%PDF-1.7 " + largest)
        assert refused.value.code == "LABOUR_CONTRACT_TOO_LARGE"


class TestAnOfferThatHasChanged:
    """A person agrees to what was read, not to what came after."""

    def test_is_not_accepted_on_the_version_that_was_read_before(self, world: World) -> None:
        firm, worker = world.an_enterprise(), a_worker(world)
        offer = offered(world, firm, worker)
        added(world, firm, offer.id)
        asked = AcceptOffer(offer=offer.id, version=offer.version)
        with pytest.raises(Refused) as refused:
            world.stack.ask(asked, by=worker.account)
        assert refused.value.code == "STALE_VIEW"
        seen = world.stack.ask(GetOffer(offer=offer.id), by=worker.account).offer
        world.stack.ask(AcceptOffer(offer=offer.id, version=seen.version), by=worker.account)

    def test_carries_the_contract_over_when_both_happen_in_the_same_moment(
        self, world: World
    ) -> None:
        firm, worker = world.an_enterprise(), a_worker(world)
        offer = offered(world, firm, worker)
        lock = text(LOCKED_OFFER).bindparams(offer=offer.id)
        begun, contract = at_once(
            world,
            "employment",
            lock,
            partial(accepted, world, offer, worker),
            partial(added, world, firm, offer.id),
        )
        assert isinstance(begun, Employment)
        assert isinstance(contract, LabourContract)
        (told,) = world.stack.ask(ListEmployments(), by=worker.account).items
        assert told.labour_contract == contract.id


def test_the_timeline_tells_who_did_what_and_when(world: World) -> None:
    firm, worker = world.an_enterprise(), a_worker(world)
    other = world.an_enterprise()
    lapsed = offered(world, other, worker)
    offer: Offer = offered(world, firm, worker)
    added(world, firm, offer.id)
    accepted(world, offer, worker)
    told = world.stack.ask(GetOffer(offer=offer.id), by=firm.account).timeline
    assert [(step.step, step.by) for step in told] == [
        (EmploymentStepKind.OFFERED, firm.account.subject),
        (EmploymentStepKind.CONTRACT_ADDED, firm.account.subject),
        (EmploymentStepKind.ACCEPTED, worker.account.subject),
    ]
    assert [step.at for step in told] == sorted(step.at for step in told)
    told = world.stack.ask(GetOffer(offer=lapsed.id), by=other.account).timeline
    assert [step.step for step in told] == [EmploymentStepKind.OFFERED, EmploymentStepKind.LAPSED]
