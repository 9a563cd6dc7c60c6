"""What the scheduler compares with the other services: causes of versions, applied categories."""

from dataclasses import dataclass
from uuid import UUID

from certificate.application.pages import identifier_in
from certificate.application.ports_operations import CauseKey, CausesWanted, Comparisons
from contracts import certificate as told
from contracts.errors import Fault, InvalidMessage
from contracts.vocabulary import VersionCause

NOBODY = UUID(int=0)


@dataclass(frozen=True, kw_only=True)
class Comparing:
    """What can be compared."""

    comparisons: Comparisons

    def causes(self, call: told.ListVersionCauses) -> told.VersionCauses:
        """Give a page of causes."""
        found = self.comparisons.causes(
            CausesWanted(
                since=call.since,
                until=call.until,
                after=_cause_in(call.cursor),
                size=call.size + 1,
            )
        )
        shown = found[: call.size]
        return told.VersionCauses(
            items=shown, next=_cursor_of(shown[-1]) if len(found) > call.size else None
        )

    def applied(self, call: told.ListAppliedCategories) -> told.AppliedCategoriesPage:
        """Give a page of applied categories."""
        found = self.comparisons.applied(after=identifier_in(call.cursor), size=call.size + 1)
        shown = found[: call.size]
        return told.AppliedCategoriesPage(
            items=shown, next=str(shown[-1].enterprise) if len(found) > call.size else None
        )


def _cursor_of(item: told.VersionsOfCause) -> str:
    return f"{item.cause.value}/{item.caused_by or NOBODY}"


def _cause_in(cursor: str | None) -> CauseKey | None:
    if cursor is None:
        return None
    cause, _, caused_by = cursor.partition("/")
    try:
        return VersionCause(cause), UUID(caused_by)
    except ValueError:
        fault = Fault(path="cursor", reason="is not one that this list gave")
        raise InvalidMessage(faults=(fault,)) from None
