"""Reconciling a period: day by day, as one table, mended where that is asked for."""

from argparse import Namespace
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from rich.table import Table

from bus.outside import rest
from contracts.message import to_wire
from contracts.review_scheduler import (
    Reconcile,
    Reconciled,
    Reconciliation,
    ReconciliationLine,
)
from gascert_operator.asks import Register
from gascert_operator.screen import Exit, Screen, moment, table

Lines = dict[tuple[Reconciled, str], ReconciliationLine]
DAYS: Final = 29
STEP: Final = timedelta(days=1)
SECONDS: Final = 300.0
SECONDS_BETWEEN_LOOKS: Final = 5.0
# What was confirmed just now may still be on its way into an inbox.
YOUNG: Final = timedelta(minutes=1)
MOST_EXAMPLES: Final = 10
COMPARED_AS_THEY_STAND: Final = Reconciled.CATEGORIES
SENT_AGAIN: Final = frozenset({Reconciled.EVENTS, Reconciled.JOBS})


def reconciled(register: Register, screen: Screen, given: Namespace) -> Exit:
    """Compare what the services hold of a period, and have sent again what lacks."""
    until = given.until or datetime.now(UTC) - YOUNG
    call = Reconcile(
        since=given.since or until - timedelta(days=DAYS),
        until=until,
        mend=given.mend,
        what=tuple(given.what),
    )
    found = _compare(register, screen, call)
    if given.watch:
        found = _watch(register, screen, call, found)
    lines = tuple(found.values())
    screen.answer(
        to_wire(Reconciliation(since=call.since, until=call.until, lines=lines)),
        _shown(call, lines),
    )
    return Exit.FOUND if any(line.lacking for line in lines) else Exit.WELL


def _compare(register: Register, screen: Screen, call: Reconcile) -> Lines:
    parts = tuple(parts_of(call))
    found: Lines = {}
    with screen.bars(transient=True) as bars:
        bar = bars.add_task("Reconciling", total=len(parts), told="")
        for part in parts:
            add(found, register.ask(part, seconds=max(SECONDS, register.seconds)).lines)
            lacking = sum(line.lacking for line in found.values())
            bars.update(bar, advance=1, told=f"{lacking} lacking" if lacking else "")
    return found


def _watch(register: Register, screen: Screen, call: Reconcile, found: Lines) -> Lines:
    """Look again until what was sent again is there and nothing is under way any more."""
    looking = replace(call, mend=False)
    while _is_under_way(found, is_mended=call.mend):
        lacking = sum(line.lacking for line in found.values())
        waiting = sum(line.waiting for line in found.values())
        screen.say(f"{waiting} under way, {lacking} lacking; looking again …")
        rest(SECONDS_BETWEEN_LOOKS)
        mended = {key: line.mended for key, line in found.items()}
        found = {
            key: replace(line, mended=mended.get(key, 0))
            for key, line in _compare(register, screen, looking).items()
        }
    return found


def _is_under_way(found: Lines, *, is_mended: bool) -> bool:
    return any(
        line.waiting or (is_mended and line.what in SENT_AGAIN and line.mended and line.lacking)
        for line in found.values()
    )


def parts_of(call: Reconcile) -> Iterator[Reconcile]:
    """Cut a period into days, so that no call takes long; what has no period is asked for once."""
    wanted = call.what or tuple(Reconciled)
    timed = tuple(what for what in wanted if what is not COMPARED_AS_THEY_STAND)
    since = call.since
    if timed and since >= call.until:
        yield replace(call, what=timed)  # Whether that may be asked, the one who answers knows.
    while timed and since < call.until:
        until = min(since + STEP, call.until)
        yield replace(call, since=since, until=until, what=timed)
        since = until
    if COMPARED_AS_THEY_STAND in wanted:
        yield replace(call, what=(COMPARED_AS_THEY_STAND,))


def add(found: Lines, lines: Iterable[ReconciliationLine]) -> None:
    """Add a part's lines to those of the same name."""
    for line in lines:
        key = (line.what, line.of)
        known = found.get(key)
        found[key] = line if known is None else _sum(known, line)


def _sum(one: ReconciliationLine, other: ReconciliationLine) -> ReconciliationLine:
    return replace(
        one,
        total=one.total + other.total,
        done=one.done + other.done,
        waiting=one.waiting + other.waiting,
        stuck=one.stuck + other.stuck,
        lacking=one.lacking + other.lacking,
        mended=one.mended + other.mended,
        examples=(*one.examples, *other.examples)[:MOST_EXAMPLES],
    )


def _shown(call: Reconcile, lines: Iterable[ReconciliationLine]) -> Table:
    title = f"From {moment(call.since)} until before {moment(call.until)}"
    figures = ("total", "done", "waiting", "stuck", "lacking", "mended")
    made = table(title, ("what", "of", *(f"#{name}" for name in figures), "examples"))
    for line in lines:
        made.add_row(
            line.what.value,
            line.of.replace(" → ", "\n→ ").replace(" ← ", "\n← "),
            *(str(getattr(line, name)) for name in figures),
            " ".join(line.examples),
            style="bold red" if line.lacking else None,
        )
    return made
