"""Uploaded pictures: examined by their content, and made anew without anything unseen."""

import io
import warnings
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from contracts.errors import InvalidMessage
from identity.adapters.passwords import InThread
from identity.application.ports import Portrait
from identity.application.refusals import refuse_faults
from identity.domain.photos import FORMATS, Measures, PictureFault, faults_of

MOST_KEPT: Final = (1180, 1652)
QUALITY: Final = 92
SIDEWAYS: Final = frozenset({5, 6, 7, 8})
ORIENTATION: Final = 0x0112
UNREADABLE: Final = (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError)


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
        # only the header is read here; how many pixels it claims is judged below
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(upload), formats=FORMATS)
    except UnidentifiedImageError:
        raise _refused(PictureFault.NO_PICTURE) from None
    except UNREADABLE:
        raise _refused(PictureFault.DAMAGED) from None
    with picture:
        refuse_faults(("content", fault) for fault in faults_of(_measures(picture)))
        try:
            return _written(picture)
        except UNREADABLE:
            raise _refused(PictureFault.DAMAGED) from None


def _measures(picture: Image.Image) -> Measures:
    """Read how large the picture is when seen upright, from its header alone."""
    width, height = picture.size
    if picture.getexif().get(ORIENTATION) in SIDEWAYS:
        width, height = height, width
    return Measures(width=width, height=height, frames=getattr(picture, "n_frames", 1))


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
    try:
        refuse_faults([("content", fault)])
    except InvalidMessage as refusal:
        return refusal
    raise AssertionError(fault)
