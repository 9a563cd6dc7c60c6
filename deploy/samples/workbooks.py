"""Saves workbooks as Excel does, with shared strings, and the same bytes each time."""

import io
import re
import zipfile
from datetime import UTC, datetime
from typing import Final

from openpyxl import Workbook

MADE_AT: Final = datetime(2024, 10, 8, 9, 0, 0, tzinfo=UTC)

_INLINE: Final = re.compile(rb't="inlineStr"><is>(<t[^>]*>.*?</t>)</is></c>', re.DOTALL)
_MAIN: Final = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRINGS: Final = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_STRINGS_TYPE: Final = (
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
)


def saved(book: Workbook) -> bytes:
    """Return a workbook's bytes; its texts are shared and no moment of making is in it."""
    made = io.BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    moment = f"{MADE_AT:%Y-%m-%dT%H:%M:%SZ}".encode()
    core = parts["docProps/core.xml"]
    parts["docProps/core.xml"] = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", moment, core)
    return _packed(_with_shared_strings(parts))


def _with_shared_strings(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Move the texts that openpyxl writes into the cells to the table that Excel keeps."""
    places: dict[bytes, int] = {}

    def shared(match: re.Match[bytes]) -> bytes:
        place = places.setdefault(match[1], len(places))
        return b't="s"><v>%d</v></c>' % place

    moved = {
        name: _INLINE.sub(shared, part) if name.startswith("xl/worksheets/") else part
        for name, part in parts.items()
    }
    strings = b"".join(b"<si>%s</si>" % text for text in places)
    moved["xl/sharedStrings.xml"] = b'<sst xmlns="%s">%s</sst>' % (_MAIN, strings)
    moved["[Content_Types].xml"] = moved["[Content_Types].xml"].replace(
        b"</Types>",
        b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s"/></Types>' % _STRINGS,
    )
    moved["xl/_rels/workbook.xml.rels"] = moved["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>",
        b'<Relationship Id="rIdS" Type="%s" Target="sharedStrings.xml"/></Relationships>'
        % _STRINGS_TYPE,
    )
    return moved


def _packed(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in sorted(parts):
            info = zipfile.ZipInfo(name, date_time=MADE_AT.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, parts[name])
    return target.getvalue()
