"""Which conditions of a business a paper does not meet, judged anew by the manual (六)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from contracts.vocabulary import AbnormalReason, CertificateCaseKind, CertificateKind
from tests.model.days import DAY
from tests.model.ledger import House, Paper, held_by, may_be_held_together

PRINCIPAL: Final = CertificateKind.PRINCIPAL
Judged = tuple[str, bool]


@dataclass(frozen=True, kw_only=True)
class Question:
    """A paper with all else that a business asks about, on a day.

    `submitted_on` is when it was submitted, if a decision is due; the open case is its own then.
    """

    paper: Paper
    beside: tuple[Paper, ...]
    on: date
    done_through: date
    submitted_on: date | None = None

    @property
    def employer(self) -> House | None:
        """The unit itself if it counts; or whoever employs; or the only one represented (H4)."""
        paper, holder = self.paper, self.paper.holder
        if holder.counts_as_employer(paper.kind, paper.house):
            return paper.house
        if paper.kind is PRINCIPAL and holder.employer is None and len(holder.represents) == 1:
            return holder.represents[0]
        return holder.employer

    @property
    def is_free(self) -> bool:
        return self.submitted_on is not None or not self.paper.has_open_case

    @property
    def is_of_age(self) -> bool:
        return self.paper.holder.life.is_of_age(self.on)

    @property
    def is_in_force(self) -> bool:
        return self.on <= self.paper.term.last

    @property
    def is_not_cancelled(self) -> bool:
        return self.paper.cancelled_on is None

    @property
    def has_completed(self) -> bool:
        return AbnormalReason.CE_NOT_COMPLETED not in self.paper.reasons(self.done_through)


def unmet(kind: CertificateCaseKind, asked: Question) -> list[str]:
    """The codes of what is not met, in the manual's order and then the rest."""
    return [code for code, is_met in _CHECKS[kind](asked) if not is_met]


def _last(asked: Question) -> Iterable[Judged]:
    yield "certificate_is_not_cancelled", asked.is_not_cancelled
    yield "continuing_education_was_completed", asked.has_completed


def _work_unit_change(asked: Question) -> Iterable[Judged]:
    employer, paper = asked.employer, asked.paper
    yield "holder_has_a_local_employer", employer is not None
    yield "certificate_is_free", asked.is_free
    yield "certificate_is_in_force", asked.is_in_force
    yield "age_is_within_limits", asked.is_of_age
    yield "employer_has_registered_categories", employer is not None and employer.letters != ""
    yield from _last(asked)
    if employer is not None:
        yield "employer_is_another_unit", employer is not paper.house
        yield "employer_permits_the_trade", employer.permits(paper.trade)
        yield "certificate_may_be_held_there", _may_be_held_at(employer, asked)


def _may_be_held_at(employer: House, asked: Question) -> bool:
    paper, holder = asked.paper, asked.paper.holder
    others = [
        held_by(holder, each.kind, each.house)
        for each in asked.beside
        if each.holds_a_place(asked.on)
    ]
    return may_be_held_together([held_by(holder, paper.kind, employer), *others])


def _enterprise_name_change(asked: Question) -> Iterable[Judged]:
    yield "certificate_is_free", asked.is_free
    yield "certificate_is_in_force", asked.is_in_force
    yield "age_is_within_limits", asked.is_of_age
    yield "employer_is_the_unit", asked.employer is asked.paper.house
    yield from _last(asked)
    yield "unit_has_been_renamed", asked.paper.unit_name != asked.paper.house.name


def _person_name_change(asked: Question) -> Iterable[Judged]:
    yield "holder_has_a_local_employer", asked.employer is not None
    yield "certificate_is_free", asked.is_free
    yield "certificate_is_in_force", asked.is_in_force
    yield "age_is_within_limits", asked.is_of_age
    yield from _last(asked)
    yield "holder_has_been_renamed", asked.paper.printed != asked.paper.holder.worker.name


def _renewal(asked: Question) -> Iterable[Judged]:
    employer, paper = asked.employer, asked.paper
    tested_on = asked.submitted_on or asked.on
    first, last = paper.term.window
    second = paper.term.records.get(2)
    yield "employer_is_the_unit", employer is paper.house
    yield "certificate_is_free", asked.is_free
    yield "window_is_open", first <= tested_on <= last
    yield "second_ce_record_is_there", second is not None and second <= tested_on
    yield "age_allows_the_next_term", _is_of_age_for_the_next_term(asked)
    yield "unit_names_agree", employer is not None and paper.unit_name == employer.name
    yield "categories_agree", employer is not None and _categories_agree(paper, employer)
    yield from _last(asked)


def _is_of_age_for_the_next_term(asked: Question) -> bool:
    life = asked.paper.holder.life
    return life.adult_on <= asked.on and asked.paper.term.last + DAY < life.too_old_on


def _categories_agree(paper: Paper, employer: House) -> bool:
    if paper.trade is None:
        return paper.letters == employer.letters
    return employer.permits(paper.trade) and not paper.not_permitted


def _cancellation(asked: Question) -> Iterable[Judged]:
    yield "certificate_is_free", asked.is_free
    yield "certificate_is_not_cancelled", asked.is_not_cancelled


_CHECKS: Final = {
    CertificateCaseKind.WORK_UNIT_CHANGE: _work_unit_change,
    CertificateCaseKind.ENTERPRISE_NAME_CHANGE: _enterprise_name_change,
    CertificateCaseKind.PERSON_NAME_CHANGE: _person_name_change,
    CertificateCaseKind.RENEWAL: _renewal,
    CertificateCaseKind.CANCELLATION: _cancellation,
}
