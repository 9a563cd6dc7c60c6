"""What becomes of passed results: a certificate, waiting, or the holder's choice (六.1, H8, H9)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from certificate.domain.age import AgePolicy
from certificate.domain.businesses import ISSUANCE
from certificate.domain.facts import Case, Employer, Holder
from certificate.domain.holding import Held, Ties, Wanted, employer_at_issuance
from certificate.domain.results import Passed, in_order_of_exams, issues_by_itself
from certificate.domain.terms import Term, adult_on, day_after, term_from
from contracts.vocabulary import Sex


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """The person who passed."""

    is_verified: bool
    photo: UUID | None
    sex: Sex
    born_on: date
    ties: Ties


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """All that issuance to one person on one day rests on, beside the result itself."""

    on: date
    policy: AgePolicy
    candidate: Candidate
    employers: Mapping[UUID, Employer]
    held: tuple[Held, ...]


@dataclass(frozen=True, kw_only=True)
class Issue:
    """All conditions are met: a certificate is issued for this term, under this age rule (D4)."""

    passed: Passed
    employer: UUID
    photo: UUID
    represents: bool
    term: Term
    age_rule: str


@dataclass(frozen=True, kw_only=True)
class Wait:
    """Conditions are missing, by their codes; `employer` is whose facts were judged (H9)."""

    passed: Passed
    missing: tuple[str, ...]
    employer: UUID | None


@dataclass(frozen=True, kw_only=True)
class LeaveToHolder:
    """The result issues only at the holder's command (H8)."""

    passed: Passed


Outcome = Issue | Wait | LeaveToHolder


def case_of(passed: Passed, found: Circumstances, *, named: UUID | None = None) -> Case:
    """Give the case that the conditions of issuance are judged on; `named` as in H4."""
    ties = found.candidate.ties
    enterprise = employer_at_issuance(passed.kind, ties, found.held, named=named)
    employer = None if enterprise is None else found.employers.get(enterprise)
    row = found.policy.in_force(found.candidate.sex, passed.kind, found.on)
    return Case(
        on=found.on,
        holder=Holder(
            is_verified=found.candidate.is_verified,
            has_id_photo=found.candidate.photo is not None,
            adult_on=adult_on(found.candidate.born_on),
            age_limit_on=row.limit_on(found.candidate.born_on),
            held=found.held,
        ),
        employer=employer,
        wanted=Wanted(
            kind=passed.kind,
            enterprise=None if employer is None else employer.enterprise,
            represents=employer is not None and employer.enterprise in ties.represents,
            trade=passed.trade,
        ),
    )


def outcome_at_command(
    passed: Passed, found: Circumstances, *, named: UUID | None = None
) -> Issue | Wait:
    """Judge one result whose holder asks for the certificate; only the conditions count."""
    case = case_of(passed, found, named=named)
    unmet = ISSUANCE.unmet(case)
    photo = found.candidate.photo
    if unmet or case.employer is None or photo is None:
        missing = tuple(finding.code for finding in unmet)
        employer = None if case.employer is None else case.employer.enterprise
        return Wait(passed=passed, missing=missing, employer=employer)
    return Issue(
        passed=passed,
        employer=case.employer.enterprise,
        photo=photo,
        represents=case.wanted.represents,
        term=term_from(case.on, case.holder.age_limit_on),
        age_rule=found.policy.in_force(found.candidate.sex, passed.kind, case.on).name,
    )


def outcomes(
    waiting: Collection[Passed], due: Iterable[Passed], found: Circumstances
) -> tuple[Outcome, ...]:
    """Judge one person's due results in the order of their exams, each with those before it.

    `waiting` are all passed results of this person without a certificate, the due ones included.
    """
    judged: list[Outcome] = []
    left = {each.result: each for each in waiting}
    for passed in in_order_of_exams(due):
        others = [each for each in left.values() if each.result != passed.result]
        if not issues_by_itself(passed, others, found.held):
            judged.append(LeaveToHolder(passed=passed))
            continue
        outcome = outcome_at_command(passed, found)
        judged.append(outcome)
        if isinstance(outcome, Issue):
            del left[passed.result]
            found = replace(found, held=(*found.held, _held_from(outcome)))
    return tuple(judged)


def _held_from(issue: Issue) -> Held:
    """The certificate about to be issued takes its place; its result's id stands for its own."""
    return Held(
        certificate=issue.passed.result,
        kind=issue.passed.kind,
        enterprise=issue.employer,
        represents=issue.represents,
        trade=issue.passed.trade,
        free_from=day_after(issue.term.valid_to),
    )
