"""Uploaded pictures: examined by their content, and made anew without anything unseen."""

import io
import struct
import zlib
from dataclasses import replace
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from contracts.errors import InvalidMessage
from identity.adapters.passwords import InThread
from identity.application.ports import Portrait
from identity.application.refusals import invalid, refuse_faults
from identity.domain.photos import FORMATS, Measures, PictureFault, faults_of

MOST_KEPT: Final = (1180, 1652)
QUALITY: Final = 92
SIDEWAYS: Final = frozenset({5, 6, 7, 8})
ORIENTATION: Final = 0x0112
# Pillow warns of a claim beyond 89 million pixels and raises beyond twice as many.
BOMBS: Final = (Image.DecompressionBombError, Image.DecompressionBombWarning)
UNREADABLE: Final = (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error)


class PillowDarkroom:
    """Makes every accepted picture a JPEG: upright, RGB, no metadata, four times the least size."""

    def __init__(self, in_thread: InThread) -> None:
        self._in_thread: Final = in_thread

    def developed(self, upload: bytes) -> Portrait:
        """Give the portrait; raises `InvalidMessage` with everything wrong in it."""
        return self._in_thread(developed, upload)


def developed(upload: bytes) -> Portrait:
    """Examine the header before a single pixel is decoded, then decode and write anew."""
    try:
        picture = Image.open(io.BytesIO(upload), formats=FORMATS)
    except BOMBS:
        raise _refused(PictureFault.TOO_MANY_PIXELS) from None
    except UnidentifiedImageError:
        raise _refused(PictureFault.NO_PICTURE) from None
    except UNREADABLE:
        raise _refused(PictureFault.DAMAGED) from None
    with picture:
        try:
            refuse_faults(("content", fault) for fault in faults_of(_measures(picture)))
            return _written(picture)
        except UNREADABLE:
            raise _refused(PictureFault.DAMAGED) from None


def _measures(picture: Image.Image) -> Measures:
    """Read how large the picture is when seen upright.

    What the header claims is judged first: a PNG tells its orientation only once it is decoded.
    """
    width, height = picture.size
    claimed = Measures(width=width, height=height, frames=getattr(picture, "n_frames", 1))
    if PictureFault.TOO_MANY_PIXELS in faults_of(claimed):
        return claimed
    if picture.getexif().get(ORIENTATION) in SIDEWAYS:
        return replace(claimed, width=height, height=width)
    return claimed


def _written(picture: Image.Image) -> Portrait:
    upright = _on_white(ImageOps.exif_transpose(picture))
    upright.thumbnail(MOST_KEPT)
    clean = Image.new("RGB", upright.size)
    clean.paste(upright)
    content = io.BytesIO()
    clean.save(content, "JPEG", quality=QUALITY)
    return Portrait(
        media_type="image/jpeg",
        width=clean.width,
        height=clean.height,
        content=content.getvalue(),
    )


def _on_white(picture: Image.Image) -> Image.Image:
    """Lay a picture that is transparent somewhere on white paper."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    transparent = picture.convert("RGBA")
    paper = Image.new("RGBA", transparent.size, "white")
    return Image.alpha_composite(paper, transparent).convert("RGB")


def _refused(fault: PictureFault) -> InvalidMessage:
    return invalid([("content", fault)])
