"""What a person is told of their own name, photo and integrity records (一, 二.1, 二.4(1))."""

from typing import Final

from contracts.identity import (
    IntegrityRecordMoved,
    IntegrityStatus,
    PersonRenamed,
    PersonVerified,
    PhotoAccepted,
)
from identity.domain.messages import Draft, News, to_person

INTEGRITY: Final = {
    IntegrityStatus.IN_FORCE: "integrity_recorded",
    IntegrityStatus.WITHDRAWN: "integrity_withdrawn",
}


def verified(event: PersonVerified) -> News:
    """The real name is proved."""
    return _news("real_name_proved", event)


def renamed(event: PersonRenamed) -> News:
    """The name has changed; certificates do not follow by themselves (六.4)."""
    return _news("name_changed", event)


def photo_accepted(event: PhotoAccepted) -> News:
    """The photo was accepted."""
    return _news("photo_accepted", event)


def integrity_record_moved(event: IntegrityRecordMoved) -> News:
    """What the authority records of somebody, that person is told."""
    to, code = to_person(event.person), INTEGRITY[event.status]
    return News(drafts=(Draft(to=to, code=code, about=event.record),))


def _news(code: str, event: PersonVerified | PersonRenamed | PhotoAccepted) -> News:
    return News(drafts=(Draft(to=to_person(event.person), code=code, about=event.person),))
