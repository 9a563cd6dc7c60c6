"""How every service stands at this moment: ready or not, and what it has yet to do."""

from argparse import Namespace

from bus.outside import dead_letters
from contracts.message import to_wire
from contracts.operations import Backlog, GetBacklog
from gascert_operator.asks import NoAnswer, Register
from gascert_operator.screen import Exit, Screen, span, table


def status(register: Register, screen: Screen, given: Namespace) -> Exit:
    """Ask every service how it stands; one that does not answer is told as such."""
    found = {service: _backlog(register, service) for service in register.services}
    dead = dead_letters(given.uri)
    columns = ("service", "state", "#unsent", "#oldest", "#waiting", "#oldest", "#parked", "#jobs")
    made = table("Services", columns)
    for service, left in found.items():
        if left is None:
            made.add_row(service, "no answer", style="bold red")
            continue
        made.add_row(
            *(service, "ready" if left.is_ready else "not ready"),
            *(str(left.unsent), span(left.unsent_age)),
            *(str(left.waiting), span(left.waiting_age)),
            *(str(left.parked), str(left.jobs)),
            style=None if left.is_ready and not left.parked else "bold red",
        )
    made.caption = f"Dead letters: {'unknown' if dead is None else dead}"
    content = {
        "services": {name: left and to_wire(left) for name, left in found.items()},
        "dead_letters": dead,
    }
    screen.answer(content, made)
    is_well = all(left is not None and left.is_ready for left in found.values())
    return Exit.WELL if is_well else Exit.FOUND


def _backlog(register: Register, service: str) -> Backlog | None:
    try:
        return register.ask(GetBacklog(service=service))
    except NoAnswer:
        return None
