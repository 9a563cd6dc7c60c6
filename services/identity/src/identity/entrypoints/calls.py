"""The calls that identity answers about persons, each with the rule of who may ask."""

from typing import Final

from bus.entrypoints import answers
from bus.rules import any_of, authority, persons, services
from contracts.identity import (
    GetIdPhoto,
    GetPerson,
    GetPersons,
    ListPersons,
    Person,
    Persons,
    Photo,
    PhotoFile,
    Resolutions,
    ResolvePersons,
    ShowIdNumber,
    ShownIdNumber,
    UploadIdPhoto,
    VerifyRealName,
)
from contracts.principal import Principal
from contracts.vocabulary import Role
from identity.application import UseCases

ONESELF_STAFF_OR_SERVICE: Final = any_of(persons, authority(), services())


class PersonCalls:
    """Answers; every decision is made in `application`."""

    use: UseCases

    @answers(VerifyRealName, allow=persons)
    def verify_real_name(self, call: VerifyRealName, by: Principal) -> Person:
        """Prove the real name of whoever's account asks."""
        return self.use.real_names.verify(call, by)

    @answers(GetPerson, allow=ONESELF_STAFF_OR_SERVICE)
    def get_person(self, call: GetPerson, by: Principal) -> Person:
        """Give a person."""
        return self.use.persons.one(call, by)

    @answers(GetPersons, allow=services())
    def get_persons(self, call: GetPersons, by: Principal) -> Persons:
        """Give many persons by id."""
        return self.use.persons.several(call)

    @answers(ListPersons, allow=authority())
    def list_persons(self, call: ListPersons, by: Principal) -> Persons:
        """Give a page of persons."""
        return self.use.persons.page(call)

    @answers(ShowIdNumber, allow=authority(Role.ADMINISTRATOR, Role.DECIDER))
    def show_id_number(self, call: ShowIdNumber, by: Principal) -> ShownIdNumber:
        """Show an ID number in full."""
        return self.use.id_numbers.show(call)

    @answers(ResolvePersons, allow=services())
    def resolve_persons(self, call: ResolvePersons, by: Principal) -> Resolutions:
        """Tell whom an import names."""
        return self.use.entries.resolve(call)

    @answers(UploadIdPhoto, allow=persons)
    def upload_id_photo(self, call: UploadIdPhoto, by: Principal) -> Photo:
        """Accept a photo of whoever's account asks."""
        return self.use.photos.upload(call, by)

    @answers(GetIdPhoto, allow=ONESELF_STAFF_OR_SERVICE)
    def get_id_photo(self, call: GetIdPhoto, by: Principal) -> PhotoFile:
        """Give a photo."""
        return self.use.photos.one(call, by)
