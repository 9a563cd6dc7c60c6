"""What both sides are told of offers, employments and dissolutions (四, 二.4(2), H5)."""

from typing import Final

from contracts.employment import (
    DissolutionMoved,
    EmploymentEnded,
    EmploymentStarted,
    LabourContractAdded,
    OfferMoved,
)
from contracts.vocabulary import DissolutionStatus, OfferStatus, Side
from identity.domain.messages import Draft, News, Standing, to_enterprise, to_person

OFFERS: Final = {
    OfferStatus.OPEN: ("offer_made", Side.PERSON),
    OfferStatus.WITHDRAWN: ("offer_withdrawn", Side.PERSON),
    OfferStatus.ACCEPTED: ("offer_accepted", Side.ENTERPRISE),
    OfferStatus.REFUSED: ("offer_refused", Side.ENTERPRISE),
    OfferStatus.LAPSED: ("offer_lapsed", Side.ENTERPRISE),
}
"""What is told of an offer that has come to stand so, and to which side: the other one acted."""

TO_THE_OTHER_SIDE: Final = {
    DissolutionStatus.OPEN: "dissolution_to_answer",
    DissolutionStatus.WITHDRAWN: "dissolution_withdrawn",
}


def offer_moved(event: OfferMoved) -> News:
    """The side that did not act learns where the offer stands."""
    code, side = OFFERS[event.status]
    standing = Standing(matter=event.offer, version=event.version)
    to = to_person(event.person) if side is Side.PERSON else to_enterprise(event.enterprise)
    draft = Draft(to=to, code=code, about=event.offer, standing=standing)
    return News(drafts=(draft,), standings=(standing,))


def labour_contract_added(event: LabourContractAdded) -> News:
    """The person learns that there is a contract to read."""
    to, contract = to_person(event.person), event.labour_contract
    return News(drafts=(Draft(to=to, code="labour_contract_added", about=contract),))


def started(event: EmploymentStarted) -> News:
    """The person is told; the enterprise learns it as the offer's acceptance."""
    to = to_person(event.person)
    return News(drafts=(Draft(to=to, code="employment_started", about=event.employment),))


def ended(event: EmploymentEnded) -> News:
    """Both sides are told."""
    return News(
        drafts=tuple(
            Draft(to=to, code="employment_ended", about=event.employment)
            for to in (to_person(event.person), to_enterprise(event.enterprise))
        )
    )


def dissolution_moved(event: DissolutionMoved) -> News:
    """The side that did not act is told; a confirmed one is told as the employment's end."""
    standing = Standing(matter=event.dissolution, version=event.version)
    person, enterprise = to_person(event.person), to_enterprise(event.enterprise)
    asked_by_person = event.requested_by is Side.PERSON
    asking, other = (person, enterprise) if asked_by_person else (enterprise, person)
    match event.status:
        case DissolutionStatus.CONFIRMED:
            return News(drafts=(), standings=(standing,))
        case DissolutionStatus.REFUSED:
            to, code = asking, "dissolution_refused"
        case status:
            to, code = other, TO_THE_OTHER_SIDE[status]
    draft = Draft(
        to=to,
        code=code,
        about=event.dissolution,
        parameters={"employment": str(event.employment)},
        standing=standing,
    )
    return News(drafts=(draft,), standings=(standing,))
