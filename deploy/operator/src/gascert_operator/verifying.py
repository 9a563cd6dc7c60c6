"""Verifying: what must always be so of every service's database, and where it is not."""

from argparse import Namespace
from typing import Final

from contracts.message import to_wire
from contracts.operations import CheckInvariants
from gascert_operator.asks import Register
from gascert_operator.screen import Exit, Screen, table

SECONDS: Final = 120.0


def verified(register: Register, screen: Screen, given: Namespace) -> Exit:
    """Have every service check its database."""
    found = []
    with screen.bars(transient=True) as bars:
        bar = bars.add_task("Verifying", total=len(register.services), told="")
        for service in register.services:
            bars.update(bar, told=service)
            call = CheckInvariants(service=service)
            told = register.ask(call, seconds=max(SECONDS, register.seconds))
            found += [(service, each) for each in told.items]
            bars.update(bar, advance=1)
    made = table("Invariants", ("service", "code", "what holds", "#violations", "examples"))
    for service, each in found:
        made.add_row(
            *(service, each.code, each.sentence, str(each.violations), " ".join(each.examples)),
            style="bold red" if each.violations else None,
        )
    screen.answer([{"service": service, **to_wire(each)} for service, each in found], made)
    return Exit.FOUND if any(each.violations for _, each in found) else Exit.WELL
