"""Integrity records (诚信行为记录): entered and withdrawn by the authority, seen by the person."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from contracts import identity as told
from contracts.errors import NotFound
from contracts.principal import Principal, PrincipalKind
from identity.application.own_data import whose
from identity.application.pages import page_of, span_of
from identity.application.ports import Clock
from identity.application.ports_boards import (
    BoardRecords,
    BoardRegister,
    BoardTransactions,
    WantedRecords,
)
from identity.application.refusals import (
    already_withdrawn,
    no_province,
    reason_in,
    refuse_faults,
    stale_view,
)
from identity.application.register import Register
from identity.domain.integrity import WITHDRAWN, IntegrityRecord, record_faults, withdrawn
from identity.domain.personal import plain


@dataclass(frozen=True, kw_only=True)
class Integrity:
    """Keeps what the authority records of persons' conduct, withdrawn records included."""

    clock: Clock
    new_id: Callable[[], UUID]
    persons: Register
    register: BoardRegister
    transactions: BoardTransactions

    def enter(self, call: told.EnterIntegrityRecord, by: Principal) -> told.IntegrityRecord:
        """Enter a record of a known person."""
        if by.province is None:
            raise no_province()
        record = IntegrityRecord(
            id=self.new_id(),
            person=call.person,
            kind=call.kind.value,
            title=plain(call.title) or "",
            text=plain(call.text) or "",
            document=plain(call.document) or "",
            happened_on=call.happened_on,
            province=by.province,
            recorded_by=by.subject,
            recorded_at=self.clock.now(),
        )
        refuse_faults(record_faults(record, today=self.clock.today()))
        if self.persons.person(call.person) is None:
            raise NotFound
        with self.transactions() as records:
            records.add_integrity_record(record)
            _announce(records, record)
        return _told(record)

    def withdraw(self, call: told.WithdrawIntegrityRecord, by: Principal) -> told.IntegrityRecord:
        """Withdraw a record of one's own province, once."""
        reason = reason_in(call.reason)
        with self.transactions() as records:
            record = records.locked_integrity_record(call.record)
            if record is None or record.province is not by.province:
                raise NotFound
            if record.status == WITHDRAWN:
                raise already_withdrawn()
            if record.version != call.version:
                raise stale_view(record.version)
            record = withdrawn(record, reason, by.subject, self.clock.now())
            records.save_integrity_record(record)
            _announce(records, record)
        return _told(record)

    def one(self, call: told.GetIntegrityRecord, by: Principal) -> told.IntegrityRecord:
        """Give a record to its person or to the staff."""
        record = self.register.integrity_record(call.record)
        if record is None or not (by.kind is PrincipalKind.AUTHORITY or record.person == by.person):
            raise NotFound
        return _told(record)

    def page(self, call: told.ListIntegrityRecords, by: Principal) -> told.IntegrityRecords:
        """Give a page of one's own records, or of a person's."""
        wanted = WantedRecords(person=whose(call.person, by), kind=call.kind, status=call.status)
        rows = self.register.integrity_records(wanted, span_of(call.cursor, call.size))
        shown, after = page_of(rows, call.size)
        return told.IntegrityRecords(items=tuple(map(_told, shown)), next=after)


def _announce(records: BoardRecords, record: IntegrityRecord) -> None:
    records.announce(
        told.IntegrityRecordMoved(
            record=record.id,
            person=record.person,
            status=told.IntegrityStatus(record.status),
            version=record.version,
        )
    )


def _told(record: IntegrityRecord) -> told.IntegrityRecord:
    return told.IntegrityRecord(
        id=record.id,
        person=record.person,
        kind=told.IntegrityKind(record.kind),
        title=record.title,
        text=record.text,
        document=record.document,
        happened_on=record.happened_on,
        status=told.IntegrityStatus(record.status),
        reason=record.reason,
        province=record.province,
        recorded_at=record.recorded_at,
        withdrawn_at=record.withdrawn_at,
        version=record.version,
    )
