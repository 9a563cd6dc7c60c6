"""The catalogue of all calls, events and errors: `python -m contracts.catalogue` writes it out."""

import inspect
import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any, Final

from contracts.errors import KINDS
from contracts.message import Call, Event, reply_type
from contracts.operations import OWNERS
from contracts.subscriptions import subscribers_of

EVERY_SERVICE: Final = ("operations", "audit")
HEAD: Final = """\
# The contracts

Two import packages with a wall between them: `contracts` holds the words (calls, events, errors,
fields, vocabulary), `bus` the grammar (how words travel: doors, asking, outbox, inbox, jobs).
`contracts` imports nothing of ours; only `bus` imports nameko, kombu and eventlet.

The rules of the register are in [docs/rules.md](docs/rules.md), the words of the trade in
[docs/glossary.md](docs/glossary.md), decisions in [docs/decisions](docs/decisions).

What follows is written by `python -m contracts.catalogue > contracts/README.md`; a test keeps it
fresh. On the wire a call is `owner.name_of_the_call`, an event `name_of_the_event` on the exchange
`owner.events`. A *command* changes something and carries an idempotency key; the reply of one
marked ° is not kept for its repetition. Who may ask stands beside each method that answers.
"""


def classes_of(owner: str, kind: type[Any]) -> list[type[Any]]:
    """Give an owner's own calls or events, in the order of their names."""
    found = inspect.getmembers(import_module(f"contracts.{owner}"), inspect.isclass)
    return [
        member
        for _, member in found
        if issubclass(member, kind)
        and getattr(member, "wire_owner", None) == owner
        and not inspect.getattr_static(member, "__parameters__", ())
    ]


def catalogue() -> str:
    """Write the whole catalogue as Markdown."""
    return "\n".join([HEAD, *_calls(), *_events(), *_errors()]) + "\n"


def _calls() -> Iterator[str]:
    yield "## Calls\n"
    for owner in (*OWNERS, *EVERY_SERVICE):
        rows = [_call(call) for call in classes_of(owner, Call)]
        yield f"### {owner}{': of every service' if owner in EVERY_SERVICE else ''}\n"
        yield from _table(("call", "kind", "reply", "what"), rows)


def _call(call: type[Call[Any]]) -> tuple[str, ...]:
    kind = "query"
    if call.wire_changes:
        kind = "command" if call.wire_remembered else "command °"
    return f"`{call.__name__}`", kind, f"`{reply_type(call).__name__}`", _sentence(call)


def _events() -> Iterator[str]:
    yield "## Events\n"
    rows = [
        (
            f"`{event.__name__}`",
            owner,
            ", ".join(f"`{who}`" for who in subscribers_of(owner, event.wire_name)) or "–",
            _sentence(event),
        )
        for owner in OWNERS
        for event in classes_of(owner, Event)
    ]
    yield from _table(("event", "from", "reactions", "what"), rows)


def _errors() -> Iterator[str]:
    yield "## Errors\n"
    rows = [
        (f"`{kind.__name__}`", str(kind.status), f"`{kind.code}`", kind.zh, _sentence(kind))
        for kind in KINDS.values()
    ]
    yield from _table(("error", "status", "code", "words", "what"), rows)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield _row(head)
    yield _row("---" for _ in head)
    yield from map(_row, rows)
    yield ""


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _sentence(kind: type) -> str:
    """Give the first paragraph of a class's docstring."""
    return " ".join((inspect.getdoc(kind) or "").partition("\n\n")[0].split())


if __name__ == "__main__":
    sys.stdout.write(catalogue())
