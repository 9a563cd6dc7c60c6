"""What an operator can tell identity on the command line."""

import argparse
import getpass
import os
import sys
from collections.abc import Callable, Sequence
from typing import Final

from contracts import identity as told
from contracts.errors import GasCertError, InvalidMessage
from contracts.message import from_wire
from identity.application import UseCases

PASSWORD: Final = "IDENTITY_FIRST_PASSWORD"  # noqa: S105  # the variable's name, no password

Generate = Callable[[], str]


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line; without a command the service is to be started."""
    parser = argparse.ArgumentParser(prog="identity", description="The service identity.")
    commands = parser.add_subparsers(dest="command", title="commands; without one it starts")
    first = commands.add_parser(
        "first-administrator",
        help="open the first administrator's account",
        description=f"The password comes from {PASSWORD}, else from a prompt;"
        " where neither gives one, it is generated and printed once.",
    )
    first.add_argument("--username", required=True)
    commands.add_parser("rotate-vault", help="seal all ID numbers with the current vault key")
    return parser.parse_args(arguments)


def obey(given: argparse.Namespace, use: UseCases, generate: Generate) -> int:
    """Do a command; gives the exit code and tells on standard output what was done."""
    try:
        if given.command == "rotate-vault":
            _say(f"sealed anew: {use.rotate_vault()}")
        else:
            open_first_administrator(given.username, use, generate)
    except InvalidMessage as refusal:
        for fault in refusal.faults:
            _complain(f"{fault.path}: {fault.reason}")
        return 2
    except GasCertError as refusal:
        _complain(f"{refusal.en} ({refusal.code})")
        return 1
    return 0


def open_first_administrator(username: str, use: UseCases, generate: Generate) -> None:
    """Open the account; a password that was printed must be changed at the first log-in."""
    password = os.environ.get(PASSWORD) or _typed_password()
    is_generated = not password
    if is_generated:
        password = generate()
    # the same shape is asked of this name and password as of any that come as a message
    asked = from_wire(told.RegisterPersonAccount, {"username": username, "password": password})
    use.openings.for_first_administrator(
        asked.username, asked.password, must_change_password=is_generated
    )
    _say(f"opened: {username}")
    if is_generated:
        _say(f"password, shown only now: {password}")


def _typed_password() -> str:
    if not sys.stdin.isatty():
        return ""
    return getpass.getpass("Password (empty: one is generated): ")


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")


def _complain(words: str) -> None:
    sys.stderr.write(f"{words}\n")
