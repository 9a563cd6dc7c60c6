"""Draws ID photos: plain silhouettes of the size of a one-inch photo at 300 dpi."""

import io
from typing import Final

from PIL import Image, ImageDraw

SIZE: Final = (295, 413)

_BACKGROUNDS: Final = ("#ffffff", "#438edb", "#d9001b")
_SKINS: Final = ("#f1c7a3", "#e4b48c", "#d9a37a", "#f5d3b5")
_HAIR: Final = ("#1d1a19", "#2f2622", "#453a35")
_CLOTHES: Final = ("#28364d", "#3c4f3a", "#5a3a3a", "#44405c", "#30505a", "#5b5345", "#26262c")


def portrait(place: int) -> bytes:
    """Return the JPEG of the person at a place in the list; each place looks different."""
    image = Image.new("RGB", SIZE, _BACKGROUNDS[place % 3])
    draw = ImageDraw.Draw(image)
    wide = 52 + place % 11
    hair = _HAIR[place // 3 % 3]
    skin = _SKINS[place // 2 % 4]
    draw.ellipse((40, 290, 255, 560), fill=_CLOTHES[place % 7])
    draw.rectangle((122, 225, 173, 300), fill=skin)
    draw.ellipse((147 - wide - 8, 72, 148 + wide + 8, 225 + place % 5 * 14), fill=hair)
    draw.ellipse((147 - wide, 100, 148 + wide, 255), fill=skin)
    draw.polygon(((122, 290), (147, 330 + place // 7), (173, 290)), fill="#f4f4f4")
    target = io.BytesIO()
    image.save(target, "JPEG", quality=70, optimize=True, dpi=(300, 300))
    return target.getvalue()


def no_photo() -> bytes:
    """Return what someone might upload by mistake: a letter saved under a photo's name."""
    return "这不是照片，是一份改了扩展名的文字材料。\r\n".encode("gb18030") * 40
