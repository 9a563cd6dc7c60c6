"""What enterprises ask for: other categories, and their new name on certificates (五, 六.3)."""

from hypothesis import strategies as st

from contracts.certificate import GetEnterpriseNameChange
from contracts.enterprise import RejectCategoryCase, WithdrawCategoryCase
from contracts.vocabulary import CertificateCaseKind
from tests.model.ground import ANY, LETTERS, Ground, act
from tests.model.ledger import House, NameCase, Paper
from tests.model.register import WrongAnswer
from tests.model.verdicts import unmet
from tests.renamings import Renaming, approves, rejects

RENAMING = CertificateCaseKind.ENTERPRISE_NAME_CHANGE
DECISIONS = st.sampled_from(["approve", "approve", "approve", "reject", "withdraw"])


class Firms(Ground):
    """Category changes and changes of the enterprise's name."""

    @act(2, where=ANY, letters=st.sampled_from(LETTERS), decision=DECISIONS)
    def changes_categories(self, where: int, letters: str, decision: str) -> None:
        """On approval numbers follow the letters, and trades are marked or freed (C2 to C4)."""
        house, ask = self.house(where), self.world.stack.ask
        obstacle = "SAME_CATEGORIES" if house.letters == letters else None
        case = self.register.tries(lambda: house.firm.submits(letters), refused_for=obstacle)
        if case is None:
            return
        if decision == "approve":
            house.firm.is_approved(case)
            self._follow_letters(house, letters)
        elif decision == "reject":
            call = RejectCategoryCase(case=case.id, version=case.version, reason="材料不符")
            ask(call, by=self.world.staff)
        else:
            ask(WithdrawCategoryCase(case=case.id), by=house.firm.account)

    def _follow_letters(self, house: House, letters: str) -> None:
        house.letters = letters
        for paper in self.register.papers:
            if paper.house is not house or not paper.holds_a_place(self.today):
                continue
            paper.not_permitted = not house.permits(paper.trade)
            if paper.trade is None and paper.letters != letters:
                paper.letters = letters
                paper.reprint(self.today)

    @act(where=ANY, back=st.booleans())
    def takes_name(self, where: int, *, back: bool) -> None:
        """Another name is registered, or a former one again; nothing is printed yet (K7)."""
        house = self.house(where)
        name = house.former_names[-1] if back and house.former_names else None
        if name == house.name:
            return
        self.register.has_acted = True
        house.former_names.append(house.name)
        house.name = Renaming(firm=house.firm).takes_name(name)

    @act(2, where=ANY, has_new_one=st.booleans())
    def asks_for_its_name(self, where: int, *, has_new_one: bool) -> None:
        """All that print another name are found; those that fail are left out (六.3, K2)."""
        house = self.house(where)
        if has_new_one:
            self.takes_name(where, back=False)
            self.follows()
        found = [
            paper
            for paper in self.register.papers
            if paper.house is house
            and paper.holds_a_place(self.today)
            and paper.unit_name != house.name
        ]
        lacking = {paper: self._lacks(paper) for paper in found}
        obstacle = "NAME_CHANGE_OPEN" if house.name_change else None
        if obstacle is None and not found:
            obstacle = "NO_OTHER_NAME_PRINTED"
        if obstacle is None and all(lacking.values()):
            obstacle = "NO_CERTIFICATE_MEETS_THE_CONDITIONS"
        renaming = Renaming(firm=house.firm)
        case = self.register.tries(renaming.submits, refused_for=obstacle)
        if case is None:
            return
        told = {
            item.certificate: [each.code for each in item.unmet]
            for item in renaming.items(case).values()
        }
        if told != {paper.id: codes for paper, codes in lacking.items()}:
            raise WrongAnswer(f"the name change tells {told}")
        parts = [paper for paper, codes in lacking.items() if not codes]
        house.name_change = NameCase(case=case.id, version=case.version, parts=parts)
        for paper in parts:
            paper.part_of = house.name_change

    @act(where=ANY, decision=DECISIONS)
    def name_is_decided(self, where: int, decision: str) -> None:
        """Each part is judged again; what fails by now keeps the old name (K3)."""
        houses = [house for house in self.register.houses if house.name_change]
        if not houses:
            return
        house = houses[where % len(houses)]
        change = house.name_change
        assert change is not None
        self.register.has_acted = True
        renaming = Renaming(firm=house.firm)
        call = GetEnterpriseNameChange(case=change.case)
        case = self.world.stack.ask(call, by=house.firm.account)
        if decision == "withdraw":
            renaming.withdraws(case)
        elif decision == "reject":
            rejects(self.world, case)
        else:
            self._print(house, change)
            approves(self.world, case)
        house.name_change = None
        for paper in change.parts:
            paper.part_of = None

    def _print(self, house: House, change: NameCase) -> None:
        for paper in change.parts:
            if not self._lacks(paper, is_decided=True):
                paper.unit_name = house.name
                paper.reprint(self.today)

    def _lacks(self, paper: Paper, *, is_decided: bool = False) -> list[str]:
        submitted_on = self.today if is_decided else None
        return unmet(RENAMING, self.register.asked(paper, submitted_on=submitted_on))
