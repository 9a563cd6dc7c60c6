"""The sample register loaded when a local run starts with an empty one."""

import os
import time
from collections.abc import Callable
from typing import Final

import requests
from rich.console import Console

from gascert_local.demo import doorway, loading
from gascert_local.demo.accounts import ForeignRegister
from gascert_local.demo.client import RefusedByRegister
from gascert_local.demo.loading import Setting
from gascert_local.demo.stage import OneLine

SWITCH: Final = "GASCERT_SAMPLE"
"""`0` keeps an empty register empty."""


def samples_are_loaded(
    console: Console, find: Callable[[], Setting] = doorway.of_running_register
) -> bool:
    """Load the samples into an empty register; say whether it holds them now.

    A register with an administrator of its own is left alone, and so is one that is not a
    sandbox. Where loading fails, the register goes on without.
    """
    if os.environ.get(SWITCH) == "0" or not doorway.is_sandbox():
        return False
    began = time.monotonic()
    try:
        setting = find()
        if loading.is_complete(setting):
            return True
        with OneLine(console, "样例数据 Samples") as stage:
            loaded = loading.load(stage, setting)
    except ForeignRegister:
        return False
    except (requests.RequestException, RefusedByRegister, RuntimeError, TimeoutError) as failure:
        console.print("[yellow]样例数据未能加载 the samples could not be loaded[/]")
        console.print(str(failure), markup=False)
        return False
    words = f"{len(loaded.persons)} persons, {len(loaded.firms)} enterprises"
    console.print(f"[green]✓[/] {'Samples':<11} {words} [dim]{time.monotonic() - began:.1f} s[/]")
    return True
