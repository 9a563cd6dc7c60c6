"""The account of a session's fault runs, printed as one table at its end."""

from dataclasses import dataclass, field
from typing import Final

from tests.faults.invariants import ELSE, LOST, PARKED, TWICE, Violation, counted

HEADINGS: Final = (
    *("row", "runs", "faults", "lost", "twice", "parked", "else", "longest recovery"),
)


@dataclass(kw_only=True)
class Line:
    """What one row of the fault matrix has come to."""

    runs: int = 0
    faults: int = 0
    lost: int = 0
    twice: int = 0
    parked: int = 0
    others: int = 0
    recovery: float = 0.0


@dataclass(kw_only=True)
class Tally:
    """All rows of a session."""

    seed: int
    lines: dict[str, Line] = field(default_factory=dict)

    def note(
        self, row: str, *, faults: int, found: tuple[Violation, ...], recovery: float = 0.0
    ) -> None:
        """Enter a run: how many faults it had, what did not hold, how long it took to recover."""
        line, numbers = self.lines.setdefault(row, Line()), counted(found)
        line.runs += 1
        line.faults += faults
        line.lost += numbers[LOST]
        line.twice += numbers[TWICE]
        line.parked += numbers[PARKED]
        line.others += numbers[ELSE]
        line.recovery = max(line.recovery, recovery)

    def table(self) -> list[str]:
        """The table, a line each."""
        rows = [
            (
                *(name, str(line.runs), str(line.faults), str(line.lost), str(line.twice)),
                *(str(line.parked), str(line.others), f"{line.recovery:.1f} s"),
            )
            for name, line in sorted(self.lines.items(), key=_by_number)
        ]
        widths = [max(len(row[place]) for row in (HEADINGS, *rows)) for place in range(8)]
        return [
            "  ".join(
                cell.ljust(width) if place == 0 else cell.rjust(width)
                for place, (cell, width) in enumerate(zip(row, widths, strict=True))
            )
            for row in (HEADINGS, *rows)
        ]


def _by_number(item: tuple[str, Line]) -> tuple[int, str]:
    digits = "".join(filter(str.isdigit, item[0]))
    return int(digits or 0), item[0]
