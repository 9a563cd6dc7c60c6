"""What both sides are told about offers and dissolutions, in the transaction that moves them."""

from contracts import employment as told
from employment.application.ports import Records
from employment.domain.dissolutions import Dissolution
from employment.domain.labour_contracts import LabourContract
from employment.domain.offers import Offer


def tell_offer(records: Records, offer: Offer) -> None:
    """Tell where an offer stands now."""
    records.announce(
        told.OfferMoved(
            offer=offer.id,
            person=offer.person,
            enterprise=offer.enterprise,
            status=offer.status,
            version=offer.version,
        )
    )


def tell_labour_contract(records: Records, offer: Offer, contract: LabourContract) -> None:
    """Tell that a labour contract was added."""
    records.announce(
        told.LabourContractAdded(
            labour_contract=contract.id,
            offer=offer.id,
            person=offer.person,
            enterprise=offer.enterprise,
        )
    )


def tell_dissolution(records: Records, dissolution: Dissolution) -> None:
    """Tell where a dissolution stands now."""
    records.announce(
        told.DissolutionMoved(
            dissolution=dissolution.id,
            employment=dissolution.employment,
            person=dissolution.person,
            enterprise=dissolution.enterprise,
            requested_by=dissolution.requested_by,
            status=dissolution.status,
            version=dissolution.version,
        )
    )
