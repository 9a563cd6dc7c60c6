"""The use cases of identity: what can be asked of it."""

from collections.abc import Callable
from dataclasses import dataclass

from identity.application.account_care import AccountCare
from identity.application.articles import ArticleBoard
from identity.application.credentials import CredentialEntries
from identity.application.entries import EntryReading
from identity.application.id_numbers import IdNumbers
from identity.application.integrity import Integrity
from identity.application.log_in import LogIn
from identity.application.messages import Messages
from identity.application.openings import Openings
from identity.application.passwords import PasswordCare
from identity.application.persons import PersonReading
from identity.application.photos import IdPhotos
from identity.application.profiles import Profiles
from identity.application.real_names import RealNames
from identity.application.sessions import Sessions
from identity.application.work_history import WorkHistories


@dataclass(frozen=True, kw_only=True)
class UseCases:
    """Everything the service does, one field a business.

    `rotate_vault` seals anew what older keys have sealed, and tells how many ID numbers.
    """

    log_in: LogIn
    sessions: Sessions
    openings: Openings
    accounts: AccountCare
    passwords: PasswordCare
    persons: PersonReading
    real_names: RealNames
    photos: IdPhotos
    entries: EntryReading
    id_numbers: IdNumbers
    messages: Messages
    profiles: Profiles
    work_histories: WorkHistories
    credentials: CredentialEntries
    integrity: Integrity
    articles: ArticleBoard
    rotate_vault: Callable[[], int]
