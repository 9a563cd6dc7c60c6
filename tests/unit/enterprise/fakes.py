"""An enterprise register in memory, people who are known, and a clock that stands."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID, uuid4

from contracts import id_number
from contracts.enterprise import LegalRepresentation
from contracts.identity import Resolution
from contracts.message import Event
from contracts.names import comparable_enterprise_name
from contracts.vocabulary import CaseStatus
from enterprise.application import refusals
from enterprise.application.ports import CaseFilter, EnterpriseFilter, Item, Page, Span
from enterprise.domain.cases import CategoryCase, Obstacle
from enterprise.domain.categories import categories_of
from enterprise.domain.enterprises import Enterprise, FormerRegistration
from tests.unit.enterprise.makers import NOW, TODAY


@dataclass(frozen=True, kw_only=True)
class StandingClock:
    """A clock that stands."""

    moment: datetime = NOW
    day: date = TODAY

    def now(self) -> datetime:
        """Give the moment."""
        return self.moment

    def today(self) -> date:
        """Give the day."""
        return self.day


@dataclass(kw_only=True)
class KnownPeople:
    """Identity as it answers: people by normalised ID number, and what was asked."""

    names: dict[str, str] = field(default_factory=dict)
    ids: dict[str, UUID] = field(default_factory=dict)
    asked_to_create: list[bool] = field(default_factory=list)

    def resolve(self, name: str, number: str, *, create: bool) -> Resolution:
        """Find the person so named, entering one where none is known and `create` says so."""
        self.asked_to_create.append(create)
        number = id_number.normalised(number)
        if number not in self.names:
            if not create:
                return Resolution(person=None, fault="NOT_KNOWN")
            self.names[number] = name
        if self.names[number] != name:
            return Resolution(person=None, fault="NAME_DIFFERS")
        return Resolution(person=self.ids.setdefault(number, uuid4()), fault=None)


@dataclass(kw_only=True)
class RegisterInMemory:
    """Enterprises and cases in the order in which they were entered; one transaction at a time."""

    enterprises_by_id: dict[UUID, Enterprise] = field(default_factory=dict)
    cases_by_id: dict[UUID, CategoryCase] = field(default_factory=dict)
    fingerprints: dict[UUID, str | None] = field(default_factory=dict)
    held_since: dict[UUID, tuple[UUID, date]] = field(default_factory=dict)
    announced: list[Event] = field(default_factory=list)
    floors: dict[UUID, int] = field(default_factory=dict)
    former: dict[UUID, tuple[FormerRegistration, ...]] = field(default_factory=dict)

    @contextmanager
    def __call__(self) -> Iterator["RegisterInMemory"]:
        """Give a transaction: whatever it changed is undone when it fails."""
        before = (dict(self.enterprises_by_id), dict(self.cases_by_id), list(self.announced))
        former = dict(self.former)
        try:
            yield self
        except BaseException:
            self.enterprises_by_id, self.cases_by_id, self.announced = before
            self.former = former
            raise

    def enterprise(self, enterprise: UUID) -> Enterprise | None:
        """Give an enterprise."""
        found = self.enterprises((enterprise,))
        return found[0] if found else None

    def enterprises(self, enterprises: tuple[UUID, ...]) -> tuple[Enterprise, ...]:
        """Give those that exist."""
        return tuple(
            replace(self.enterprises_by_id[each], category_floor=self.floors.get(each, 0))
            for each in enterprises
            if each in self.enterprises_by_id
        )

    def enterprise_page(self, wanted: EnterpriseFilter, span: Span) -> Page[Enterprise]:
        """Give a page of enterprises, newest first."""
        return _page(
            list(self.enterprises_by_id.values()),
            [_is_wanted(each, wanted) for each in self.enterprises_by_id.values()],
            span,
        )

    def holds_uscc(self, uscc: str) -> bool:
        """Tell whether an enterprise is registered under this code."""
        return any(each.uscc == uscc for each in self.enterprises_by_id.values())

    def represented_by(self, persons: tuple[UUID, ...]) -> tuple[LegalRepresentation, ...]:
        """Give the enterprises whose legal representative is one of these persons."""
        return tuple(
            LegalRepresentation(person=each.legal_representative, enterprise=each.id)
            for each in self.enterprises_by_id.values()
            if each.legal_representative in persons
        )

    def former_registrations(self, enterprise: UUID) -> tuple[FormerRegistration, ...]:
        """Give how an enterprise was registered before, newest first."""
        return tuple(reversed(self.former.get(enterprise, ())))

    def case(self, case: UUID) -> CategoryCase | None:
        """Give a category case."""
        return self.cases_by_id.get(case)

    def approved_among(self, cases: tuple[UUID, ...]) -> tuple[UUID, ...]:
        """Give those of these cases that are approved."""
        found = (self.case(case) for case in cases)
        return tuple(case.id for case in found if case and case.status is CaseStatus.APPROVED)

    def case_page(self, wanted: CaseFilter, span: Span) -> Page[CategoryCase]:
        """Give a page of category cases, newest first."""
        cases = list(self.cases_by_id.values())
        return _page(cases, [self._case_is_wanted(case, wanted) for case in cases], span)

    def _case_is_wanted(self, case: CategoryCase, wanted: CaseFilter) -> bool:
        province = self.enterprises_by_id[case.enterprise].province
        return (
            wanted.province in (None, province)
            and wanted.enterprise in (None, case.enterprise)
            and wanted.status in (None, case.status)
        )

    def locked_enterprise(self, enterprise: UUID) -> Enterprise | None:
        """Give an enterprise."""
        return self.enterprise(enterprise)

    def locked_case(self, case: UUID) -> CategoryCase | None:
        """Give a case."""
        return self.case(case)

    def has_open_case(self, enterprise: UUID) -> bool:
        """Tell whether the enterprise has a case that is not closed."""
        return any(
            case.is_open and case.enterprise == enterprise for case in self.cases_by_id.values()
        )

    def change_registration(self, enterprise: Enterprise, former: FormerRegistration) -> None:
        """Keep how an enterprise is registered now, and how it was."""
        self.enterprises_by_id[enterprise.id] = enterprise
        self.former[enterprise.id] = (*self.former.get(enterprise.id, ()), former)

    def add_enterprise(self, enterprise: Enterprise) -> None:
        """Enter an enterprise."""
        if enterprise.id in self.enterprises_by_id:
            raise refusals.refusal((refusals.ALREADY_REGISTERED,))
        if self.holds_uscc(enterprise.uscc):
            raise refusals.refusal((refusals.USCC_REGISTERED,))
        self.enterprises_by_id[enterprise.id] = enterprise

    def open_case(self, case: CategoryCase) -> None:
        """Enter a case."""
        if self.has_open_case(case.enterprise):
            raise refusals.refusal((Obstacle.CASE_OPEN,))
        self.cases_by_id[case.id] = case

    def close_case(self, case: CategoryCase, *, fingerprint: str | None = None) -> None:
        """Keep a case's last step."""
        self.cases_by_id[case.id] = case
        self.fingerprints[case.id] = fingerprint

    def set_holdings(self, enterprise: Enterprise, *, case: UUID, on: date) -> None:
        """Keep the categories that a case gave the enterprise."""
        held = self.enterprises_by_id[enterprise.id]
        self.held_since[enterprise.id] = (case, on)
        self.enterprises_by_id[enterprise.id] = replace(
            held,
            holdings=enterprise.holdings,
            category_version=enterprise.category_version,
            version=enterprise.version,
        )

    def keep_floors(self, floors: Mapping[UUID, int]) -> tuple[UUID, ...]:
        """Give no category version up to these again, open cases included."""
        behind = []
        for enterprise, floor in sorted(floors.items()):
            self.floors[enterprise] = max(self.floors.get(enterprise, 0), floor)
            known = self.enterprises_by_id.get(enterprise)
            if known is None or known.category_version < floor:
                behind.append(enterprise)
        for case in self.cases_by_id.values():
            floor = floors.get(case.enterprise, 0)
            if case.is_open and case.category_version <= floor:
                self.cases_by_id[case.id] = replace(case, category_version=floor + 1)
        return tuple(behind)

    def announce(self, event: Event) -> None:
        """Keep what was told."""
        self.announced.append(event)


def _is_wanted(enterprise: Enterprise, wanted: EnterpriseFilter) -> bool:
    return (
        enterprise.province is wanted.province
        and (wanted.name or "") in comparable_enterprise_name(enterprise.name)
        and enterprise.uscc.startswith(wanted.uscc or "")
        and (wanted.category is None or wanted.category in categories_of(enterprise.holdings))
    )


def _page(rows: list[Item], are_wanted: list[bool], span: Span) -> Page[Item]:
    """The key of a row is its place, from 1."""
    before = span.before if span.before is not None else len(rows) + 1
    found = [
        (key, row)
        for key, (row, is_wanted) in enumerate(zip(rows, are_wanted, strict=True), start=1)
        if is_wanted and key < before
    ][::-1]
    page = found[: span.size]
    return Page(
        items=tuple(row for _, row in page),
        next=page[-1][0] if len(found) > span.size else None,
    )
