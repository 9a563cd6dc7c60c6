"""What every step of an enterprise's name change shares: its turn, the announcement (K6, K9)."""

from uuid import UUID

from certificate.application.ports import Sight
from certificate.application.ports_name_changes import NameChangeRecords, NameChangeRegister
from certificate.application.refusals import refusal
from certificate.domain.name_changes import NameChange, obstacle_to_deciding
from contracts import certificate as told
from contracts.errors import NotFound


def refuse_undecidable(change: NameChange, seen_version: int | None) -> None:
    """Refuse a withdrawal or decision that the version which was seen does not allow (K6)."""
    obstacle = obstacle_to_deciding(change, seen_version)
    if obstacle is not None:
        raise refusal(obstacle, status=change.status.value, version=change.version)


def announce_move(records: NameChangeRecords, change: NameChange) -> None:
    """Tell the others where a name change stands now."""
    records.announce(
        told.EnterpriseNameChangeMoved(
            case=change.id,
            enterprise=change.enterprise,
            status=change.status,
            version=change.version,
        )
    )


def shown(register: NameChangeRegister, case: UUID) -> told.EnterpriseNameChange:
    """Show a name change as it has just been written."""
    found = register.name_change(case, Sight())
    if found is None:
        raise NotFound
    return found
