"""ID photos: what a picture must be to be accepted (一: 上传证件照)."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Final

MOST_BYTES: Final = 2 * 1024 * 1024
LEAST_WIDTH: Final = 295
LEAST_HEIGHT: Final = 413
MOST_PIXELS: Final = 12_000_000
FORMATS: Final = ("JPEG", "PNG")


@unique
class PictureFault(StrEnum):
    """What can be wrong with a picture; the first kind leaves nothing else to be seen."""

    NO_PICTURE = "PHOTO_NO_PICTURE"
    DAMAGED = "PHOTO_DAMAGED"
    TOO_NARROW = "PHOTO_TOO_NARROW"
    TOO_LOW = "PHOTO_TOO_LOW"
    TOO_MANY_PIXELS = "PHOTO_TOO_MANY_PIXELS"
    ANIMATED = "PHOTO_ANIMATED"


@dataclass(frozen=True, kw_only=True)
class Measures:
    """A picture as it would be seen: upright, in pixels."""

    width: int
    height: int
    frames: int = 1


def faults_of(picture: Measures) -> Iterator[PictureFault]:
    """Tell everything that keeps a readable picture from being an ID photo."""
    if picture.width < LEAST_WIDTH:
        yield PictureFault.TOO_NARROW
    if picture.height < LEAST_HEIGHT:
        yield PictureFault.TOO_LOW
    if picture.width * picture.height > MOST_PIXELS:
        yield PictureFault.TOO_MANY_PIXELS
    if picture.frames > 1:
        yield PictureFault.ANIMATED
