"""What an operator sees: tables and bars for people, JSON for scripts, questions before deeds."""

import json
import sys
from collections.abc import Iterable
from datetime import datetime
from enum import IntEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

ZONE: Final = ZoneInfo("Asia/Shanghai")
WIDTH_FOR_FILES: Final = 180


class Exit(IntEnum):
    """How the command ends, for scripts."""

    WELL = 0
    FOUND = 1  # Something lacks, is violated, has failed or is not ready.
    USAGE = 2
    REFUSED = 3  # There is no such thing, or its state forbids it.
    UNREACHABLE = 4  # The broker or a service does not answer.


class Screen:
    """Prints for people, or as JSON; what is not the answer itself goes to standard error."""

    def __init__(self, *, as_json: bool = False) -> None:
        self.as_json = as_json
        self._out = _console(sys.stdout)
        self._err = _console(sys.stderr)

    def answer(self, content: Any, *tables: Table) -> None:
        """Give the answer: its content as JSON, or the tables that show it."""
        if self.as_json:
            sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=2) + "\n")
            return
        for table in tables:
            self._out.print(table)

    def say(self, words: str) -> None:
        """Tell people something beside the answer."""
        self._err.print(Text(words))

    def is_agreed(self, question: str, *, yes: bool) -> bool:
        """Ask before a deed that concerns much; where nobody can be asked, it takes `--yes`."""
        if yes:
            return True
        if not sys.stdin.isatty():
            self.say(f"{question} Say --yes where nobody can be asked.")
            return False
        return self._err.input(f"{question} [y/N] ").strip().lower() in {"y", "yes"}

    def bars(self, *, transient: bool = False) -> Progress:
        """Give progress bars; they stand on standard error, and only on a terminal."""
        return Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=36),
            MofNCompleteColumn(),
            TextColumn("{task.fields[told]}"),
            TimeElapsedColumn(),
            console=self._err,
            transient=transient,
            disable=not self._err.is_terminal,
        )


def _console(file: Any) -> Console:
    width = None if file.isatty() else WIDTH_FOR_FILES
    return Console(file=file, highlight=False, width=width, soft_wrap=False)


def table(title: str, columns: Iterable[str]) -> Table:
    """Begin a table; a column whose name begins with # holds figures."""
    made = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    for column in columns:
        made.add_column(
            column.removeprefix("#"),
            justify="right" if column.startswith("#") else "left",
            overflow="fold",
        )
    return made


def moment(at: datetime | None) -> str:
    """Write a moment as people here read it."""
    return "–" if at is None else f"{at.astimezone(ZONE):%Y-%m-%d %H:%M:%S}"


def span(seconds: float) -> str:
    """Write a length of time in its largest fitting unit."""
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s" if seconds else "–"
