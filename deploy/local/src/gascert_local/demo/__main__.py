"""`make demo`: tell both stories on the terminal, at a register that runs or one of its own."""

import os
import signal
import sys
import time

import requests
from rich.console import Console

from gascert_local.demo import doorway, life, loading, story, tables
from gascert_local.demo.client import RefusedByRegister
from gascert_local.demo.loading import Setting
from gascert_local.demo.stage import Stage, Terminal

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
            in_short = _tell_both(Terminal(console), setting)
            console.print()
            console.rule("[bold]结束 The end[/]", align="left")
            console.print(*in_short, sep="\n")
            console.print(f"总用时 total {time.monotonic() - began:.1f} s")
            console.print(tables.of_accounts(setting.samples), tables.of_addresses(doorway.url()))
    except KeyboardInterrupt:
        return 1
    except _FAILURES as failure:
        console.print(f"[red]{type(failure).__name__}[/]")
        console.print(str(failure), markup=False)
        return 1
    return 0


def _tell_both(stage: Stage, setting: Setting) -> list[str]:
    """Tell of the category change, then of a certificate's life; gives both in short.

    The life moves the legal clock by years. Where that has happened the samples' certificates
    have run out, and the first story cannot be told again: its people would find nothing valid.
    """
    if life.is_of_today(setting.stranger):
        told = story.tell(stage, setting)
        in_short, staff, firms = [story.in_short(told)], told.loaded.staff, told.loaded.firms
    else:
        stage.show(
            "法定日期已前移，样例证书已到期，只讲第二个故事；`make clean` 后可从头开始\n"
            "[dim]the legal clock was moved: only the second story is told; clean begins anew[/]"
        )
        in_short, staff, firms = [], *loading.offices(stage, setting)
    firm = firms[setting.samples.firms[0].key]
    lived = life.tell(stage, setting.stranger, staff, firm)
    return [*in_short, life.in_short(lived)]


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
