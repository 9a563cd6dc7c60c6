"""The calls about changes of an enterprise's name that certificate answers."""

from bus.entrypoints import answers
from bus.rules import any_of, authority, enterprises
from certificate.application import UseCases
from contracts import certificate as told
from contracts.principal import Principal
from contracts.vocabulary import Role

READERS = any_of(enterprises, authority())


class NameChangeCalls:
    """The doors of an enterprise's new name (六.3)."""

    use: UseCases

    @answers(told.CheckEnterpriseNameChange, allow=enterprises)
    def check_enterprise_name_change(
        self, call: told.CheckEnterpriseNameChange, by: Principal
    ) -> told.EnterpriseNameChangeCheck:
        """Find the certificates that print another name."""
        return self.use.name_changes.submission.check(call, by)

    @answers(told.SubmitEnterpriseNameChange, allow=enterprises)
    def submit_enterprise_name_change(
        self, call: told.SubmitEnterpriseNameChange, by: Principal
    ) -> told.EnterpriseNameChange:
        """Ask for the registered name on one's certificates."""
        return self.use.name_changes.submission.submit(by)

    @answers(told.WithdrawEnterpriseNameChange, allow=enterprises)
    def withdraw_enterprise_name_change(
        self, call: told.WithdrawEnterpriseNameChange, by: Principal
    ) -> told.EnterpriseNameChange:
        """Withdraw one's own name change."""
        return self.use.name_changes.submission.withdraw(call, by)

    @answers(told.ApproveEnterpriseNameChange, allow=authority(Role.DECIDER))
    def approve_enterprise_name_change(
        self, call: told.ApproveEnterpriseNameChange, by: Principal
    ) -> told.EnterpriseNameChange:
        """Approve a name change and start carrying it out."""
        return self.use.name_changes.decisions.approve(call, by)

    @answers(told.RejectEnterpriseNameChange, allow=authority(Role.DECIDER))
    def reject_enterprise_name_change(
        self, call: told.RejectEnterpriseNameChange, by: Principal
    ) -> told.EnterpriseNameChange:
        """Reject a name change."""
        return self.use.name_changes.decisions.reject(call, by)

    @answers(told.GetEnterpriseNameChange, allow=READERS)
    def get_enterprise_name_change(
        self, call: told.GetEnterpriseNameChange, by: Principal
    ) -> told.EnterpriseNameChange:
        """Get a name change."""
        return self.use.name_changes.reading.get(call, by)

    @answers(told.ListEnterpriseNameChanges, allow=READERS)
    def list_enterprise_name_changes(
        self, call: told.ListEnterpriseNameChanges, by: Principal
    ) -> told.EnterpriseNameChanges:
        """List name changes."""
        return self.use.name_changes.reading.page(call, by)

    @answers(told.ListEnterpriseNameChangeItems, allow=READERS)
    def list_enterprise_name_change_items(
        self, call: told.ListEnterpriseNameChangeItems, by: Principal
    ) -> told.EnterpriseNameChangeItems:
        """List the certificates of a name change."""
        return self.use.name_changes.reading.items(call, by)
