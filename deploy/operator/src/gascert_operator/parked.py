"""Parked events: listed, shown, and delivered again."""

from argparse import Namespace
from collections.abc import Iterator
from itertools import islice
from uuid import UUID

from contracts import operations
from contracts.errors import NotFound
from contracts.message import to_wire
from gascert_operator.asks import Register, in_parts
from gascert_operator.screen import Exit, Screen, moment, table


def listed(register: Register, screen: Screen, given: Namespace) -> Exit:
    """List what stands parked, the oldest of each service first."""
    found = list(islice(_parked(register), given.most + 1))
    shown = table("Parked events", ("service", "event", "what", "handler", "#tries", "at", "error"))
    for service, each in found[: given.most]:
        shown.add_row(
            service,
            str(each.event),
            f"{each.source}.{each.name}",
            each.handler,
            str(each.attempts),
            moment(each.parked_at),
            each.error or "",
        )
    content = [{"service": service, **to_wire(each)} for service, each in found[: given.most]]
    screen.answer(content, shown)
    if len(found) > given.most:
        screen.say(f"There are more than {given.most}; --most shows them.")
    elif not found:
        screen.say("Nothing stands parked.")
    return Exit.WELL


def _parked(register: Register) -> Iterator[tuple[str, operations.ParkedEvent]]:
    for service in register.services:

        def at(cursor: str | None, service: str = service) -> operations.ListParkedEvents:
            return operations.ListParkedEvents(service=service, cursor=cursor)

        for page in register.pages(at):
            for each in page.items:
                yield service, each


def shown(register: Register, screen: Screen, given: Namespace) -> Exit:
    """Show an event with all that it says, for each handler that gave it up."""
    items: list[tuple[str, operations.ParkedContent]] = []
    for service in register.services:
        try:
            call = operations.GetParkedEvent(service=service, event=given.event)
            items += [(service, each) for each in register.ask(call).items]
        except NotFound:
            continue
    if not items:
        raise NotFound
    content = [{"service": service, **to_wire(each)} for service, each in items]
    tables = []
    for service, each in items:
        made = table(f"{service}.{each.parked.handler}", ("", ""))
        made.add_row("event", str(each.parked.event))
        made.add_row("what", f"{each.parked.source}.{each.parked.name}")
        made.add_row("received", moment(each.parked.received_at))
        made.add_row("parked", f"{moment(each.parked.parked_at)}, {each.parked.attempts} tries")
        made.add_row("error", each.parked.error or "")
        made.add_row("correlation", each.correlation_id or "")
        made.add_row("caused by", each.causation_id or "")
        for name, value in each.body.items():
            made.add_row(f"body.{name}", str(value))
        tables.append(made)
    screen.answer(content, *tables)
    return Exit.WELL


def replayed(register: Register, screen: Screen, given: Namespace) -> Exit:
    """Deliver parked events again: those that are named, or all."""
    if given.all:
        waiting = {each: _number(register, each) for each in register.services}
        told = ", ".join(f"{number} of {name}" for name, number in waiting.items() if number)
        question = f"Deliver all parked events again ({told or 'there are none'})?"
        if not screen.is_agreed(question, yes=given.yes):
            return Exit.USAGE
        services = [name for name, number in waiting.items() if number]
        again = {each: _replayed(register, each, None) for each in services}
    else:
        again = {each: _of_those(register, each, given.events) for each in register.services}
    number = sum(again.values())
    screen.answer(again)
    screen.say(f"{number} to be delivered again; `gascert parked list` shows what fails again.")
    return Exit.WELL if number or given.all else Exit.REFUSED


def _number(register: Register, service: str) -> int:
    return register.ask(operations.GetBacklog(service=service)).parked


def _of_those(register: Register, service: str, events: list[UUID]) -> int:
    return sum(_replayed(register, service, part) for part in in_parts(events))


def _replayed(register: Register, service: str, events: tuple[UUID, ...] | None) -> int:
    return register.ask(operations.ReplayParkedEvents(service=service, events=events)).events
