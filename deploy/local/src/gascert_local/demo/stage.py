"""How a long story is told on a terminal: steps with their time, progress bars, tables."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from rich.console import Console, RenderableType
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

Moved = Callable[[int, int], None]
"""Tells how much of how much is done."""


class Stage(Protocol):
    """Where a story is told."""

    def step(self, title: str) -> AbstractContextManager[None]:
        """Tell that a step begins, and at its end how long it took."""
        ...

    def bar(self, words: str) -> AbstractContextManager[Moved]:
        """Show a progress bar for as long as the block runs."""
        ...

    def show(self, *shown: RenderableType) -> None:
        """Show a sentence or a table."""
        ...


class Terminal:
    """Tells everything."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._steps = 0

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        self._steps += 1
        self._console.print()
        self._console.rule(f"[bold]{self._steps}  {title}[/]", align="left")
        began = time.monotonic()
        yield
        self._console.print(f"[green]✓[/] [dim]用时 {time.monotonic() - began:.1f} s[/]")

    @contextmanager
    def bar(self, words: str) -> Iterator[Moved]:
        with _bar(self._console) as progress:
            task = progress.add_task(words, total=None)
            yield lambda done, total: progress.update(task, completed=done, total=total)
            whole = progress.tasks[task].total or progress.tasks[task].completed
            progress.update(task, completed=whole, total=whole)

    def show(self, *shown: RenderableType) -> None:
        for each in shown:
            self._console.print(each)


class OneLine:
    """Tells in one line, which moves and then goes, what is under way."""

    def __init__(self, console: Console, words: str) -> None:
        self._words = words
        self._progress = _bar(console, transient=True)
        self._task = self._progress.add_task(words, total=None)

    def __enter__(self) -> "OneLine":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        self._progress.reset(self._task, total=None, description=f"{self._words}: {title}")
        yield

    @contextmanager
    def bar(self, words: str) -> Iterator[Moved]:
        self._progress.reset(self._task, total=None, description=f"{self._words}: {words}")
        yield lambda done, total: self._progress.update(self._task, completed=done, total=total)

    def show(self, *shown: RenderableType) -> None:
        """Nothing is shown."""


def _bar(console: Console, *, transient: bool = False) -> Progress:
    return Progress(
        SpinnerColumn(finished_text="[green]✓[/]"),
        TextColumn("{task.description}"),
        BarColumn(bar_width=36),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=transient,
    )
