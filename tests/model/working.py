"""Offers, acceptances and dissolutions: who works for whom (四, H3, H5, H6)."""

from hypothesis import strategies as st

from contracts.certificate import GetCertificateCase
from contracts.employment import (
    AcceptOffer,
    ConfirmDissolution,
    OfferEmployment,
    RefuseDissolution,
    RequestDissolution,
    WithdrawDissolution,
)
from contracts.vocabulary import CertificateCaseKind
from tests.model.ground import ANY, Ground, act
from tests.model.ledger import FOR_EMPLOYER, Paper, Someone

ANSWERS = st.sampled_from(["confirm", "confirm", "confirm", "refuse", "withdraw"])


class Working(Ground):
    """What persons and enterprises do about employments."""

    @act(who=ANY, where=ANY)
    def offers(self, who: int, where: int) -> None:
        someone, house = self.someone(who), self.house(where)
        obstacle = "EMPLOYED_HERE_ALREADY" if someone.employer is house else None
        obstacle = obstacle or ("OFFER_OPEN_ALREADY" if house in someone.offers else None)
        worker = someone.worker
        call = OfferEmployment(name=worker.name, id_number=worker.id_number)
        offer = self.register.tries(
            lambda: self.world.stack.ask(call, by=house.firm.account), refused_for=obstacle
        )
        if offer is not None:
            someone.offers[house] = offer

    @act(who=ANY, where=ANY)
    def accepts(self, who: int, where: int) -> None:
        """One employment at a time: accepting ends all other offers (H3)."""
        someone = self.someone(who)
        if not someone.offers:
            self.offers(who, where)
        if not someone.offers:
            return
        house = list(someone.offers)[where % len(someone.offers)]
        call = AcceptOffer(offer=someone.offers[house].id)
        obstacle = "EMPLOYED_ALREADY" if someone.employer else None
        employment = self.register.tries(
            lambda: self.world.stack.ask(call, by=someone.worker.by), refused_for=obstacle
        )
        if employment is not None:
            someone.employer, someone.employment = house, employment
            someone.offers = {}

    @act(who=ANY, by_person=st.booleans())
    def asks_to_part(self, who: int, *, by_person: bool) -> None:
        someone = self.someone(who)
        if someone.employer is None or someone.employment is None:
            return
        by = someone.worker.by if by_person else someone.employer.firm.account
        employment = someone.employment
        call = RequestDissolution(employment=employment.id, version=employment.version)
        obstacle = "DISSOLUTION_OPEN_ALREADY" if someone.dissolution else None
        asked = self.register.tries(lambda: self.world.stack.ask(call, by=by), refused_for=obstacle)
        if asked is not None:
            someone.dissolution = asked

    @act(who=ANY, by_person=st.booleans(), answer=ANSWERS)
    def answers_parting(self, who: int, *, by_person: bool, answer: str) -> None:
        """Only the other side may answer, only the asking one withdraw (H5)."""
        someone = self.someone(who)
        asked = someone.dissolution
        if asked is None or someone.employer is None:
            return
        by = someone.worker.by if by_person else someone.employer.firm.account
        is_own = (asked.requested_by.value == "person") is by_person
        obstacle = None
        if answer == "withdraw":
            obstacle = None if is_own else "DISSOLUTION_REQUESTED_BY_OTHER_SIDE"
        elif is_own:
            obstacle = "DISSOLUTION_REQUESTED_BY_ONESELF"
        call = {
            "confirm": ConfirmDissolution(dissolution=asked.id, version=asked.version),
            "refuse": RefuseDissolution(
                dissolution=asked.id, version=asked.version, reason="合同未到期"
            ),
            "withdraw": WithdrawDissolution(dissolution=asked.id),
        }[answer]
        done = self.register.tries(lambda: self.world.stack.ask(call, by=by), refused_for=obstacle)
        if done is None:
            return
        someone.dissolution = None
        if answer == "confirm":
            self._ends(someone)

    @act(who=ANY)
    def parts(self, who: int) -> None:
        """Both sides at once: asked for and confirmed."""
        if self.someone(who).dissolution is None:
            self.asks_to_part(who, by_person=True)
        asked = self.someone(who).dissolution
        if asked is not None:
            self.answers_parting(
                who, by_person=asked.requested_by.value != "person", answer="confirm"
            )

    @act(3, who=ANY, where=ANY)
    def changes_employer(self, who: int, where: int) -> None:
        """One employment ends, and another begins."""
        someone, house = self.someone(who), self.house(where)
        if someone.employer is house:
            return
        self.parts(who)
        if someone.employer is None:
            self.register.has_acted = True
            someone.joins(house)

    def _ends(self, someone: Someone) -> None:
        """Cases that waited for this employer end with it; a cancellation goes on (H6)."""
        someone.employer = someone.employment = None
        self.follows()
        for paper in self.register.papers:
            if paper.holder is someone and paper.case is not None:
                self._loses_employer(paper)

    def _loses_employer(self, paper: Paper) -> None:
        case = paper.case
        if case is None or not case.by_employment or case.told.status is not FOR_EMPLOYER:
            return
        if case.kind is CertificateCaseKind.CANCELLATION:
            call = GetCertificateCase(case=case.told.id)
            case.told = self.world.stack.ask(call, by=paper.holder.worker.by)
        else:
            paper.case = None
