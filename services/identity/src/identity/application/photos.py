"""ID photos (上传证件照): examined, made anew, kept, and given back."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from contracts import identity as told
from contracts.errors import NotFound, TooLarge
from contracts.principal import Principal
from identity.application.authorisation import (
    is_staff_or_service,
    own_account,
    own_person_account,
)
from identity.application.ports import Clock, Darkroom
from identity.application.refusals import not_verified
from identity.application.register import Register, StoredPhoto, Transactions
from identity.domain.persons import with_photo
from identity.domain.photos import MOST_BYTES


@dataclass(frozen=True, kw_only=True)
class IdPhotos:
    """Keeps every photo that was ever accepted, for versions that were printed with it (K7)."""

    clock: Clock
    new_id: Callable[[], UUID]
    darkroom: Darkroom
    register: Register
    transactions: Transactions

    def upload(self, call: told.UploadIdPhoto, by: Principal) -> told.Photo:
        """Accept a photo of oneself; the former one stays readable by its id."""
        if len(call.content) > MOST_BYTES:
            raise TooLarge("PHOTO_TOO_LARGE", "图片超过2MiB", "The photo is larger than 2 MiB")
        owner = own_person_account(self.register, by).person
        if owner is None:
            raise not_verified()
        portrait = self.darkroom.developed(call.content)
        photo = StoredPhoto(
            id=self.new_id(),
            person=owner,
            media_type=portrait.media_type,
            width=portrait.width,
            height=portrait.height,
            content=portrait.content,
            accepted_at=self.clock.now(),
        )
        with self.transactions() as records:
            person = records.locked_person(owner)
            if person is None:
                raise not_verified()
            person = with_photo(person, photo.id)
            records.add_photo(photo)
            records.save_person(person)
            records.announce(
                told.PhotoAccepted(person=owner, photo=photo.id, version=person.version)
            )
        return _told(photo)

    def one(self, call: told.GetIdPhoto, by: Principal) -> told.PhotoFile:
        """Give a person's present photo, or a former one that is named."""
        if not is_staff_or_service(by) and own_account(self.register, by).person != call.person:
            raise NotFound
        person = self.register.person(call.person)
        wanted = call.photo or (None if person is None else person.photo)
        photo = None if wanted is None else self.register.photo(wanted)
        if photo is None or photo.person != call.person:
            raise NotFound
        return told.PhotoFile(id=photo.id, media_type=photo.media_type, content=photo.content)


def _told(photo: StoredPhoto) -> told.Photo:
    return told.Photo(
        id=photo.id,
        person=photo.person,
        media_type=photo.media_type,
        width=photo.width,
        height=photo.height,
        size=len(photo.content),
        accepted_at=photo.accepted_at,
    )
