"""`make operate`: `gascert` for the register that runs on this machine, whose bus it finds."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Final

from gascert_local.places import LOCAL

ADDRESS: Final = LOCAL / "operator-amqp-uri"


@contextmanager
def operable(uri: str) -> Iterator[None]:
    """Keep, while a register runs, where an operator reaches its bus; only its owner reads it."""
    ADDRESS.unlink(missing_ok=True)
    descriptor = os.open(ADDRESS, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(uri)
    try:
        yield
    finally:
        ADDRESS.unlink(missing_ok=True)


def main() -> int:
    """Do what `gascert` does, at the local run, or where AMQP_URI says if there is none."""
    if ADDRESS.exists():
        os.environ["AMQP_URI"] = ADDRESS.read_text()
    elif not os.environ.get("AMQP_URI"):
        sys.stderr.write("no register runs here (`make run` starts one), and AMQP_URI is not set\n")
        return 2
    command: Callable[[], int] = import_module("gascert_operator.__main__").main
    return command()


if __name__ == "__main__":
    sys.exit(main())
