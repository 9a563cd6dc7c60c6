"""What the register should hold, kept by hand beside it: people, enterprises, papers, cases."""

from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from contracts.certificate import CertificateCase
from contracts.employment import AcceptOffer, Dissolution, Employment, Offer, OfferEmployment
from contracts.vocabulary import (
    AbnormalReason,
    CertificateCaseKind,
    CertificateCaseStatus,
    CertificateKind,
    CertificateStatus,
    Trade,
    VersionStatus,
)
from tests.makers import Firm
from tests.model.days import Life, Term
from tests.workers import Worker

FOR_EMPLOYER: Final = CertificateCaseStatus.WAITING_FOR_EMPLOYER
FOR_AUTHORITY: Final = CertificateCaseStatus.WAITING_FOR_AUTHORITY
OPEN: Final = (FOR_EMPLOYER, FOR_AUTHORITY)
TRADES_OF: Final = {  # RULES 3
    "G": "01 02 03 04 06 07 99",
    "P": "02 07 08 99",
    "J": "02 03 04 05 99",
    "Q": "01 02 03 04 99",
}


@dataclass(kw_only=True, eq=False)
class House:
    """An enterprise, with the name it is registered by and its categories' letters."""

    firm: Firm
    name: str
    former_names: list[str] = field(default_factory=list)
    letters: str = ""
    name_change: "NameCase | None" = None

    @property
    def trades(self) -> set[str]:
        return {code for letter in self.letters for code in TRADES_OF[letter].split()}

    def permits(self, trade: Trade | None) -> bool:
        return trade is None or trade.value in self.trades


@dataclass(kw_only=True, eq=False)
class Someone:
    """A person with a proved name and a photo."""

    worker: Worker
    life: Life
    represents: list[House] = field(default_factory=list)
    employer: House | None = None
    employment: Employment | None = None
    offers: dict[House, Offer] = field(default_factory=dict)
    dissolution: Dissolution | None = None

    def joins(self, house: House) -> None:
        """Be offered employment, and accept it; every other offer ends (H3)."""
        worker, ask = self.worker, self.worker.world.stack.ask
        call = OfferEmployment(name=worker.name, id_number=worker.id_number)
        offer = ask(call, by=house.firm.account)
        self.employment = ask(AcceptOffer(offer=offer.id), by=worker.by)
        self.employer, self.offers = house, {}

    def counts_as_employer(self, kind: CertificateKind, house: House) -> bool:
        """Of a principal, an enterprise represented counts as well (H4)."""
        return house is self.employer or (
            kind is CertificateKind.PRINCIPAL and house in self.represents
        )


@dataclass(kw_only=True, eq=False)
class OpenCase:
    """A certificate case under way; `by_employment`: it rests on the holder's employment (H6)."""

    told: CertificateCase
    paper: "Paper"
    employer: House | None
    by_employment: bool
    submitted_on: date

    @property
    def kind(self) -> CertificateCaseKind:
        return self.told.kind


@dataclass(kw_only=True, eq=False)
class NameCase:
    """An enterprise's name change under way, with the papers that are parts of it."""

    case: UUID
    version: int
    parts: "list[Paper]"


@dataclass(kw_only=True, eq=False)
class Paper:
    """A certificate as it should stand."""

    id: UUID
    holder: Someone
    kind: CertificateKind
    trade: Trade | None
    house: House
    core: str
    printed: str
    unit_name: str
    letters: str
    terms: list[Term]
    # Every version's term, the first version first.
    versions: list[int] = field(default_factory=lambda: [0])
    not_permitted: bool = False
    cancelled_on: date | None = None
    reasons_at_cancellation: frozenset[AbnormalReason] = frozenset()
    deadline_at_cancellation: date | None = None
    case: OpenCase | None = None
    part_of: NameCase | None = None

    @property
    def term(self) -> Term:
        return self.terms[-1]

    @property
    def has_open_case(self) -> bool:
        return self.case is not None or self.part_of is not None

    @property
    def in_renewal(self) -> bool:
        return self.case is not None and self.case.kind is CertificateCaseKind.RENEWAL

    @property
    def number(self) -> str:
        return self.core + (self.trade.value if self.trade else self.letters)

    def holds_a_place(self, on: date) -> bool:
        """H2, and D9 for one in renewal."""
        return self.cancelled_on is None and (on <= self.term.last or self.in_renewal)

    def reasons(self, done_through: date) -> frozenset[AbnormalReason]:
        """Why it cannot be used: the trade (C3), or the review that it did not pass (六.5, D8)."""
        if self.cancelled_on is not None:
            return self.reasons_at_cancellation
        found = set()
        if self.not_permitted:
            found.add(AbnormalReason.TRADE_NOT_PERMITTED)
        if self.term.is_reviewed(done_through) and 1 not in self.term.records:
            found.add(AbnormalReason.CE_NOT_COMPLETED)
        return frozenset(found)

    def deadline(self, done_through: date) -> date:
        """The last day of validity once the review is passed (D3)."""
        if self.deadline_at_cancellation is not None:
            return self.deadline_at_cancellation
        term = self.term
        return term.last if term.is_reviewed(done_through) and 1 in term.records else term.deadline

    def status(self, on: date, done_through: date) -> CertificateStatus:
        if self.cancelled_on is not None:
            return CertificateStatus.CANCELLED
        if self.term.last < on:
            return CertificateStatus.EXPIRED
        if self.reasons(done_through):
            return CertificateStatus.ABNORMAL
        return CertificateStatus.VALID

    def cancel(self, on: date, done_through: date) -> None:
        self.reasons_at_cancellation = self.reasons(done_through)
        self.deadline_at_cancellation = self.deadline(done_through)
        self.cancelled_on = on

    def live_terms(self, on: date) -> list[int]:
        """The terms of which a reprint gives a new version: in force, and approved already (C2)."""
        newest = len(self.terms) - 1
        has_begun = self.term.first <= on
        return [newest] if has_begun or newest == 0 else [newest - 1, newest]

    def reprint(self, on: date) -> None:
        self.versions.extend(self.live_terms(on))

    def version_statuses(self, on: date) -> list[VersionStatus]:
        """What each version is on a day, the first version first."""
        return [self._version_status(place, on) for place in range(len(self.versions))]

    def _version_status(self, place: int, on: date) -> VersionStatus:
        at = self.versions[place]
        term = self.terms[at]
        if at in self.versions[place + 1 :]:
            return VersionStatus.SUPERSEDED
        if self.cancelled_on is not None:
            return VersionStatus.CANCELLED
        if on < term.first:
            return VersionStatus.UPCOMING
        if any(later.first <= on for later in self.terms[at + 1 :]):
            return VersionStatus.SUPERSEDED
        return VersionStatus.EXPIRED if term.last < on else VersionStatus.IN_FORCE


class Held(NamedTuple):
    """A place held: the kind, for which enterprise, and whether its holder represents that."""

    kind: CertificateKind
    house: House
    represents: bool


def held_by(holder: Someone, kind: CertificateKind, house: House) -> Held:
    return Held(kind, house, house in holder.represents)


def may_be_held_together(held: list[Held]) -> bool:
    """H1, as the sets that are allowed."""
    if len(held) <= 1:
        return True
    if all(each.kind is CertificateKind.PRINCIPAL for each in held):
        are_of_different_units = len({each.house for each in held}) == len(held)
        return are_of_different_units and all(each.represents for each in held)
    return sorted(each.kind.value for each in held) == ["operator", "safety_manager"]
