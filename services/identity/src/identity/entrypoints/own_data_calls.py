"""The calls that identity answers about what persons say of themselves."""

from typing import Final

from bus.entrypoints import answers
from bus.rules import any_of, authority, verified_persons
from contracts.identity import (
    AddCredential,
    AddWorkHistoryEntry,
    ChangeCredential,
    ChangeWorkHistoryEntry,
    Credential,
    Credentials,
    GetProfile,
    ListCredentials,
    ListWorkHistory,
    Profile,
    RemoveCredential,
    RemoveWorkHistoryEntry,
    SaveProfile,
    WorkHistory,
    WorkHistoryEntry,
)
from contracts.message import Done
from contracts.principal import Principal
from identity.application import UseCases

ONESELF_OR_STAFF: Final = any_of(verified_persons, authority())


class OwnDataCalls:
    """Answers; every decision is made in `application`."""

    use: UseCases

    @answers(GetProfile, allow=verified_persons)
    def get_profile(self, call: GetProfile, by: Principal) -> Profile:
        """Give one's own particulars."""
        return self.use.profiles.own(by)

    @answers(SaveProfile, allow=verified_persons)
    def save_profile(self, call: SaveProfile, by: Principal) -> Profile:
        """Write one's own particulars."""
        return self.use.profiles.save(call, by)

    @answers(ListWorkHistory, allow=ONESELF_OR_STAFF)
    def list_work_history(self, call: ListWorkHistory, by: Principal) -> WorkHistory:
        """Give a work history."""
        return self.use.work_histories.of(call, by)

    @answers(AddWorkHistoryEntry, allow=verified_persons)
    def add_work_history_entry(self, call: AddWorkHistoryEntry, by: Principal) -> WorkHistoryEntry:
        """Add an entry."""
        return self.use.work_histories.add(call, by)

    @answers(ChangeWorkHistoryEntry, allow=verified_persons)
    def change_work_history_entry(
        self, call: ChangeWorkHistoryEntry, by: Principal
    ) -> WorkHistoryEntry:
        """Change an entry."""
        return self.use.work_histories.change(call, by)

    @answers(RemoveWorkHistoryEntry, allow=verified_persons)
    def remove_work_history_entry(self, call: RemoveWorkHistoryEntry, by: Principal) -> Done:
        """Remove an entry."""
        return self.use.work_histories.remove(call, by)

    @answers(ListCredentials, allow=ONESELF_OR_STAFF)
    def list_credentials(self, call: ListCredentials, by: Principal) -> Credentials:
        """Give educations, degrees and titles."""
        return self.use.credentials.of(call, by)

    @answers(AddCredential, allow=verified_persons)
    def add_credential(self, call: AddCredential, by: Principal) -> Credential:
        """Enter one."""
        return self.use.credentials.add(call, by)

    @answers(ChangeCredential, allow=verified_persons)
    def change_credential(self, call: ChangeCredential, by: Principal) -> Credential:
        """Change one."""
        return self.use.credentials.change(call, by)

    @answers(RemoveCredential, allow=verified_persons)
    def remove_credential(self, call: RemoveCredential, by: Principal) -> Done:
        """Remove one."""
        return self.use.credentials.remove(call, by)
