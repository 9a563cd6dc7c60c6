"""Qualification standards: published, revised and withdrawn by the authority, read by anyone."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from contracts import enterprise as told
from contracts.errors import NotFound
from enterprise.application import refusals
from enterprise.application.pages import cursor_of, span_of
from enterprise.application.ports import Clock
from enterprise.application.ports_standards import (
    StandardRecords,
    StandardRegister,
    StandardTransactions,
)
from enterprise.application.views import standard_view
from enterprise.domain.standards import Standard, revised, withdrawn


@dataclass(frozen=True, kw_only=True)
class Standards:
    """Keeps standards in versions: what once was published stays readable."""

    clock: Clock
    new_id: Callable[[], UUID]
    register: StandardRegister
    transactions: StandardTransactions

    def publish(self, call: told.PublishQualificationStandard) -> told.QualificationStandard:
        """Publish a standard under a designation that no other has had."""
        standard = Standard(
            id=self.new_id(),
            designation=call.designation.upper(),
            title=call.title.strip(),
            text=call.text.strip(),
            valid_from=call.valid_from,
            published_at=self.clock.now(),
        )
        with self.transactions() as records:
            records.add(standard)
        return standard_view(standard)

    def revise(self, call: told.ReviseQualificationStandard) -> told.QualificationStandard:
        """Publish the next version on the one that was read (K6)."""
        with self.transactions() as records:
            found = _open_standard(records, call.standard, call.version)
            standard = revised(
                found,
                title=call.title.strip(),
                text=call.text.strip(),
                valid_from=call.valid_from,
                at=self.clock.now(),
            )
            records.add_version(standard)
        return standard_view(standard)

    def withdraw(self, call: told.WithdrawQualificationStandard) -> told.QualificationStandard:
        """Withdraw a standard; nothing of it is deleted."""
        with self.transactions() as records:
            found = _open_standard(records, call.standard, call.version)
            standard = withdrawn(found, reason=call.reason, at=self.clock.now())
            records.add_version(standard)
        return standard_view(standard)

    def one(self, call: told.GetQualificationStandard) -> told.QualificationStandard:
        """Give a standard."""
        found = self.register.versions(call.standard)
        if not found:
            raise NotFound
        return standard_view(found[0])

    def versions(self, call: told.ListStandardVersions) -> told.QualificationStandards:
        """Give all versions of a standard, newest first."""
        found = self.register.versions(call.standard)
        if not found:
            raise NotFound
        return told.QualificationStandards(items=tuple(map(standard_view, found)))

    def page(self, call: told.ListQualificationStandards) -> told.QualificationStandards:
        """Give a page of the standards that are not withdrawn, newest first."""
        span = span_of(call.cursor, call.size)
        page = self.register.page(call.words or None, span)
        return told.QualificationStandards(
            items=tuple(map(standard_view, page.items)), next=cursor_of(page.next)
        )


def _open_standard(records: StandardRecords, standard: UUID, seen_version: int) -> Standard:
    found = records.locked(standard)
    if found is None:
        raise NotFound
    if found.withdrawn_at is not None:
        raise refusals.refusal((refusals.STANDARD_WITHDRAWN,), version=found.version)
    if found.version != seen_version:
        raise refusals.refusal((refusals.STALE_STANDARD,), version=found.version)
    return found
