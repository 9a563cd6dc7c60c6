"""Issuing certificates for passed results: gather, decide under locks, act (六.1, H8, H9, C8)."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never
from uuid import UUID

from certificate.application.circumstances import circumstances_of
from certificate.application.ports import Clock
from certificate.application.ports_issuing import (
    FactsOutdated,
    Gathered,
    HeldReader,
    IssuingRecords,
    NewCertificate,
    Owners,
    Settled,
    Waiting,
)
from certificate.domain.age import AgePolicy
from certificate.domain.holding import PRINCIPAL, Held, Ties
from certificate.domain.issuance import (
    Circumstances,
    Issue,
    LeaveToHolder,
    Outcome,
    Wait,
    outcomes,
)
from certificate.domain.numbers import NumberScheme, allotted_core, operator_number, renumbered
from contracts.certificate import CertificatesIssued, ResultsWaiting
from contracts.vocabulary import CertificateKind, ResultStatus, VersionCause, letters_of

OPEN = (ResultStatus.PENDING, ResultStatus.QUALIFIED)


@dataclass(frozen=True, kw_only=True)
class Issuance:
    """How certificates come about, for a whole import as for a single result."""

    clock: Clock
    policy: AgePolicy
    scheme: NumberScheme
    owners: Owners
    reader: HeldReader
    new_id: Callable[[], UUID]

    def gather(self, results: Sequence[UUID]) -> Gathered:
        """Ask all that issuance for these results rests on; before the transaction."""
        return self.owners.about(self.reader.persons_of(results))

    def settle(
        self,
        records: IssuingRecords,
        results: Sequence[UUID],
        gathered: Gathered,
        *,
        cause: UUID | None,
    ) -> dict[str, int]:
        """Issue what can be issued, and keep what the others wait for; counts them by status.

        All pending results of these persons are judged, whichever of them are asked for, so that
        the earliest exam comes first. Raises `FactsOutdated`.
        """
        locked = records.lock_results(results)
        found = self.circumstances(records, {each.person for each in locked}, gathered)
        of_person: defaultdict[UUID, list[Waiting]] = defaultdict(list)
        for each in locked:
            of_person[each.person].append(each)
        judged = [
            (person, outcome)
            for person, theirs in of_person.items()
            for outcome in outcomes(
                [each.passed for each in theirs if each.status in OPEN],
                [each.passed for each in theirs if each.status is ResultStatus.PENDING],
                found[person],
            )
        ]
        settled = self.write(records, judged, gathered, cause=cause)
        status = {each.passed.result: each.status for each in locked}
        status.update({each.result: each.status for each in settled})
        return dict(Counter(status[result].value for result in results if result in status))

    def circumstances(
        self, records: IssuingRecords, persons: Iterable[UUID], gathered: Gathered
    ) -> Mapping[UUID, Circumstances]:
        """Lock what issuance rests on, and compare it with what was gathered (C8, H2)."""
        applied = records.hold_categories(gathered.enterprises)
        for enterprise, version in applied.items():
            if version > gathered.enterprises[enterprise].category_version:
                raise FactsOutdated
        everybody, today = sorted(persons), self.clock.today()
        records.free_expired_places(everybody, today)
        held = records.held(everybody, today)
        records.note_representation(_newly_represented(held, gathered.ties))
        return {
            person: circumstances_of(
                person, gathered, held.get(person, ()), on=today, policy=self.policy
            )
            for person in everybody
        }

    def write(
        self,
        records: IssuingRecords,
        judged: Sequence[tuple[UUID, Outcome]],
        gathered: Gathered,
        *,
        cause: UUID | None,
    ) -> tuple[Settled, ...]:
        """Keep the certificates with their numbers, and where every result stands now."""
        issues = [(who, outcome) for who, outcome in judged if isinstance(outcome, Issue)]
        made = self._made(records, issues, gathered)
        if made:
            records.add(made)
        certificates = {each.result: each.id for each in made}
        settled = tuple(_settled(outcome, certificates) for _, outcome in judged)
        _announce_waiting(records, records.settle(settled))
        if made:
            records.announce(
                CertificatesIssued(
                    certificates=tuple(each.id for each in made),
                    cause=VersionCause.ISSUANCE,
                    caused_by=cause,
                    holders=tuple(each.holder for each in made),
                    enterprises=tuple(each.enterprise for each in made),
                    results=tuple(each.result for each in made),
                )
            )
        return settled

    def _made(
        self, records: IssuingRecords, issues: Sequence[tuple[UUID, Issue]], gathered: Gathered
    ) -> list[NewCertificate]:
        """Allot numbers kind by kind, always in the same order of kinds, so as not to deadlock."""
        made: list[NewCertificate] = []
        for kind in CertificateKind:
            of_kind = [each for each in issues if each[1].passed.kind is kind]
            if of_kind:
                year = of_kind[0][1].term.valid_from.year
                sequences = records.allot(kind, year, len(of_kind))
                for (holder, issue), sequence in zip(of_kind, sequences, strict=True):
                    core = allotted_core(self.scheme, kind, year, sequence)
                    made.append(_certificate(self.new_id(), holder, issue, core, gathered))
        return made


def _announce_waiting(records: IssuingRecords, changed: Sequence[Waiting]) -> None:
    """Tell which results wait for a condition or for their holder, where that is new."""
    for status in OPEN:
        waiting = [each for each in changed if each.status is status]
        if waiting:
            records.announce(
                ResultsWaiting(
                    results=tuple(each.passed.result for each in waiting),
                    holders=tuple(each.person for each in waiting),
                    status=status,
                )
            )


def _newly_represented(
    held: Mapping[UUID, tuple[Held, ...]], ties: Mapping[UUID, Ties]
) -> list[UUID]:
    """Give the principals' certificates whose holders represent the units since issuance (H1)."""
    return [
        each.certificate
        for holder, theirs in held.items()
        for each in theirs
        if each.kind is PRINCIPAL and not each.represents
        if holder in ties and each.enterprise in ties[holder].represents
    ]


def _settled(outcome: Outcome, certificates: Mapping[UUID, UUID]) -> Settled:
    result = outcome.passed.result
    match outcome:
        case Issue():
            return Settled(
                result=result,
                status=ResultStatus.ISSUED,
                employer=outcome.employer,
                certificate=certificates[result],
            )
        case Wait():
            return Settled(
                result=result,
                status=ResultStatus.PENDING,
                missing=outcome.missing,
                employer=outcome.employer,
            )
        case LeaveToHolder():
            return Settled(result=result, status=ResultStatus.QUALIFIED)
        case unknown:
            assert_never(unknown)


def _certificate(
    identifier: UUID, holder: UUID, issue: Issue, core: str, gathered: Gathered
) -> NewCertificate:
    person, enterprise = gathered.persons[holder], gathered.enterprises[issue.employer]
    categories = frozenset(each.category for each in enterprise.categories)
    trade = issue.passed.trade
    return NewCertificate(
        id=identifier,
        result=issue.passed.result,
        holder=holder,
        kind=issue.passed.kind,
        trade=trade,
        core=core,
        number=(
            renumbered(core, issue.passed.kind, categories)
            if trade is None
            else operator_number(core, trade)
        ),
        letters=letters_of(categories),
        enterprise=enterprise.id,
        province=enterprise.province,
        represents=issue.represents,
        term=issue.term,
        holder_name=person.name,
        enterprise_name=enterprise.name,
        photo=issue.photo,
        age_rule=issue.age_rule,
    )
