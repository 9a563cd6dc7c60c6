"""The parts of an Office Open XML package, parsed as a stream with every limit held.

A document type declaration, and with it every entity, is refused; so are packages that unpack
to more than the limit, whatever their directory claims.
"""

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, TypeVar
from xml.parsers import expat

from certificate.adapters.spreadsheets.sheet import (
    MAX_UNPACKED_BYTES,
    FileFaultCode,
    Unreadable,
)

MAX_PARTS: Final = 2_000
MAX_DEPTH: Final = 64
MAX_ELEMENTS: Final = 4_000_000
MAX_TOKEN_BYTES: Final = 1024 * 1024

_CHUNK: Final = 64 * 1024
_AT_THE_END: Final = True
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    expat.ExpatError,
    OSError,
    EOFError,
    RuntimeError,
    ValueError,
    LookupError,
    OverflowError,
)

Attributes = Mapping[str, str]


class Handler:
    """Hears the elements of a part by their local names."""

    def __init__(self) -> None:
        self.open_tags: Final[list[str]] = []

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins; it is the last of the open tags already."""

    def end(self, name: str) -> None:
        """An element ends; it is no longer among the open tags."""

    def text(self, data: str) -> None:
        """Character data stand inside the last of the open tags."""


HandlerT = TypeVar("HandlerT", bound=Handler)


@dataclass(frozen=True, kw_only=True)
class Relationship:
    """A part that another one points to; `kind` is the last word of its type."""

    id: str
    kind: str
    part: str


class Package:
    """A zipped package whose parts can be parsed one after the other."""

    def __init__(self, content: bytes) -> None:
        if content.count(b"PK\x01\x02") > MAX_PARTS:
            raise damaged()
        self._archive: Final = zipfile.ZipFile(io.BytesIO(content))
        self._names: Final = {
            name.replace("\\", "/").strip("/").lower(): name for name in self._archive.namelist()
        }
        self._unpacked = 0
        self._elements = 0

    def parsed(self, part: str, handler: HandlerT) -> HandlerT:
        """Parse a whole part and return the handler that has heard it."""
        for _ in self.pieces(part, handler):
            pass
        return handler

    def pieces(self, part: str, handler: Handler) -> Iterator[None]:
        """Parse a part chunk by chunk, giving way after each."""
        info = self._archive.getinfo(self._names[part.lower()])
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise damaged()
        parser = self._parser(handler)
        fed = 0
        with self._archive.open(info) as source:
            while chunk := source.read(_CHUNK):
                self._unpacked += len(chunk)
                if self._unpacked > MAX_UNPACKED_BYTES:
                    raise unpacks_to_too_much()
                parser.Parse(chunk)
                fed += len(chunk)
                if fed - parser.CurrentByteIndex > MAX_TOKEN_BYTES:
                    raise damaged()
                yield
        parser.Parse(b"", _AT_THE_END)
        yield

    def relationships(self, part: str) -> tuple[Relationship, ...]:
        """Give everything inside the package that a part, or the package itself, points to."""
        folder, name = posixpath.split(part)
        handler = _RelationshipsHandler(folder)
        return tuple(self.parsed(f"{folder}/_rels/{name}.rels".lstrip("/"), handler).found)

    def _parser(self, handler: Handler) -> expat.XMLParserType:
        open_tags, on_start, on_end = handler.open_tags, handler.start, handler.end

        def start(name: str, attributes: Attributes) -> None:
            self._elements += 1
            if self._elements > MAX_ELEMENTS:
                raise unpacks_to_too_much()
            if len(open_tags) == MAX_DEPTH:
                raise damaged()
            local_name = name.rpartition(":")[2]
            open_tags.append(local_name)
            on_start(local_name, attributes)

        def refuse_doctype(*_: object) -> None:
            raise damaged()

        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = start
        parser.EndElementHandler = lambda _: on_end(open_tags.pop())
        parser.CharacterDataHandler = handler.text
        parser.StartDoctypeDeclHandler = refuse_doctype
        return parser


@contextmanager
def damage_told() -> Iterator[None]:
    """Turn whatever a broken package makes its readers raise into `Unreadable`."""
    try:
        yield
    except _BROKEN as error:
        raise damaged() from error


def damaged() -> Unreadable:
    """The answer to a package that is no sound workbook."""
    return Unreadable(
        FileFaultCode.DAMAGED,
        "工作簿已损坏或不是标准的 .xlsx 文件，请用 Excel 或 WPS 打开后另存为 .xlsx 再导入",
    )


def unpacks_to_too_much() -> Unreadable:
    """The answer to a bomb, and to sheets formatted down to their last empty row."""
    return Unreadable(
        FileFaultCode.TOO_LARGE,
        "工作簿解压后过大；请删除多余的空行、空列和格式，或拆分后再导入",
    )


class _RelationshipsHandler(Handler):
    def __init__(self, folder: str) -> None:
        super().__init__()
        self._folder: Final = folder
        self.found: Final[list[Relationship]] = []

    def start(self, name: str, attributes: Attributes) -> None:
        if name != "Relationship" or attributes.get("TargetMode") == "External":
            return
        target = attributes["Target"].replace("\\", "/")
        absolute = posixpath.normpath(posixpath.join("/", self._folder, target))
        kind = posixpath.basename(attributes["Type"])
        self.found.append(Relationship(id=attributes["Id"], kind=kind, part=absolute.lstrip("/")))
