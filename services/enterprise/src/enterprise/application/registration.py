"""Registering the enterprise of an account (三)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from contracts import enterprise as told
from contracts import uscc
from contracts.errors import Fault, InvalidMessage
from contracts.identity import Resolution
from contracts.names import normalised_person_name
from contracts.principal import Principal
from contracts.vocabulary import Province
from enterprise.application import refusals
from enterprise.application.authorisation import enterprise_of
from enterprise.application.ports import Clock, People, Register, Transactions
from enterprise.application.representatives import (
    ID_NUMBER,
    NAME,
    NOT_KNOWN,
    faults_of_name,
    faults_of_person,
    faults_of_resolution,
    kept_name,
)
from enterprise.application.views import enterprise_view
from enterprise.domain.categories import TradePermit
from enterprise.domain.enterprises import Enterprise


@dataclass(frozen=True, kw_only=True)
class Registration:
    """Registers enterprises; `home` is the province whose register this is (K10)."""

    home: Province
    table: Sequence[TradePermit]
    clock: Clock
    people: People
    register: Register
    transactions: Transactions

    def apply(self, call: told.RegisterEnterprise, by: Principal) -> told.Enterprise:
        """Enter the enterprise; its id was allotted with its account."""
        allotted, code = enterprise_of(by), uscc.normalised(call.uscc)
        entered = Enterprise(
            id=allotted,
            uscc=code,
            name=kept_name(call.name),
            legal_representative=self._legal_representative(call, allotted, code),
            legal_representative_name=normalised_person_name(call.legal_representative_name),
            province=call.province,
            is_home_province=call.province is self.home,
            registered_at=self.clock.now(),
        )
        with self.transactions() as records:
            records.add_enterprise(entered)
            records.announce(
                told.EnterpriseRegistered(
                    enterprise=entered.id,
                    version=entered.version,
                    legal_representative=entered.legal_representative,
                )
            )
        return enterprise_view(entered, self.table, self.clock.today())

    def _legal_representative(
        self, call: told.RegisterEnterprise, allotted: UUID, code: str
    ) -> UUID:
        """Find the person, unless anything stands against the registration.

        Identity is asked last and once, and enters nobody for a request that is refused anyway.
        """
        obstacles = self._obstacles(allotted, code)
        name, number = call.legal_representative_name, call.legal_representative_id_number
        of_person = faults_of_person(name, number, self.clock.today())
        faults = [*_faults_of_enterprise(call, code), *of_person]
        resolution = Resolution(person=None, fault=NOT_KNOWN)
        if not any(fault.path in (ID_NUMBER, NAME) for fault in faults):
            resolution = self.people.resolve(name, number, create=not faults and not obstacles)
            faults += faults_of_resolution(resolution)
        refusals.refuse_faults(faults)
        refusals.refuse_for_any(obstacles)
        if resolution.person is None:
            raise InvalidMessage(faults=(Fault(path=ID_NUMBER, reason=NOT_KNOWN),))
        return resolution.person

    def _obstacles(self, allotted: UUID, code: str) -> tuple[str, ...]:
        found = {
            refusals.ALREADY_REGISTERED: self.register.enterprise(allotted) is not None,
            refusals.USCC_REGISTERED: self.register.holds_uscc(code),
        }
        return tuple(obstacle for obstacle, stands in found.items() if stands)


def _faults_of_enterprise(call: told.RegisterEnterprise, code: str) -> Iterator[Fault]:
    for fault in uscc.faults_of(code):
        yield Fault(path="uscc", reason=uscc.REASONS[fault])
    yield from faults_of_name(call.name)
