"""The owners of facts in memory: they answer certificate's calls and note what was asked."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, TypeVar, cast
from uuid import UUID

from contracts.employment import Employment, Employments, GetCurrentEmployments
from contracts.enterprise import (
    Enterprise,
    Enterprises,
    GetEnterprises,
    GetLegalRepresentations,
    LegalRepresentation,
    LegalRepresentations,
)
from contracts.identity import (
    GetPersons,
    Person,
    PersonEntry,
    Persons,
    Resolution,
    Resolutions,
    ResolvePersons,
)
from contracts.message import Call
from contracts.vocabulary import Province, Sex
from tests.unit.certificate.makers import an_id

Reply = TypeVar("Reply")
MOMENT = datetime(2024, 1, 1, tzinfo=UTC)


@dataclass(kw_only=True)
class OwnersInMemory:
    """Identity, employment and enterprise as they answer services, in one."""

    employers: dict[UUID, UUID] = field(default_factory=dict)
    represented: dict[UUID, tuple[UUID, ...]] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    asked: list[Call[Any]] = field(default_factory=list)

    def __call__(self, call: Call[Reply], *, timeout: float = 5.0) -> Reply:
        """Answer nobody but services."""
        raise NotImplementedError("certificate asks for facts on its own account")

    def as_service(self, call: Call[Reply], *, timeout: float = 5.0) -> Reply:
        """Answer as the real ones do, who know whomever they are asked about."""
        self.asked.append(call)
        asked: Any = call
        answer: Any
        match asked:
            case GetPersons(persons=ids):
                answer = Persons(items=tuple(map(a_person, ids)))
            case GetCurrentEmployments(persons=ids):
                employed = [(each, self.employers[each]) for each in ids if each in self.employers]
                answer = Employments(items=tuple(an_employment(*each) for each in employed))
            case GetLegalRepresentations(persons=ids):
                ties = [(each, firm) for each in ids for firm in self.represented.get(each, ())]
                answer = LegalRepresentations(
                    items=tuple(LegalRepresentation(person=who, enterprise=of) for who, of in ties)
                )
            case GetEnterprises(enterprises=ids):
                answer = Enterprises(items=tuple(map(an_enterprise, ids)))
            case ResolvePersons(entries=entries, create=create):
                items = [self._resolution(each, create=create) for each in entries]
                answer = Resolutions(items=tuple(items))
            case _:
                raise NotImplementedError(call.wire_name)
        return cast("Reply", answer)

    def _resolution(self, entry: PersonEntry, *, create: bool) -> Resolution:
        number = entry.id_number
        fault = self.faults.get(number)
        if fault is None or (fault == "NOT_KNOWN" and create):
            return Resolution(person=an_id(number), fault=None)
        return Resolution(person=None, fault=fault)


def a_person(identifier: UUID) -> Person:
    """Give a verified person with a photo."""
    return Person(
        id=identifier,
        name="样例工",
        id_number_masked="639***********9991",
        sex=Sex.MALE,
        born_on=date(1990, 5, 1),
        verified_at=MOMENT,
        photo=an_id(f"photo of {identifier}"),
        version=1,
    )


def an_employment(person: UUID, enterprise: UUID) -> Employment:
    """Give an employment that lasts."""
    return Employment(
        id=an_id(f"{person} at {enterprise}"),
        person=person,
        enterprise=enterprise,
        enterprise_name="青海示例燃气有限公司",
        position="",
        started_on=date(2024, 1, 1),
        ended_on=None,
        version=1,
    )


def an_enterprise(identifier: UUID) -> Enterprise:
    """Give an enterprise that has just been registered."""
    return Enterprise(
        id=identifier,
        uscc="91639999FAKE00013N",
        name="青海示例燃气有限公司",
        legal_representative=an_id("the legal representative"),
        legal_representative_name="示例·法人",
        province=Province.QINGHAI,
        is_home_province=True,
        categories=(),
        category_version=0,
        permitted_trades=(),
        registered_at=MOMENT,
        version=1,
    )
