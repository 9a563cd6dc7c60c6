"""From what the owners told and the register holds to what a case is judged on (K3)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar
from uuid import UUID

from certificate.application.circumstances import circumstances_of
from certificate.application.findings import finding_view
from certificate.application.ports import Clock
from certificate.application.ports_cases import CaseRecords, Subject
from certificate.application.ports_issuing import FactsOutdated, Gathered, Owners
from certificate.domain.age import AgePolicy
from certificate.domain.businesses import CHECKLISTS
from certificate.domain.facts import Case, Certified, Employer, Holder, Renaming, Renewing
from certificate.domain.holding import PRINCIPAL, Held, Ties, Wanted, employer_of_holder
from certificate.domain.name_changes import Naming
from certificate.domain.terms import adult_on, day_after
from contracts.errors import ConditionsNotMet, Unavailable
from contracts.message import to_wire
from contracts.names import comparable_enterprise_name
from contracts.vocabulary import Category, CertificateCaseKind, Province

Answer = TypeVar("Answer")
MOST_GATHERINGS: Final = 5
MOVING: Final = CertificateCaseKind.WORK_UNIT_CHANGE


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked for a certificate; `enterprise` is the one named, if one is (H4).

    `submitted_on` is the day on which it was asked, if a decision is due; `naming` what an
    enterprise's change of name asks, with the day to judge by.
    """

    kind: CertificateCaseKind
    enterprise: UUID | None = None
    submitted_on: date | None = None
    naming: Naming | None = None


@dataclass(frozen=True, kw_only=True)
class CaseFacts:
    """Gathers facts before a transaction, and makes a case of them within."""

    clock: Clock
    policy: AgePolicy
    home: Province
    owners: Owners

    def until_current(self, holder: UUID, work: Callable[[Gathered], Answer]) -> Answer:
        """Work with what the owners tell of a holder; gather again where that is outdated (C8)."""
        return repeated(lambda: work(self.owners.about((holder,))))

    def locked(
        self, records: CaseRecords, subject: Subject, gathered: Gathered, asked: Asked
    ) -> Case:
        """Make the case that is judged in a transaction which has locked the certificate."""
        today = self.clock.today()
        records.free_expired_places((subject.holder,), today)
        return self.case_of(subject, records.held_beside(subject, today), gathered, asked)

    def case_of(
        self, subject: Subject, beside: tuple[Held, ...], gathered: Gathered, asked: Asked
    ) -> Case:
        """Make the case that the conditions of a business are judged on."""
        on = asked.naming.on if asked.naming else self.clock.today()
        found = circumstances_of(subject.holder, gathered, beside, on=on, policy=self.policy)
        candidate = found.candidate
        named = asked.enterprise if asked.kind is MOVING else None
        enterprise = employer_of_holder(
            subject.kind, candidate.ties, subject.enterprise, named=named
        )
        employer = None if enterprise is None else found.employers.get(enterprise)
        row = self.policy.in_force(candidate.sex, subject.kind, found.on)
        return Case(
            on=found.on,
            holder=Holder(
                is_verified=candidate.is_verified,
                has_id_photo=candidate.photo is not None,
                adult_on=adult_on(candidate.born_on),
                age_limit_on=row.limit_on(candidate.born_on),
                held=found.held,
            ),
            employer=employer,
            wanted=Wanted(
                kind=subject.kind,
                enterprise=None if employer is None else employer.enterprise,
                represents=employer is not None
                and employer.enterprise in candidate.ties.represents,
                trade=subject.trade,
            ),
            certificate=Certified(
                enterprise=subject.enterprise,
                valid_to=subject.valid_to,
                reasons=subject.reasons,
                is_cancelled=subject.cancelled_on is not None,
                is_home_province=subject.province is self.home,
                has_open_case=subject.has_open_case,
                names_holder=subject.holder_name == gathered.persons[subject.holder].name,
                renewing=self._renewing(subject, employer, gathered, asked),
                renaming=_renaming(subject, asked.naming),
            ),
        )

    def _renewing(
        self, subject: Subject, employer: Employer | None, gathered: Gathered, asked: Asked
    ) -> Renewing:
        """Give what a renewal alone asks about; the age limit is that of the next term (D10)."""
        person = gathered.persons[subject.holder]
        row = self.policy.in_force(person.sex, subject.kind, day_after(subject.valid_to))
        name = gathered.enterprises[employer.enterprise].name if employer else None
        return Renewing(
            submitted_on=asked.submitted_on,
            first_ce_deadline=subject.first_ce_deadline,
            second_record_on=subject.second_record_on,
            age_limit_on=row.limit_on(person.born_on),
            age_rule=row.name,
            letters=frozenset(Category(letter) for letter in subject.letters),
            unit_name=subject.enterprise_name,
            employer_name=name,
            names_agree=name is not None and are_one_name(subject.enterprise_name, name),
        )


def repeated(attempt: Callable[[], Answer]) -> Answer:
    """Gather and work, again where what was gathered is outdated (C8); raises `Unavailable`."""
    for _ in range(MOST_GATHERINGS):
        try:
            return attempt()
        except FactsOutdated:
            continue
    raise Unavailable


def _renaming(subject: Subject, naming: Naming | None) -> Renaming | None:
    """Give what a change of the unit's name asks about; none where the unit is another."""
    if naming is None or naming.enterprise != subject.enterprise:
        return None
    return Renaming(
        printed_name=subject.enterprise_name,
        registered_name=naming.name,
        names_agree=are_one_name(subject.enterprise_name, naming.name),
    )


def are_one_name(one: str, other: str) -> bool:
    """Tell whether two enterprises' names are equal when normalised (K12)."""
    return comparable_enterprise_name(one) == comparable_enterprise_name(other)


def employment_asked(subject: Subject, case: Case, gathered: Gathered) -> UUID | None:
    """Give the employment by which the employer is asked; none where it is represented (H4)."""
    ties = gathered.ties.get(subject.holder, Ties(employed_by=None))
    if case.employer is None or case.employer.enterprise != ties.employed_by:
        return None
    if subject.kind is PRINCIPAL and case.wanted.represents:
        return None
    return gathered.employments.get(subject.holder)


def refuse_unless_met(kind: CertificateCaseKind, case: Case) -> None:
    """Refuse with every condition that is not met, in the manual's order and words (K3)."""
    checklist = CHECKLISTS[kind]
    unmet = checklist.unmet(case)
    if unmet:
        findings = [to_wire(finding_view(finding)) for finding in unmet]
        raise ConditionsNotMet(facts={"business": checklist.business, "unmet": findings})
