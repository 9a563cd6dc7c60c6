"""`gascert`: what those who run the register ask and do, from a shell.

It speaks over the bus as the service `operator`, by the address in AMQP_URI.
"""

from bus.outside import NoBroker, asking  # noqa: I001  # patches eventlet first

import argparse
import logging
import os
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from contracts.errors import GasCertError, NotFound
from contracts.review_scheduler import Reconciled
from gascert_operator import jobs, parked, reconciling, restored, standing, trail, verifying
from gascert_operator.asks import NAME, SECONDS, SERVICES, NoAnswer, Register
from gascert_operator.screen import ZONE, Exit, Screen

Deed = Callable[[Register, Screen, argparse.Namespace], Exit]
IN_MEMORY: Final = "memory:"
ENDS: Final = """\
ends with 0 when all is well, 1 when something lacks, is violated, has failed or is not ready,
2 when the command line is wrong or nobody has agreed, 3 when there is no such thing or its state
forbids it, 4 when the broker or a service does not answer."""


def parser() -> argparse.ArgumentParser:
    """Make the parser of the command line."""
    made = argparse.ArgumentParser(prog="gascert", description=__doc__, epilog=ENDS)
    deeds = made.add_subparsers(required=True, metavar="COMMAND")
    _parked(deeds.add_parser("parked", help="events that were given up"))
    _jobs(deeds.add_parser("jobs", help="bulk jobs"))
    _reconcile(_deed(deeds, "reconcile", reconciling.reconciled))
    _services(_deed(deeds, "verify", verifying.verified))
    _services(_deed(deeds, "status", standing.status))
    _audit(_services(_deed(deeds, "audit", trail.audited)))
    _restored(deeds.add_parser("restored", help="after a service's database was set back"))
    return made


def _deed(deeds: Any, name: str, do: Deed) -> argparse.ArgumentParser:
    words = (do.__doc__ or "").partition("\n")[0]
    made: argparse.ArgumentParser = deeds.add_parser(name, help=words, description=do.__doc__)
    made.set_defaults(do=do, service=None)
    made.add_argument("--json", action="store_true", help="answer in JSON, for scripts")
    made.add_argument(
        "--timeout", type=float, default=SECONDS, metavar="SECONDS", help="for each answer"
    )
    return made


def _services(made: argparse.ArgumentParser) -> argparse.ArgumentParser:
    made.add_argument(
        "--service", choices=SERVICES, action="append", help="ask this one alone; may be repeated"
    )
    return made


def _parked(made: argparse.ArgumentParser) -> None:
    deeds = made.add_subparsers(required=True, metavar="COMMAND")
    listed, shown, replayed = (
        _services(_deed(deeds, name, do))
        for name, do in (
            ("list", parked.listed),
            ("show", parked.shown),
            ("replay", parked.replayed),
        )
    )
    _most(listed)
    shown.add_argument("event", type=UUID)
    _some_or_all(replayed, "events", nargs="*", metavar="EVENT")


def _jobs(made: argparse.ArgumentParser) -> None:
    deeds = made.add_subparsers(required=True, metavar="COMMAND")
    listed, paused, resumed, retried, watched = (
        _services(_deed(deeds, name, do))
        for name, do in (
            ("list", jobs.listed),
            ("pause", jobs.paused),
            ("resume", jobs.resumed),
            ("retry", jobs.retried),
            ("watch", jobs.watched),
        )
    )
    listed.add_argument("--unfinished", action="store_true", help="only those that have not ended")
    _most(listed)
    paused.add_argument("job", type=UUID)
    resumed.add_argument("job", type=UUID)
    _some_or_all(retried, "job", nargs="?", metavar="JOB")
    watched.add_argument("job", type=UUID, nargs="?", help="this one; else all that have not ended")


def _most(made: argparse.ArgumentParser) -> None:
    made.add_argument("--most", type=int, default=200, metavar="NUMBER", help="show no more")


def _some_or_all(made: argparse.ArgumentParser, name: str, *, nargs: str, metavar: str) -> None:
    made.set_defaults(some=name)
    made.add_argument(name, type=UUID, nargs=nargs, metavar=metavar)
    made.add_argument("--all", action="store_true", help="all there are, after a question")
    made.add_argument("--yes", action="store_true", help="put no question")


def _reconcile(made: argparse.ArgumentParser) -> None:
    made.add_argument("--since", type=_moment, help="a day or a moment, here or with its offset")
    made.add_argument("--until", type=_moment, help="before this moment; a minute ago if not told")
    made.add_argument("--mend", action="store_true", help="have sent again what lacks")
    made.add_argument("--watch", action="store_true", help="look until nothing is under way")
    made.add_argument(
        "--what",
        type=Reconciled,
        choices=tuple(Reconciled),
        action="append",
        default=[],
        help="compare this alone; may be repeated",
    )


def _audit(made: argparse.ArgumentParser) -> None:
    made.add_argument("--since", type=_moment, help="from this day or moment on")
    made.add_argument("--until", type=_moment, help="before this day or moment")
    made.add_argument("--subject", help="by whom, as the trail names them")
    made.add_argument("--correlation", metavar="ID", help="in this connection, as logs name it")
    _most(made)


def _restored(made: argparse.ArgumentParser) -> None:
    deeds = made.add_subparsers(required=True, metavar="SERVICE")
    numbers = _deed(deeds, "certificate", restored.certificate)
    numbers.add_argument("--margin", type=int, default=10_000, help="how many are passed over")
    numbers.add_argument(
        "--seen", action="append", default=[], metavar="NUMBER", help="a number given before"
    )
    _deed(deeds, "enterprise", restored.enterprise)


def _moment(words: str) -> datetime:
    at = datetime.fromisoformat(words)
    return at if at.tzinfo is not None else at.replace(tzinfo=ZONE)


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; gives how it has ended."""
    given = _read(arguments)
    logging.getLogger("gascert").addHandler(logging.NullHandler())
    screen = Screen(as_json=given.json)
    try:
        with asking(NAME, given.uri, seconds=given.timeout) as ask:
            services = tuple(given.service or SERVICES)
            register = Register(ask_bus=ask, services=services, seconds=given.timeout)
            do: Deed = given.do
            return do(register, screen, given)
    except NoBroker:
        where = urlsplit(given.uri)
        place = f"{where.hostname}:{where.port or 5672}, vhost {where.path[1:] or '/'}"
        user = where.username or "guest"
        screen.say(f"No broker at {place} lets {user} in within {given.timeout:g} s.")
        return Exit.UNREACHABLE
    except NoAnswer as silence:
        screen.say(f"{silence}.")
        return Exit.UNREACHABLE
    except NotFound:
        screen.say("No service knows it.")
        return Exit.REFUSED
    except GasCertError as refusal:
        screen.say(f"Refused: {refusal.en} ({refusal.code}) {refusal.fields() or ''}")
        return Exit.REFUSED
    except KeyboardInterrupt:
        return Exit.FOUND


def _read(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line, and where the bus is; what is wrong there ends the process."""
    made = parser()
    given = made.parse_args(arguments)
    given.uri = os.environ.get("AMQP_URI", "")
    if "some" in given and given.all == bool(getattr(given, given.some)):
        made.error("name what is meant, or say --all")
    if not given.uri:
        made.error("AMQP_URI is not set; beside `make run`, use `make operate ARGS=…`")
    if given.uri.startswith(IN_MEMORY):
        made.error("a register that runs in one process and its memory has no bus to be asked over")
    return given
