"""`make operate`: `gascert` for the register that runs on this machine, whose bus it finds."""

import os
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Final

from gascert_local.places import LOCAL

ADDRESS: Final = LOCAL / "operator-amqp-uri"
"""Where an operator reaches the bus of the register that runs."""


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
