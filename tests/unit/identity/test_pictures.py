"""Which pictures become ID photos, and what is left of them."""

import io
import struct
import zlib
from collections.abc import Callable

import pytest
from PIL import Image

from contracts.errors import InvalidMessage
from identity.adapters.pictures import developed
from identity.application.refusals import FAULTS
from identity.domain.photos import Measures, PictureFault, faults_of
from tests.unit.identity.makers import a_picture


def reasons(upload: bytes) -> list[str]:
    with pytest.raises(InvalidMessage) as refusal:
        developed(upload)
    codes = {reason: code for code, reason in FAULTS.items()}
    return [codes[fault.reason] for fault in refusal.value.faults]


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def a_png_that_claims(width: int, height: int) -> bytes:
    """Give a header without its pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def test_the_least_size_is_accepted_and_one_pixel_less_is_not() -> None:
    assert not [*faults_of(Measures(width=295, height=413))]
    assert [*faults_of(Measures(width=294, height=413))] == [PictureFault.TOO_NARROW]
    assert [*faults_of(Measures(width=295, height=412))] == [PictureFault.TOO_LOW]


def test_everything_wrong_with_a_picture_is_told_at_once() -> None:
    assert [*faults_of(Measures(width=12_000_000, height=2, frames=2))] == [
        PictureFault.TOO_LOW,
        PictureFault.TOO_MANY_PIXELS,
        PictureFault.ANIMATED,
    ]
    assert reasons(a_picture((294, 412))) == ["PHOTO_TOO_NARROW", "PHOTO_TOO_LOW"]


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_is_made_anew_as_a_jpeg(kind: str) -> None:
    portrait = developed(a_picture(kind=kind))
    assert (portrait.media_type, portrait.width, portrait.height) == ("image/jpeg", 600, 840)
    assert opened(portrait.content).format == "JPEG"


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "WEBP", "PDF"])
def test_other_kinds_are_no_pictures_whatever_they_show(kind: str) -> None:
    assert reasons(a_picture(kind=kind)) == ["PHOTO_NO_PICTURE"]


@pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff", b"<svg/>", b"MZ" + bytes(500)])
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    assert set(reasons(content)) <= {"PHOTO_NO_PICTURE", "PHOTO_DAMAGED"}


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_cut_short_is_damaged(kind: str) -> None:
    noise = Image.effect_noise((600, 840), 80).convert("RGB")
    content = io.BytesIO()
    noise.save(content, kind)
    whole = content.getvalue()
    assert reasons(whole[: len(whole) // 2]) == ["PHOTO_DAMAGED"]


def test_a_header_that_claims_billions_of_pixels_is_refused_undecoded() -> None:
    for side in (5_000, 10_000, 60_000):
        assert reasons(a_png_that_claims(side, side)) == ["PHOTO_TOO_MANY_PIXELS"]


def test_pixels_that_are_not_there_are_damage() -> None:
    assert reasons(a_png_that_claims(600, 840)) == ["PHOTO_DAMAGED"]


def test_nothing_unseen_survives() -> None:
    exif = Image.Exif()
    exif[0x010E] = "a secret place"
    exif[0x8825] = {1: "N", 2: (36.0, 37.0, 0.0)}
    upload = a_picture(exif=exif.tobytes(), comment=b"a secret word") + b"a secret tail"
    portrait = developed(upload)
    assert b"secret" not in portrait.content
    assert not opened(portrait.content).getexif()


def test_a_picture_taken_sideways_is_turned_upright_and_measured_so() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    portrait = developed(a_picture((840, 600), exif=exif.tobytes()))
    assert (portrait.width, portrait.height) == (600, 840)
    assert reasons(a_picture((420, 294), exif=exif.tobytes())) == ["PHOTO_TOO_NARROW"]


def test_a_large_picture_is_kept_smaller_in_its_proportions() -> None:
    portrait = developed(a_picture((2400, 3360)))
    assert (portrait.width, portrait.height) == (1180, 1652)


@pytest.mark.parametrize(
    "made",
    [
        lambda: a_picture(kind="PNG", mode="RGBA", colour=(0, 0, 0, 0)),
        lambda: a_picture(kind="PNG", mode="LA", colour=(0, 0)),
    ],
)
def test_what_is_transparent_becomes_white(made: Callable[[], bytes]) -> None:
    assert opened(developed(made()).content).getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_grey_and_printing_colours_become_rgb(mode: str) -> None:
    portrait = developed(a_picture(mode=mode))
    assert opened(portrait.content).mode == "RGB"


def test_an_animation_is_refused() -> None:
    frames = [Image.new("RGB", (300, 420), colour) for colour in ("red", "blue")]
    content = io.BytesIO()
    frames[0].save(content, "PNG", save_all=True, append_images=frames[1:])
    assert reasons(content.getvalue()) == ["PHOTO_ANIMATED"]
