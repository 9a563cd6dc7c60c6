"""Names of people and enterprises: the form in which they are kept or compared (RULES 2)."""

import re
import unicodedata
from typing import Final

_MIDDLE_DOTS: Final = str.maketrans(dict.fromkeys("•‧・･∙⋅", "·"))
_OPENING: Final = "[{〔【〈《「『〖〘"
_CLOSING: Final = "]}〕】〉》」』〗〙"
_BRACKETS: Final = str.maketrans({**dict.fromkeys(_OPENING, "("), **dict.fromkeys(_CLOSING, ")")})
_INVISIBLE: Final = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")
_SPACES: Final = re.compile(r"\s+")
_SPACE_BESIDE_NO_LATIN: Final = re.compile(r"(?<![A-Za-zÀ-ɏḀ-ỿ.,]) | (?![A-Za-zÀ-ɏḀ-ỿ])")


def normalised_person_name(name: str) -> str:
    """Return a person's name as it is kept: NFC, every middle dot as `·`, no padding.

    Spaces go, as offices pad `张　三` to the width of three; between Latin words one stays.
    """
    composed = _INVISIBLE.sub("", unicodedata.normalize("NFC", name)).translate(_MIDDLE_DOTS)
    spaced = _SPACES.sub(" ", composed).strip()
    return unicodedata.normalize("NFC", _SPACE_BESIDE_NO_LATIN.sub("", spaced))


def comparable_enterprise_name(name: str) -> str:
    """Return the form in which two names of enterprises are compared, never the one shown.

    `青海某某燃气（集团）有限公司` and `青海某某燃气(集团) 有限公司` are the same name.
    """
    compatible = _INVISIBLE.sub("", unicodedata.normalize("NFKC", name)).translate(_BRACKETS)
    return _SPACES.sub("", compatible).casefold()
