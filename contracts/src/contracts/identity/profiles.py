"""What persons say of themselves: profile, work history, credentials (二.2, 二.4)."""

from datetime import date, datetime
from enum import StrEnum, unique
from typing import Annotated
from uuid import UUID

from contracts.fields import Rule, ShortText, VersionNumber
from contracts.message import Command, Done, Query, Value

SeenVersion = Annotated[
    int, Rule(least=0, most=2**31 - 1, number=True, describe="The version read; 0: none yet.")
]
Telephone = Annotated[str, Rule(most=40, describe="Mobile or fixed line of the mainland.")]
EMail = Annotated[str, Rule(most=120)]
Description = Annotated[str, Rule(most=2000)]
CredentialNumber = Annotated[str, Rule(most=60, describe="Number that the document bears.")]


class Profile(Value):
    """A person's own particulars; `missing` names what is still to be completed."""

    phone: str | None
    email: str | None
    address: str | None
    contact_name: str | None
    contact_phone: str | None
    missing: tuple[str, ...]
    changed_at: datetime | None
    version: int


class GetProfile(Query[Profile]):
    """Get one's own particulars (个人信息); before anything was said they are empty."""


class SaveProfile(Command[Profile]):
    """Complete or change one's own particulars, on the version that was read."""

    version: SeenVersion
    phone: Telephone | None = None
    email: EMail | None = None
    address: ShortText | None = None
    contact_name: ShortText | None = None
    contact_phone: Telephone | None = None


class WorkHistoryEntry(Value):
    """A stay with an employer, as the person tells it; without `ended_on` it lasts."""

    id: UUID
    employer: str
    position: str
    started_on: date
    ended_on: date | None
    description: str
    version: int


class WorkHistory(Value):
    """A person's work history, the latest first; a hundred entries at most."""

    items: tuple[WorkHistoryEntry, ...]


class ListWorkHistory(Query[WorkHistory]):
    """List one's own work history (我的履历), or for the authority's staff that of a person."""

    person: UUID | None = None


class AddWorkHistoryEntry(Command[WorkHistoryEntry]):
    """Add an entry to one's own work history."""

    employer: ShortText
    position: ShortText
    started_on: date
    ended_on: date | None = None
    description: Description = ""


class ChangeWorkHistoryEntry(Command[WorkHistoryEntry]):
    """Change an entry of one's own work history, on the version that was read."""

    entry: UUID
    version: VersionNumber
    employer: ShortText
    position: ShortText
    started_on: date
    ended_on: date | None = None
    description: Description = ""


class RemoveWorkHistoryEntry(Command[Done]):
    """Remove an entry of one's own work history."""

    entry: UUID


@unique
class CredentialKind(StrEnum):
    """What a person may enter beside certificates (二.2): 学历, 学位, 职称."""

    EDUCATION = "education"
    DEGREE = "degree"
    TITLE = "title"


@unique
class CredentialLevel(StrEnum):
    """Levels of education, degrees and titles; which belong to which kind, identity knows."""

    JUNIOR_SECONDARY = "junior_secondary"
    SENIOR_SECONDARY = "senior_secondary"
    SECONDARY_VOCATIONAL = "secondary_vocational"
    JUNIOR_COLLEGE = "junior_college"
    UNDERGRADUATE = "undergraduate"
    POSTGRADUATE = "postgraduate"
    BACHELOR = "bachelor"
    MASTER = "master"
    DOCTOR = "doctor"
    TECHNICIAN = "technician"
    ASSISTANT = "assistant"
    INTERMEDIATE = "intermediate"
    ASSOCIATE_SENIOR = "associate_senior"
    SENIOR = "senior"


class Credential(Value):
    """An education, degree or title, as the person tells it; nobody has confirmed it."""

    id: UUID
    kind: CredentialKind
    level: CredentialLevel
    institution: str
    speciality: str
    awarded_on: date
    number: str
    version: int


class Credentials(Value):
    """A person's educations, degrees and titles, the latest first; a hundred at most."""

    items: tuple[Credential, ...]


class ListCredentials(Query[Credentials]):
    """List one's own educations, degrees and titles, or for the staff those of a person."""

    person: UUID | None = None
    kind: CredentialKind | None = None


class AddCredential(Command[Credential]):
    """Enter an education, a degree or a title of one's own (学历、学位、职称证书录入)."""

    kind: CredentialKind
    level: CredentialLevel
    institution: ShortText
    awarded_on: date
    speciality: ShortText = ""
    number: CredentialNumber = ""


class ChangeCredential(Command[Credential]):
    """Change an entry of one's own, on the version that was read; its kind stays."""

    credential: UUID
    version: VersionNumber
    level: CredentialLevel
    institution: ShortText
    awarded_on: date
    speciality: ShortText = ""
    number: CredentialNumber = ""


class RemoveCredential(Command[Done]):
    """Remove an education, a degree or a title of one's own."""

    credential: UUID
