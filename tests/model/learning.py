"""Exams and what they bring, continuing education, and new names (六.1, 六.4, 六.5, H8, H9)."""

from dataclasses import replace
from functools import partial

from hypothesis import strategies as st

from contracts.certificate import (
    ApproveExamResults,
    CheckIssuance,
    IssueCertificate,
    RejectExamResults,
)
from contracts.vocabulary import CertificateKind, ResultStatus, Trade
from tests.education import CeLine, faults_in, recorded
from tests.model.days import DAY
from tests.model.ground import ANY, Ground, act
from tests.model.ledger import Paper
from tests.model.register import WrongAnswer
from tests.workers import imported

# The trades that the letters tell apart best.
TRADES = st.sampled_from(
    [
        Trade.DISTRIBUTION_STATION,
        Trade.VEHICLE_FILLING_STATION,
        Trade.BOTTLE_DELIVERY,
        Trade.USER_INSTALLATION,
    ]
)
DAYS = ("today", "today", "before", "first", "last", "after")
DAYS_AGO = st.integers(min_value=0, max_value=3)


class Learning(Ground):
    """What persons pass, and what the authority imports of it."""

    @act(
        2,
        who=ANY,
        kind=st.sampled_from(CertificateKind),
        trade=TRADES,
        days_ago=DAYS_AGO,
        is_approved=st.sampled_from([True, True, True, False]),
    )
    def passes_exam(
        self,
        who: int,
        *,
        kind: CertificateKind,
        trade: Trade,
        days_ago: int,
        is_approved: bool,
    ) -> None:
        """An exam is imported and decided; what meets the conditions is issued (六.1)."""
        on = self.today - days_ago * DAY
        of = trade if kind is CertificateKind.OPERATOR else None
        exam = self.someone(who).worker.passed(kind, of, on=on)
        self.register.has_acted = True
        report = imported(self.world, exam)
        if (report.accepted, report.already_known, report.refused) not in ((1, 0, 0), (0, 1, 0)):
            raise WrongAnswer(f"an exam was imported as {report}")
        if report.accepted == 0 or report.id is None:
            return
        call = (
            ApproveExamResults(imported_in=report.id)
            if is_approved
            else RejectExamResults(imported_in=report.id, reason="成绩不实")
        )
        self.register.tries(lambda: self.world.stack.ask(call, by=self.world.staff))

    @act(who=ANY, where=ANY)
    def commands_issuance(self, who: int, where: int) -> None:
        """The holder asks for what waits: refused with what the check tells (H8, K3).

        A principal names an enterprise that is represented (H4).
        """
        someone = self.someone(who)
        waiting = [
            each
            for each in someone.worker.results
            if each.status in (ResultStatus.PENDING, ResultStatus.QUALIFIED)
        ]
        for result in waiting[:1]:
            named = None
            if result.kind is CertificateKind.PRINCIPAL and someone.represents:
                named = someone.represents[where % len(someone.represents)].firm.id
            ask, by = self.world.stack.ask, someone.worker.by
            report = ask(CheckIssuance(result=result.id, enterprise=named), by=by)
            lacking = [each.code for each in report.findings if not each.is_met]
            call = IssueCertificate(result=result.id, enterprise=named)
            self.register.tries(partial(ask, call, by=by), refused_for=lacking)

    @act(4, which=ANY, ordinal=st.sampled_from([0, 0, 1, 2]), day=st.sampled_from(DAYS))
    def proves_education(self, which: int, *, ordinal: int, day: str) -> None:
        """A record is entered, on a day of its span, at its ends or beyond (K11, D8).

        Ordinal 0 is whichever is due today.
        """
        if not self.register.papers:
            return
        self.register.has_acted = True
        paper = self.paper(which)
        ordinal = ordinal or (1 if self.today <= paper.term.deadline else 2)
        first, last = paper.term.span(ordinal)
        days = {"before": first - DAY, "first": first, "last": last, "after": last + DAY}
        on = days.get(day, self.today)
        line = CeLine(
            name=paper.holder.worker.name,
            id_number=paper.holder.worker.id_number,
            kind=paper.kind,
            trade=paper.trade,
            ordinal=ordinal,
            on=min(on, self.today),
            certificate=paper.number,
        )
        report = recorded(self.world, line)
        fault = self._enter_record(paper, ordinal, line)
        found = [code for _, _, code in faults_in(report)]
        if found != ([] if fault is None else [fault]):
            raise WrongAnswer(f"a record of {line.on} was refused for {found}, not {fault}")

    def _enter_record(self, paper: Paper, ordinal: int, line: CeLine) -> str | None:
        """Enter a record in the ledger, or tell why it does not belong there."""
        if paper.cancelled_on is not None:
            return "NO_CERTIFICATE"
        spans = [(term, term.span(ordinal)) for term in paper.terms]
        fitting = [term for term, (first, last) in spans if first <= line.on <= last]
        if not fitting:
            return "DAY_OUT_OF_TERM"
        if ordinal == 2 and not paper.holds_a_place(self.today):
            return "CE_RECORD_VOID"
        known = fitting[0].records.setdefault(ordinal, line.on)
        return None if known == line.on else "CE_RECORDED_OTHERWISE"

    @act(2, who=ANY, back=st.sampled_from([False, False, True]))
    def takes_another_name(self, who: int, *, back: bool) -> None:
        """The name proved is another; certificates keep the old one until the case (六.4)."""
        someone = self.someone(who)
        self.register.has_acted = True
        printed = [paper.printed for paper in self.register.papers if paper.holder is someone]
        name = printed[0] if back and printed else someone.worker.name + "改"
        someone.worker = replace(someone.worker, name=name).verifies()
