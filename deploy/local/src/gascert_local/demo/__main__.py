"""`make demo`: tell the whole story on the terminal, at a register that runs or one of its own."""

import os
import signal
import sys
import time

import requests
from rich.console import Console

from gascert_local.demo import doorway, story, tables
from gascert_local.demo.client import RefusedByRegister
from gascert_local.demo.stage import Terminal

_FAILURES = (RefusedByRegister, RuntimeError, TimeoutError, requests.RequestException)
_NARROWEST = 120


def main() -> int:
    """Tell the story; 0 when it came to its end, 1 when something stood in its way."""
    console = Console(highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console = Console(highlight=False, width=_NARROWEST)
    signal.signal(signal.SIGTERM, _interrupt)
    if not doorway.is_sandbox():
        console.print("[red]演示只能在沙箱中运行 / the demo needs GASCERT_MODE=sandbox[/]")
        return 1
    began = time.monotonic()
    try:
        with doorway.setting(console) as setting:
            told = story.tell(Terminal(console), setting)
            console.print()
            console.rule("[bold]结束 The end[/]", align="left")
            console.print(story.in_short(told))
            console.print(f"总用时 total {time.monotonic() - began:.1f} s")
            console.print(tables.of_accounts(setting.samples), tables.of_addresses(doorway.url()))
    except KeyboardInterrupt:
        return 1
    except _FAILURES as failure:
        console.print(f"[red]{type(failure).__name__}[/]")
        console.print(str(failure), markup=False)
        return 1
    return 0


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
