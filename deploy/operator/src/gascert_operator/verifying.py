"""Verifying: what must always be so of every service's database, its audit chain included."""

from argparse import Namespace
from dataclasses import dataclass
from typing import Any, Final

from contracts.audit import VerifiedAuditTrail, VerifyAuditTrail
from contracts.message import to_wire
from contracts.operations import CheckInvariants, Invariant
from gascert_operator.asks import Register
from gascert_operator.screen import Exit, Screen, table

SECONDS: Final = 120.0
CHAIN: Final = "AUDIT_CHAIN_HOLDS"
SENTENCE: Final = "Each row of the audit trail follows on the one before, unaltered."


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What one service's database was found to be like."""

    service: str
    invariants: tuple[Invariant, ...]
    chain: VerifiedAuditTrail

    @property
    def lines(self) -> tuple[Invariant, ...]:
        """All that was checked, the chain as one line among the others."""
        broken = self.chain.broken
        places = () if broken is None else (f"place {broken.position} is {broken.kind.value}",)
        chain = Invariant(code=CHAIN, sentence=SENTENCE, violations=len(places), examples=places)
        return (*self.invariants, chain)


def verified(register: Register, screen: Screen, given: Namespace) -> Exit:
    """Have every service check its database, and follow its audit chain to the end."""
    found = []
    with screen.bars(transient=True) as bars:
        bar = bars.add_task("Verifying", total=len(register.services), told="")
        for service in register.services:
            bars.update(bar, told=service)
            found.append(_of(register, service))
            bars.update(bar, advance=1)
    columns = ("service", "code", "what holds", "#violations", "examples")
    rules, chains = table("Invariants", columns), table("Audit chains", _CHAIN_COLUMNS)
    for each in found:
        for line in each.lines:
            rules.add_row(
                *(each.service, line.code, line.sentence, str(line.violations)),
                " ".join(line.examples),
                style="bold red" if line.violations else None,
            )
        chain = each.chain
        chains.add_row(each.service, str(chain.upto), str(chain.unsealed), chain.digest)
    screen.answer([_content(each) for each in found], rules, chains)
    is_well = not any(line.violations for each in found for line in each.lines)
    return Exit.WELL if is_well else Exit.FOUND


_CHAIN_COLUMNS: Final = ("service", "#holds up to", "#not sealed yet", "digest there")


def _of(register: Register, service: str) -> Verified:
    seconds = max(SECONDS, register.seconds)
    told = register.ask(CheckInvariants(service=service), seconds=seconds)
    chain = register.ask(VerifyAuditTrail(service=service), seconds=seconds)
    while chain.has_more:
        following = VerifyAuditTrail(service=service, after=chain.upto, digest=chain.digest)
        chain = register.ask(following, seconds=seconds)
    return Verified(service=service, invariants=told.items, chain=chain)


def _content(each: Verified) -> dict[str, Any]:
    return {
        "service": each.service,
        "invariants": [to_wire(line) for line in each.lines],
        "audit_chain": to_wire(each.chain),
    }
