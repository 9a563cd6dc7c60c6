"""What judging a checklist found, as messages tell it (K3)."""

from certificate.domain.checklist import Checklist, Fact, Finding
from certificate.domain.facts import Case
from contracts import certificate as told


def finding_view(finding: Finding) -> told.Finding:
    """Show the answer to one condition; a remedy only where one is needed."""
    return told.Finding(
        number=finding.number,
        code=finding.code,
        wording=finding.wording,
        section=finding.section,
        is_met=finding.met,
        facts={name: _plain(fact) for name, fact in finding.facts.items()},
        remedy=None if finding.met else finding.remedy.zh,
        met_from=finding.earliest,
    )


def report_of(checklist: Checklist, case: Case) -> told.ChecklistReport:
    """Judge every condition and show all answers, in the manual's order."""
    findings = tuple(finding_view(finding) for finding in checklist.judge(case))
    return told.ChecklistReport(
        business=checklist.business,
        is_met=all(finding.is_met for finding in findings),
        findings=findings,
    )


def _plain(fact: Fact) -> object:
    return list(fact) if isinstance(fact, tuple) else fact
