"""Labour contracts: added by the enterprise, downloaded by both sides (二.4(2), 四)."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from contracts import employment as told
from contracts.errors import NotFound, TooLarge
from contracts.principal import Principal
from contracts.vocabulary import EmploymentStepKind
from employment.application import refusals
from employment.application.announcing import tell_labour_contract
from employment.application.authorisation import enterprise_of, seen
from employment.application.ports import Clock, Records, Register, Transactions
from employment.application.views import contract_view
from employment.domain.employments import employment_with
from employment.domain.labour_contracts import (
    MEDIA_TYPE,
    MOST_BYTES,
    LabourContract,
    faults_of,
    obstacles_to_contract,
)
from employment.domain.offers import Offer, offer_with
from employment.domain.steps import Step


@dataclass(frozen=True, kw_only=True)
class LabourContracts:
    """Keeps every labour contract that was ever added, so that none is put in another's place."""

    clock: Clock
    register: Register
    transactions: Transactions
    new_id: Callable[[], UUID]

    def add(self, call: told.AddLabourContract, by: Principal) -> told.LabourContract:
        """Add a contract to one's own open offer, or to the employment it began while it lasts."""
        _refuse_unfit(call.content)
        contract = LabourContract(
            id=self.new_id(),
            offer=call.offer,
            size=len(call.content),
            sha256=sha256(call.content).hexdigest(),
            added_at=self.clock.now(),
        )
        with self.transactions() as records:
            offer = records.locked_offer(call.offer)
            if offer is None or offer.enterprise != enterprise_of(by):
                raise NotFound
            _enter(records, offer, contract)
            records.add_labour_contract(contract, call.content)
            step = EmploymentStepKind.CONTRACT_ADDED
            records.add_step(offer.id, Step(at=contract.added_at, by=by.subject, step=step))
            tell_labour_contract(records, offer, contract)
        return contract_view(contract)

    def one(self, call: told.GetLabourContract, by: Principal) -> told.LabourContractFile:
        """Give a contract to both sides and to the authority of the province."""
        found = self.register.labour_contract(call.labour_contract)
        if found is None:
            raise NotFound
        contract, content = found
        seen(by, self.register.offer(contract.offer))
        return told.LabourContractFile(
            id=contract.id,
            filename=f"劳动合同-{contract.added_at:%Y%m%d}.pdf",
            media_type=MEDIA_TYPE,
            content=content,
        )


def _enter(records: Records, offer: Offer, contract: LabourContract) -> None:
    """Make a contract the latest of its offer, and of the employment that the offer began."""
    employment = records.employment_by(offer.id)
    obstacles = obstacles_to_contract(
        offer, employment, contracts=records.count_labour_contracts(offer.id)
    )
    refusals.refuse_for_any(obstacles, status=offer.status.value)
    records.save_offer(offer_with(offer, contract.id))
    if employment is not None:
        records.save_employment(employment_with(employment, contract.id))


def _refuse_unfit(content: bytes) -> None:
    """Refuse a file by its size, or with everything that is wrong with its content."""
    if len(content) > MOST_BYTES:
        raise TooLarge(
            "LABOUR_CONTRACT_TOO_LARGE", "劳动合同超过5MiB", "The file is larger than 5 MiB"
        )
    refusals.refuse_faults("content", faults_of(content))
