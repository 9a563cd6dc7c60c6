"""ID photos through the bus: what is accepted, and who sees it."""

import io
from collections.abc import Iterator
from uuid import uuid4

import pytest
from PIL import Image

from contracts import identity as told
from contracts.errors import (
    InvalidMessage,
    NotAllowed,
    NotFound,
    Refused,
    TooLarge,
)
from contracts.principal import Principal
from tests.integration.identity_world import (
    CERTIFICATE,
    READER,
    World,
    a_picture,
    a_world,
    at_once,
)
from tests.provision import Databases


@pytest.fixture(scope="module")
def world(amqp_uri: str, module_databases: Databases) -> Iterator[World]:
    with a_world(amqp_uri, module_databases) as made:
        yield made


def upload(world: World, by: Principal, content: bytes) -> told.Photo:
    return world.stack.ask(told.UploadIdPhoto(content=content), by=by)


def test_an_accepted_photo_is_the_persons_present_one(world: World) -> None:
    by = world.verified()
    assert by.person is not None
    photo = upload(world, by, a_picture())
    assert (photo.person, photo.width, photo.height) == (by.person, 600, 840)
    person = world.stack.ask(told.GetPerson(person=by.person), by=by)
    assert (person.photo, person.version) == (photo.id, 3)
    file = world.stack.ask(told.GetIdPhoto(person=by.person), by=by)
    assert (file.id, len(file.content)) == (photo.id, photo.size)
    assert Image.open(io.BytesIO(file.content)).format == "JPEG"


def test_a_former_photo_stays_readable_by_its_id(world: World) -> None:
    by = world.verified()
    assert by.person is not None
    former, present = upload(world, by, a_picture()), upload(world, by, a_picture(300, 420))
    get = told.GetIdPhoto(person=by.person)
    assert world.stack.ask(get, by=CERTIFICATE).id == present.id
    get = told.GetIdPhoto(person=by.person, photo=former.id)
    assert world.stack.ask(get, by=CERTIFICATE).id == former.id


def test_two_photos_at_once_get_two_versions(world: World) -> None:
    by = world.verified()
    assert by.person is not None
    at_once(*[lambda: upload(world, by, a_picture())] * 3)
    assert world.stack.ask(told.GetPerson(person=by.person), by=by).version == 5


def test_a_photo_is_seen_by_oneself_staff_and_services_only(world: World) -> None:
    by, stranger = world.verified(), world.verified()
    assert by.person is not None
    photo = upload(world, by, a_picture())
    get = told.GetIdPhoto(person=by.person)
    for entitled in (by, READER, CERTIFICATE):
        assert world.stack.ask(get, by=entitled).id == photo.id
    with pytest.raises(NotFound):
        world.stack.ask(get, by=stranger)
    with pytest.raises(NotAllowed):
        world.stack.ask(get)
    assert stranger.person is not None
    with pytest.raises(NotFound):
        world.stack.ask(told.GetIdPhoto(person=stranger.person, photo=photo.id), by=stranger)
    for nothing in (told.GetIdPhoto(person=uuid4()), told.GetIdPhoto(person=stranger.person)):
        with pytest.raises(NotFound):
            world.stack.ask(nothing, by=READER)


def test_without_a_proved_name_no_photo_is_taken(world: World) -> None:
    with pytest.raises(Refused) as refusal:
        upload(world, world.newcomer(), a_picture())
    assert refusal.value.code == "NOT_VERIFIED"


def test_what_is_no_picture_is_refused_and_changes_nothing(world: World) -> None:
    by = world.verified()
    assert by.person is not None
    for content in (b"", b"GIF89a", b"%PDF-1.7", a_picture(294, 412), a_picture()[:500]):
        with pytest.raises(InvalidMessage) as refusal:
            upload(world, by, content)
        assert {fault.path for fault in refusal.value.faults} == {"content"}
    person = world.stack.ask(told.GetPerson(person=by.person), by=by)
    assert (person.photo, person.version) == (None, 2)


def test_more_than_two_mebibytes_are_too_large(world: World) -> None:
    with pytest.raises(TooLarge):
        upload(world, world.verified(), b"\xff\xd8" + bytes(2 * 1024 * 1024))
