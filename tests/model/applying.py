"""Certificate cases: submitted, withdrawn, confirmed, refused, approved, rejected (六, K1–K6)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from hypothesis import strategies as st

from contracts.certificate import CertificateCase
from contracts.vocabulary import CertificateCaseKind, CertificateCaseStatus, CertificateKind
from tests.applicants import Applicant, approves, confirms, refuses, rejects
from tests.model.days import term_from
from tests.model.ground import ANY, Ground, act
from tests.model.ledger import FOR_AUTHORITY, FOR_EMPLOYER, House, OpenCase, Paper
from tests.model.verdicts import unmet

HOLDERS: Final = [
    CertificateCaseKind.WORK_UNIT_CHANGE,
    CertificateCaseKind.PERSON_NAME_CHANGE,
    CertificateCaseKind.RENEWAL,
    CertificateCaseKind.CANCELLATION,
]
CONFIRMED: Final = {
    CertificateCaseKind.WORK_UNIT_CHANGE,
    CertificateCaseKind.RENEWAL,
    CertificateCaseKind.CANCELLATION,
}
CANCELLATION: Final = CertificateCaseKind.CANCELLATION
KINDS: Final = st.sampled_from([None, None, None, *HOLDERS])
STEPS: Final = st.sampled_from(["confirm", "approve", "approve", "reject", "refuse", "withdraw"])
Waiting = CertificateCaseStatus


class Applying(Ground):
    """What holders, employers and the authority do about cases."""

    @act(3, which=ANY, kind=KINDS)
    def submits(self, which: int, kind: CertificateCaseKind | None) -> None:
        """A case opens if, and only if, all conditions are met; one that may, if none is told."""
        if kind is None:
            self._submits_what_may_be(which)
        elif self.register.papers:
            self._submits(self.paper(which), kind)

    def _submits_what_may_be(self, which: int) -> Paper | None:
        able = [
            (paper, kind)
            for paper in self.register.papers
            for kind in HOLDERS
            if not unmet(kind, self.register.asked(paper))
        ]
        # Cancelling is always possible, and ends a life: it is left to those who name it.
        able = [each for each in able if each[1] is not CANCELLATION]
        if not able:
            return None
        paper, kind = able[which % len(able)]
        self._submits(paper, kind)
        return paper

    def _submits(self, paper: Paper, kind: CertificateCaseKind) -> None:
        asked = self.register.asked(paper)
        applicant = _applicant(paper, kind)
        lacking = unmet(kind, asked)
        told = self.register.tries(applicant.submits, refused_for=lacking)
        if told is None:
            return
        employer = asked.employer if kind in CONFIRMED else None
        paper.case = OpenCase(
            told=told,
            paper=paper,
            employer=employer,
            by_employment=employer is not None and not _rests_on_representing(paper, employer),
            submitted_on=self.today,
        )
        assert told.status is (FOR_AUTHORITY if employer is None else FOR_EMPLOYER)
        assert told.employer == (None if employer is None else employer.firm.id)

    @act(3, which=ANY, step=STEPS, is_stale=st.sampled_from([False, False, False, True]))
    def case_takes_step(self, which: int, step: str, *, is_stale: bool) -> None:
        """A step out of turn, or on a stale view, changes nothing (K6)."""
        papers = [paper for paper in self.register.papers if paper.case]
        if papers:
            self._step(papers[which % len(papers)], step, is_stale=is_stale)

    @act(6, which=ANY)
    def case_goes_through(self, which: int) -> None:
        """What may be applied for is, up to the approval, on one day."""
        waiting = [paper for paper in self.register.papers if paper.case]
        paper = waiting[0] if waiting else self._submits_what_may_be(which)
        for step in ("confirm", "approve"):
            case = paper.case if paper else None
            is_asked = case is not None and case.told.status is FOR_EMPLOYER
            if paper and case and (step == "approve" or is_asked):
                self._step(paper, step, is_stale=False)

    def _step(self, paper: Paper, step: str, *, is_stale: bool) -> None:
        case = paper.case
        assert case is not None
        told = replace(case.told, version=case.told.version + 1) if is_stale else case.told
        command = self._command(paper, step, told)
        if command is None:
            return
        obstacle: list[str] | str | None = _obstacle(case, step, is_stale=is_stale)
        if obstacle is None and step == "approve":
            asked = self.register.asked(paper, submitted_on=case.submitted_on)
            obstacle = unmet(case.kind, asked)
        done = self.register.tries(command, refused_for=obstacle)
        if done is None:
            return
        case.told = done
        if step == "approve":
            _EFFECTS[case.kind](self, paper, case)
        if step != "confirm":
            paper.case = None

    def _command(
        self, paper: Paper, step: str, told: CertificateCase
    ) -> Callable[[], CertificateCase] | None:
        """Give what somebody does; an employer answers only where one was asked."""
        case = paper.case
        assert case is not None
        if step in ("confirm", "refuse"):
            if case.employer is None:
                return None
            answer, firm = confirms if step == "confirm" else refuses, case.employer.firm
            return lambda: answer(firm, told)
        if step == "withdraw":
            return lambda: _applicant(paper, case.kind).withdraws(told)
        decide = approves if step == "approve" else rejects
        return lambda: decide(self.world, told)

    def _moves(self, paper: Paper, case: OpenCase) -> None:
        house = self.register.asked(paper).employer
        assert house is not None
        paper.house, paper.unit_name = house, house.name
        paper.letters = "" if paper.trade else house.letters
        paper.not_permitted = False
        paper.reprint(self.today)

    def _renames(self, paper: Paper, case: OpenCase) -> None:
        paper.printed = paper.holder.worker.name
        paper.reprint(self.today)

    def _renews(self, paper: Paper, case: OpenCase) -> None:
        following = term_from(paper.term.last + timedelta(days=1), paper.holder.life)
        paper.terms.append(following)
        paper.versions.append(len(paper.terms) - 1)

    def _cancels(self, paper: Paper, case: OpenCase) -> None:
        paper.cancel(self.today, self.register.done_through)


def _applicant(paper: Paper, kind: CertificateCaseKind) -> Applicant:
    return Applicant(worker=paper.holder.worker, certificate=paper.id, kind=kind)


def _rests_on_representing(paper: Paper, employer: House) -> bool:
    """Of a principal who represents the enterprise, the case does not rest on employment (H4)."""
    return paper.kind is CertificateKind.PRINCIPAL and employer in paper.holder.represents


def _obstacle(case: OpenCase, step: str, *, is_stale: bool) -> str | None:
    """Why a step is out of turn."""
    if step == "withdraw":
        return None
    if is_stale:
        return "STALE_VIEW"
    turn = FOR_EMPLOYER if step in ("confirm", "refuse") else FOR_AUTHORITY
    return None if case.told.status is turn else "CASE_WAITS_FOR_ANOTHER"


_EFFECTS: Final = {
    CertificateCaseKind.WORK_UNIT_CHANGE: Applying._moves,
    CertificateCaseKind.PERSON_NAME_CHANGE: Applying._renames,
    CertificateCaseKind.RENEWAL: Applying._renews,
    CertificateCaseKind.CANCELLATION: Applying._cancels,
}
