"""Training institutions: published, changed, closed and opened again, read by anyone (二.3)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

from certificate.application.certificates import sight_of
from certificate.application.pages import cursor_of, place_in
from certificate.application.ports import Clock
from certificate.application.ports_training import (
    TrainingRecords,
    TrainingRegister,
    TrainingTransactions,
    WantedInstitutions,
)
from certificate.application.refusals import reason_in
from certificate.application.training_refusals import refuse_faults, refuse_for_any
from certificate.application.training_views import institution_view
from certificate.domain.occasions import Institution, Obstacle, training_faults
from contracts import certificate as told
from contracts.errors import NotFound
from contracts.principal import Principal


@dataclass(frozen=True, kw_only=True)
class Institutions:
    """Keeps the institutions; each is its own province's to publish and to close."""

    clock: Clock
    new_id: Callable[[], UUID]
    register: TrainingRegister
    transactions: TrainingTransactions

    def publish(
        self, call: told.PublishTrainingInstitution, by: Principal
    ) -> told.TrainingInstitution:
        """Publish an institution, open."""
        province = sight_of(by).province
        if province is None:
            raise NotFound
        refuse_faults(training_faults(call.kinds, call.trades), {})
        institution = Institution(
            id=self.new_id(),
            province=province,
            name=call.name.strip(),
            address=call.address.strip(),
            phone=call.phone,
            kinds=call.kinds,
            trades=call.trades,
            published_at=self.clock.now(),
        )
        with self.transactions() as records:
            records.add_institution(institution, by.subject)
        return institution_view(institution)

    def change(
        self, call: told.ChangeTrainingInstitution, by: Principal
    ) -> told.TrainingInstitution:
        """Say anew what an institution is; its courses and exams stay as they are."""
        refuse_faults(training_faults(call.kinds, call.trades), {})
        with self.transactions() as records:
            found = _locked(records, call.institution, by)
            _refuse(found, call.version, {})
            return _saved(
                records,
                replace(
                    found,
                    name=call.name.strip(),
                    address=call.address.strip(),
                    phone=call.phone,
                    kinds=call.kinds,
                    trades=call.trades,
                ),
            )

    def close(self, call: told.CloseTrainingInstitution, by: Principal) -> told.TrainingInstitution:
        """Close an institution: nobody enrols there; whoever is enrolled stays so."""
        reason = reason_in(call.reason)
        with self.transactions() as records:
            found = _locked(records, call.institution, by)
            _refuse(found, call.version, {Obstacle.INSTITUTION_CLOSED: not found.is_open})
            return _saved(records, replace(found, is_open=False, reason=reason))

    def reopen(
        self, call: told.ReopenTrainingInstitution, by: Principal
    ) -> told.TrainingInstitution:
        """Open a closed institution again."""
        with self.transactions() as records:
            found = _locked(records, call.institution, by)
            _refuse(found, call.version, {Obstacle.INSTITUTION_OPEN: found.is_open})
            return _saved(records, replace(found, is_open=True, reason=None))

    def one(self, call: told.GetTrainingInstitution) -> told.TrainingInstitution:
        """Give an institution."""
        found = self.register.institution(call.institution)
        if found is None:
            raise NotFound
        return institution_view(found)

    def page(self, call: told.ListTrainingInstitutions) -> told.TrainingInstitutions:
        """Give a page of institutions, newest first."""
        wanted = WantedInstitutions(
            size=call.size,
            before=place_in(call.cursor),
            province=call.province,
            kind=call.kind,
            trade=call.trade,
            words=call.words or None,
            also_closed=call.also_closed,
        )
        page = self.register.institutions(wanted)
        return told.TrainingInstitutions(
            items=tuple(map(institution_view, page.items)), next=cursor_of(page.next)
        )


def _locked(records: TrainingRecords, institution: UUID, by: Principal) -> Institution:
    found = records.locked_institution(institution)
    if found is None or found.province is not sight_of(by).province:
        raise NotFound
    return found


def _refuse(institution: Institution, seen_version: int, found: dict[Obstacle, bool]) -> None:
    """Refuse with everything that stands against a step, a stale view last (K6)."""
    found = {**found, Obstacle.STALE_VIEW: seen_version != institution.version}
    refuse_for_any(
        [obstacle for obstacle, stands in found.items() if stands], version=institution.version
    )


def _saved(records: TrainingRecords, institution: Institution) -> told.TrainingInstitution:
    saved = replace(institution, version=institution.version + 1)
    records.save_institution(saved)
    return institution_view(saved)
