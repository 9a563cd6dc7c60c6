"""All services and the gateway in one process, on a bus that lives in its memory."""

import bus.runtime  # noqa: I001  # patches eventlet, before anything else is imported

import os
from importlib import import_module

from bus import telemetry
from bus.roles import MAIL_URL
from gascert_local.programs import GATEWAY, database_variable, mail_variable, services
from gascert_local.rabbitmq import IN_MEMORY


def main() -> None:
    """Serve until SIGTERM; each service finds its own database in its own variable."""
    telemetry.set_up_logging(os.environ.get("LOG_LEVEL", "INFO"))
    exchange = bus.runtime.open_exchange(IN_MEMORY)
    gateway = (GATEWAY,) if GATEWAY.exists else ()
    running = []
    for part in (*services(), *gateway):
        own = {
            "DATABASE_URL": os.environ.get(database_variable(part.name), ""),
            MAIL_URL: os.environ.get(mail_variable(part.name), ""),
        }
        build: bus.runtime.Build = import_module(f"{part.package}.service").build
        environment = {**os.environ, **own}
        running.append(bus.runtime.start_one(part.package, build, environment, exchange))
    bus.runtime.serve(running, os.environ)


if __name__ == "__main__":
    main()
