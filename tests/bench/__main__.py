"""`make bench`: what counts, as ratios within one run; a table at the end and a JSON file."""

import bus.runtime  # noqa: F401, I001  # patches eventlet, before anything else is imported

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from tests.bench import bulk, changes, events, reads, review
from tests.bench.house import ROOT, House, a_house
from tests.bench.load import Measured

FIGURES: Final = ROOT / ".local" / "bench.json"


def main() -> None:
    """Run every bench, each in a register of its own."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", choices=sorted(BENCHES), action="append")
    parser.add_argument("--json", type=Path, default=FIGURES)
    given = parser.parse_args()
    console, figures, rows = Console(), {}, []
    for name in given.only or BENCHES:
        with console.status(f"{name} …"), a_house() as house:
            figures[name], told = BENCHES[name](house)
        rows += [(name, *row) for row in told]
    table = Table("bench", "figure", "value", title="GasCert bench")
    for row in rows:
        table.add_row(*row)
    console.print(table)
    given.json.parent.mkdir(exist_ok=True)
    given.json.write_text(json.dumps(figures, indent=2))


Told = tuple[dict[str, Any], list[tuple[str, str]]]


def _bulk(house: House) -> Told:
    found = bulk.measure(house)
    ratio = found.per_second / found.bare_per_second
    slower = found.reads_during.p95 / found.reads_before.p95
    return {**asdict(found), "ratio": ratio, "p95_ratio": slower}, [
        ("certificates reissued per second", f"{found.per_second:,.0f}"),
        ("bare SQL, the same rows per second", f"{found.bare_per_second:,.0f}"),
        ("ratio to bare SQL (at least 0.5)", f"{ratio:.2f}"),
        ("reads before, p50/p95/p99 ms", _quantiles(found.reads_before)),
        ("reads during, p50/p95/p99 ms", _quantiles(found.reads_during)),
        ("p95 during / before (under 5)", f"{slower:.1f}"),
        ("peak memory, MB (at most 250)", _words(found.peak_memory)),
    ]


def _changes(house: House) -> Told:
    times = changes.measure(house)
    p50, p99 = times[len(times) // 2], times[len(times) * 99 // 100]
    return {"p50": p50, "p99": p99, "changes": len(times)}, [
        ("approval to last effect of 200, p50 ms", f"{p50:.0f}"),
        ("approval to last effect of 200, p99 ms (under 500)", f"{p99:.0f}"),
    ]


def _reads(house: House) -> Told:
    found = reads.measure(house)
    ours = found["gascert"].per_second
    rows = [(f"{name}, reads per second", f"{one.per_second:,.0f}") for name, one in found.items()]
    rows += [
        (f"ratio to {name}", f"{ours / one.per_second:.2f}")
        for name, one in found.items()
        if name != "gascert"
    ]
    return {name: asdict(one) for name, one in found.items()}, rows


def _events(house: House) -> Told:
    found = events.measure(house)
    return asdict(found), [
        (f"events per second with {found.stored_few:,} stored", f"{found.few:,.0f}"),
        (f"events per second with {found.stored_many:,} stored", f"{found.many:,.0f}"),
        ("many / few (at least 0.9)", f"{found.many / found.few:.2f}"),
    ]


def _review(house: House) -> Told:
    found = review.measure(house)
    ratio, longer = found.per_second / found.bare_per_second, found.per_second / found.in_ten_times
    return {**asdict(found), "ratio": ratio, "longer": longer}, [
        ("certificates reviewed per second", f"{found.per_second:,.0f}"),
        ("bare SQL, the same rows per second", f"{found.bare_per_second:,.0f}"),
        ("ratio to bare SQL (at least 0.25)", f"{ratio:.2f}"),
        ("time in ten times the register / in one (at most 1.3)", f"{longer:.2f}"),
    ]


def _quantiles(one: Measured) -> str:
    return f"{one.p50:.1f} / {one.p95:.1f} / {one.p99:.1f}"


def _words(figures: dict[str, int]) -> str:
    return ", ".join(f"{name} {figure}" for name, figure in figures.items())


BENCHES: Final = {
    "bulk": _bulk,
    "changes": _changes,
    "reads": _reads,
    "events": _events,
    "review": _review,
}

if __name__ == "__main__":
    main()
