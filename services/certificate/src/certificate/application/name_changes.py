"""Changes of an enterprise's name: what can be asked about them, and reading them (六.3)."""

from dataclasses import dataclass

from certificate.application.certificates import sight_of
from certificate.application.name_change_decisions import NameChangeDecisions
from certificate.application.name_change_submission import NameChangeSubmission
from certificate.application.pages import cursor_of, identifier_in, place_in
from certificate.application.ports_name_changes import (
    NameChangeRegister,
    WantedItems,
    WantedNameChanges,
)
from contracts import certificate as told
from contracts.errors import NotFound
from contracts.principal import Principal


@dataclass(frozen=True, kw_only=True)
class NameChangeReading:
    """Tells name changes to the enterprise, and to the staff of its province."""

    register: NameChangeRegister

    def get(self, call: told.GetEnterpriseNameChange, by: Principal) -> told.EnterpriseNameChange:
        """Give a name change with the timeline of every step."""
        found = self.register.name_change(call.case, sight_of(by))
        if found is None:
            raise NotFound
        return found

    def page(
        self, call: told.ListEnterpriseNameChanges, by: Principal
    ) -> told.EnterpriseNameChanges:
        """Give a page of name changes, newest first."""
        wanted = WantedNameChanges(
            size=call.size,
            before=place_in(call.cursor),
            status=call.status,
            enterprise=call.enterprise,
        )
        page = self.register.name_changes(wanted, sight_of(by))
        return told.EnterpriseNameChanges(items=page.items, next=cursor_of(page.next))

    def items(
        self, call: told.ListEnterpriseNameChangeItems, by: Principal
    ) -> told.EnterpriseNameChangeItems:
        """Give a page of a name change's certificates, included or left out."""
        self.get(told.GetEnterpriseNameChange(case=call.case), by)
        found = self.register.items(
            WantedItems(
                case=call.case,
                size=call.size + 1,
                after=identifier_in(call.cursor),
                is_included=call.is_included,
            )
        )
        shown = found[: call.size]
        return told.EnterpriseNameChangeItems(
            items=shown,
            next=str(shown[-1].certificate) if len(found) > len(shown) else None,
        )


@dataclass(frozen=True, kw_only=True)
class NameChangeUseCases:
    """Everything about changes of an enterprise's name."""

    submission: NameChangeSubmission
    decisions: NameChangeDecisions
    reading: NameChangeReading
