"""What a person is told of their own name and photo (一, 二.4(1))."""

from contracts.identity import PersonRenamed, PersonVerified, PhotoAccepted
from identity.domain.messages import Draft, News, to_person


def verified(event: PersonVerified) -> News:
    """The real name is proved."""
    return _news("real_name_proved", event)


def renamed(event: PersonRenamed) -> News:
    """The name has changed; certificates do not follow by themselves (六.4)."""
    return _news("name_changed", event)


def photo_accepted(event: PhotoAccepted) -> News:
    """The photo was accepted."""
    return _news("photo_accepted", event)


def _news(code: str, event: PersonVerified | PersonRenamed | PhotoAccepted) -> News:
    return News(drafts=(Draft(to=to_person(event.person), code=code, about=event.person),))
