"""What a labour contract must be, where it may be added, and who may download it (二.4(2))."""

from hashlib import sha256
from uuid import uuid4

import pytest

from contracts.employment import AddLabourContract, GetLabourContract
from contracts.errors import InvalidMessage, NotFound, Refused, TooLarge
from contracts.principal import ANONYMOUS, Principal
from contracts.vocabulary import EmploymentStepKind, OfferStatus, Province
from employment.application.labour_contracts import LabourContracts
from employment.domain.employments import employment_by, ended
from employment.domain.labour_contracts import MOST_BYTES, MOST_CONTRACTS, PdfFault, faults_of
from employment.domain.offers import Offer, closed
from tests.unit.employment.fakes import RegisterInMemory, StandingClock
from tests.unit.employment.makers import (
    NOW,
    TODAY,
    account_of,
    account_of_person,
    offer,
    staff,
)

PERSON, ENTERPRISE = uuid4(), uuid4()
EMPLOYER = account_of(ENTERPRISE)
PDF = b"%PDF-1.4\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def business(register: RegisterInMemory) -> LabourContracts:
    return LabourContracts(
        clock=StandingClock(), register=register, transactions=register, new_id=uuid4
    )


def register_with_offer() -> tuple[RegisterInMemory, Offer]:
    made = offer(person=PERSON, enterprise=ENTERPRISE)
    return RegisterInMemory(offers={made.id: made}), made


def test_a_contract_is_kept_with_its_digest_and_becomes_the_offer_s_latest() -> None:
    register, made = register_with_offer()
    told = business(register).add(AddLabourContract(offer=made.id, content=PDF), EMPLOYER)
    assert (told.size, told.sha256, told.added_at) == (len(PDF), sha256(PDF).hexdigest(), NOW)
    kept = register.offers[made.id]
    assert (kept.labour_contract, kept.version) == (told.id, made.version + 1)
    (step,) = register.timeline(made.id)
    assert (step.step, step.by) == (EmploymentStepKind.CONTRACT_ADDED, EMPLOYER.subject)


def test_a_contract_of_an_employment_becomes_the_employment_s_latest_too() -> None:
    register, made = register_with_offer()
    held = employment_by(made, employment=uuid4(), on=TODAY)
    register.offers[made.id] = closed(made, OfferStatus.ACCEPTED, NOW)
    register.employments[held.id] = held
    told = business(register).add(AddLabourContract(offer=made.id, content=PDF), EMPLOYER)
    kept = register.employments[held.id]
    assert (kept.labour_contract, kept.version) == (told.id, held.version + 1)
    register.employments[held.id] = ended(kept, TODAY)
    with pytest.raises(Refused) as refused:
        business(register).add(AddLabourContract(offer=made.id, content=PDF), EMPLOYER)
    assert refused.value.facts["codes"] == ["EMPLOYMENT_ENDED"]


def test_there_is_an_end_to_contracts_and_all_that_stands_against_one_is_told() -> None:
    register, made = register_with_offer()
    for _ in range(MOST_CONTRACTS):
        business(register).add(AddLabourContract(offer=made.id, content=PDF), EMPLOYER)
    register.offers[made.id] = closed(register.offers[made.id], OfferStatus.REFUSED, NOW)
    with pytest.raises(Refused) as refused:
        business(register).add(AddLabourContract(offer=made.id, content=PDF), EMPLOYER)
    assert refused.value.facts["codes"] == ["OFFER_CLOSED", "LABOUR_CONTRACTS_TOO_MANY"]


@pytest.mark.parametrize("by", [account_of(uuid4()), account_of_person(PERSON), staff()])
def test_nobody_adds_to_another_s_offer(by: Principal) -> None:
    register, made = register_with_offer()
    with pytest.raises(NotFound):
        business(register).add(AddLabourContract(offer=made.id, content=PDF), by)
    assert register.contracts == {}


def test_a_contract_is_downloaded_by_both_sides_and_the_authority_of_the_province() -> None:
    register, made = register_with_offer()
    do = business(register)
    asked = GetLabourContract(
        labour_contract=do.add(AddLabourContract(offer=made.id, content=PDF), EMPLOYER).id
    )
    for by in (EMPLOYER, account_of_person(PERSON), staff()):
        told = do.one(asked, by)
        assert (told.content, told.media_type) == (PDF, "application/pdf")
        assert told.filename == "劳动合同-20240315.pdf"
    others = (account_of(uuid4()), account_of_person(uuid4()), staff(Province.GANSU), ANONYMOUS)
    for by in others:
        with pytest.raises(NotFound):
            do.one(asked, by)
    with pytest.raises(NotFound):
        do.one(GetLabourContract(labour_contract=uuid4()), EMPLOYER)


def test_a_file_beyond_the_limit_is_refused_and_one_at_the_limit_is_not() -> None:
    register, made = register_with_offer()
    largest = PDF[:9] + b" " * (MOST_BYTES - len(PDF)) + PDF[9:]
    business(register).add(AddLabourContract(offer=made.id, content=largest), EMPLOYER)
    with pytest.raises(TooLarge):
        business(register).add(AddLabourContract(offer=made.id, content=largest + b" "), EMPLOYER)


def test_every_fault_of_a_file_is_told_at_once() -> None:
    register, made = register_with_offer()
    broken = AddLabourContract(offer=made.id, content=b"%PDF-1.4 /Encrypt 1 0 R /JavaScript")
    with pytest.raises(InvalidMessage) as refused:
        business(register).add(broken, EMPLOYER)
    assert [fault.path for fault in refused.value.faults] == ["content"] * 3


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        (PDF, []),
        (PDF + b"\x00" * 1000, []),
        (PDF.replace(b"1.4", b"2.0"), []),
        (PDF.replace(b"/Root", b"/EncryptMetadata false /JavaScripts 1 /Root"), []),
        (b"", [PdfFault.NO_PDF]),
        (b" " + PDF, [PdfFault.NO_PDF]),
        (PDF.replace(b"1.4", b"x.y"), [PdfFault.NO_PDF]),
        (PDF[:-6], [PdfFault.INCOMPLETE]),
        (PDF + b"\x00" * 1024, [PdfFault.INCOMPLETE]),
        (PDF.replace(b"/Root", b"/Encrypt 9 0 R /Root"), [PdfFault.ENCRYPTED]),
        (PDF.replace(b"/Root", b"/#45ncryp#74<<>> /Root"), [PdfFault.ENCRYPTED]),
        (PDF.replace(b"/Root", b"/S/JavaScript/JS(x) /Root"), [PdfFault.ACTIVE]),
        (PDF.replace(b"/Root", b"/S/#4a#61vaScript /Root"), [PdfFault.ACTIVE]),
        (PDF.replace(b"/Root", b"/S/Launch /Root"), [PdfFault.ACTIVE]),
    ],
)
def test_a_file_is_judged_by_its_content(content: bytes, faults: list[PdfFault]) -> None:
    assert list(faults_of(content)) == faults
