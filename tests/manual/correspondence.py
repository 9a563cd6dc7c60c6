"""Messages as their recipients find them, and events as the broker would bring them."""

import json
from typing import Any
from uuid import UUID, uuid4

from bus.wire import Delivery
from contracts.identity import ListMessages, Message
from contracts.message import Event, to_wire
from contracts.principal import Principal, PrincipalKind
from tests.makers import World


def person(identifier: UUID) -> Principal:
    """The account of a person."""
    return Principal(kind=PrincipalKind.PERSON, account=uuid4(), person=identifier)


def firm(identifier: UUID) -> Principal:
    """The account of an enterprise."""
    return Principal(kind=PrincipalKind.ENTERPRISE, account=uuid4(), enterprise=identifier)


def messages(world: World, by: Principal, **wanted: Any) -> tuple[Message, ...]:
    """Somebody's messages, newest first."""
    return world.stack.ask(ListMessages(**wanted), by=by).items


def codes(world: World, by: Principal, **wanted: Any) -> list[str]:
    """The codes of somebody's messages, newest first."""
    return [each.code for each in messages(world, by, **wanted)]


def actions(world: World, by: Principal) -> list[str]:
    """What somebody still has to do, by their messages."""
    waiting = messages(world, by, needs_action=True)
    return [action.code for each in waiting for action in each.actions]


def delivery(event: Event) -> Delivery:
    """An event with an id of its own, as it travels."""
    return Delivery(
        event_id=uuid4(),
        source=event.wire_owner,
        name=event.wire_name,
        body=json.dumps(to_wire(event)),
        headers="{}",
    )


def brought(world: World, *events: Event, times: int = 1) -> None:
    """Let events reach all who react to them, each so often."""
    for event in events:
        world.stack.deliver(*[delivery(event)] * times)
        world.stack.settle()
