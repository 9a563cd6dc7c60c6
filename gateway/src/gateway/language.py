"""In which language a client is answered."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, Literal

Language = Literal["zh", "en"]
_QUALITY: Final = re.compile(r";\s*q=([01](?:\.[0-9]{0,3})?)")


@lru_cache(maxsize=256)
def preferred(accept_language: str) -> Language:
    """Choose between Chinese and English by `Accept-Language`; Chinese where neither is named."""
    best: dict[str, float] = {}
    for choice in accept_language.lower().split(",")[:20]:
        tag = choice.partition(";")[0].strip().partition("-")[0]
        found = _QUALITY.search(choice)
        quality = float(found[1]) if found else 1.0
        best[tag] = max(best.get(tag, 0.0), quality)
    return "en" if best.get("en", 0.0) > best.get("zh", 0.0) else "zh"


def header_of(language: Language) -> Iterable[tuple[str, str]]:
    """Give the headers that tell the language of an answer."""
    return ("Content-Language", language), ("Vary", "Accept-Language")
