"""`make run`: the whole register on this machine until it is interrupted."""

import logging
import signal
import sys

from rich.console import Console
from rich.logging import RichHandler
from rich.table import Table

from gascert_local.demo import at_start
from gascert_local.demo.samples import Samples
from gascert_local.demo.tables import of_accounts
from gascert_local.found import NoServer
from gascert_local.places import LOCAL
from gascert_local.register import Register, register
from gascert_local.supervisor import NotReady


def main() -> int:
    """Run until SIGINT or SIGTERM; 0 then, 1 where something could not be started."""
    console = Console(highlight=False)
    logging.basicConfig(
        level="WARNING", format="%(message)s", handlers=[RichHandler(console=console)]
    )
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        with register(console) as running:
            console.print(_what_to_open(running))
            if at_start.samples_are_loaded(console):
                console.print(of_accounts(Samples()))
            try:
                running.supervisor.watch()
            except KeyboardInterrupt:
                signal.signal(signal.SIGINT, signal.SIG_IGN)
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                console.print("Stopping …")
    except KeyboardInterrupt:
        return 0
    except (NoServer, NotReady, RuntimeError) as failure:
        console.print(f"[red]{failure}[/]", markup=True)
        return 1
    return 0


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _what_to_open(running: Register) -> Table:
    table = Table(title="GasCert 燃证", title_justify="left", show_header=False)
    table.add_row("API", f"{running.url}/api/v1")
    table.add_row("Documentation", f"{running.url}/docs")
    table.add_row("OpenAPI 3.1", f"{running.url}/openapi.json")
    for name, url in running.metrics.items():
        table.add_row(f"Metrics of {name}", url)
    if running.has_bus:
        table.add_row("Operate", 'make operate ARGS="status"')
    table.add_row("Logs", str(LOCAL.name + "/logs/"))
    table.add_row("Stop", "Ctrl-C")
    return table


if __name__ == "__main__":
    sys.exit(main())
