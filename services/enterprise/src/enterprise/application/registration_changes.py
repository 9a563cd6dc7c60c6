"""Recording what has changed in an enterprise's business registration (六.3, H11)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from contracts import enterprise as told
from contracts.errors import Fault, InvalidMessage
from contracts.identity import Resolution
from contracts.message import Event
from contracts.names import normalised_person_name
from contracts.principal import Principal
from enterprise.application import refusals
from enterprise.application.authorisation import enterprise_of, seen
from enterprise.application.ports import Clock, People, Register, Transactions
from enterprise.application.representatives import (
    ID_NUMBER,
    NAME,
    faults_of_name,
    faults_of_person,
    faults_of_resolution,
    kept_name,
)
from enterprise.application.views import enterprise_view, former_view
from enterprise.domain.categories import TradePermit
from enterprise.domain.enterprises import Enterprise, former_registration, with_registration


@dataclass(frozen=True, kw_only=True)
class RegistrationChanges:
    """Keeps an enterprise's name and legal representative true, and what they were."""

    table: Sequence[TradePermit]
    clock: Clock
    people: People
    register: Register
    transactions: Transactions

    def record(self, call: told.ChangeRegistration, by: Principal) -> told.Enterprise:
        """Record the change on the version that was read; all that is wrong is told at once."""
        own, now = enterprise_of(by), self.clock.now()
        resolution = self._resolved(call)
        with self.transactions() as records:
            before = records.locked_enterprise(own)
            if before is None:
                raise refusals.refusal((refusals.NOT_REGISTERED,))
            after = _changed(before, call, resolution)
            refusals.refuse_for_any(_obstacles(before, after, call), version=before.version)
            records.change_registration(
                after, former_registration(before, until=now, by=by.subject)
            )
            for event in _announcements(before, after):
                records.announce(event)
        return enterprise_view(after, self.table, self.clock.today())

    def former(self, call: told.ListFormerRegistrations, by: Principal) -> told.FormerRegistrations:
        """Tell how an enterprise was registered before."""
        found = seen(by, self.register.enterprise(call.enterprise))
        return told.FormerRegistrations(
            items=tuple(map(former_view, self.register.former_registrations(found.id)))
        )

    def _resolved(self, call: told.ChangeRegistration) -> Resolution | None:
        """Find the new representative, if one is named; identity is asked last and once."""
        faults = [*_faults_of(call)]
        name, number = call.legal_representative_name, call.legal_representative_id_number
        if name is None or number is None:
            refusals.refuse_faults(faults)
            return None
        of_person = [*faults_of_person(name, number, self.clock.today())]
        refusals.refuse_faults([*faults, *of_person])
        resolution = self.people.resolve(name, number, create=True)
        refusals.refuse_faults([*faults_of_resolution(resolution)])
        if resolution.person is None:
            raise InvalidMessage(faults=(Fault(path=ID_NUMBER, reason="NOT_KNOWN"),))
        return resolution


def _faults_of(call: told.ChangeRegistration) -> Iterator[Fault]:
    if call.name is not None:
        yield from faults_of_name(call.name)
    if (call.legal_representative_name is None) != (call.legal_representative_id_number is None):
        missing = NAME if call.legal_representative_name is None else ID_NUMBER
        yield Fault(path=missing, reason=refusals.FAULTS["REPRESENTATIVE_INCOMPLETE"])


def _changed(
    before: Enterprise, call: told.ChangeRegistration, resolution: Resolution | None
) -> Enterprise:
    person, name = before.legal_representative, before.legal_representative_name
    if resolution is not None and resolution.person is not None:
        person = resolution.person
        name = normalised_person_name(call.legal_representative_name or "")
    return with_registration(
        before,
        name=before.name if call.name is None else kept_name(call.name),
        representative=person,
        representative_name=name,
    )


def _obstacles(
    before: Enterprise, after: Enterprise, call: told.ChangeRegistration
) -> tuple[str, ...]:
    found = {
        refusals.STALE_REGISTRATION: call.version != before.version,
        refusals.SAME_REGISTRATION: (
            (before.name, before.legal_representative, before.legal_representative_name)
            == (after.name, after.legal_representative, after.legal_representative_name)
        ),
    }
    return tuple(obstacle for obstacle, stands in found.items() if stands)


def _announcements(before: Enterprise, after: Enterprise) -> Iterator[Event]:
    if before.name != after.name:
        yield told.EnterpriseRenamed(enterprise=after.id, version=after.version)
    if before.legal_representative != after.legal_representative:
        yield told.LegalRepresentativeChanged(
            enterprise=after.id,
            former=before.legal_representative,
            present=after.legal_representative,
            version=after.version,
        )
