"""How a service connects to its database, and the pool of connections that it does so with."""

from threading import Event as Flag
from typing import Any, Final

from sqlalchemy import Engine, create_engine
from sqlalchemy.event import listen
from sqlalchemy.pool import ConnectionPoolEntry

from bus.planning import run_unprepared
from bus.watched import LIFE_SIGNS, watched

SECONDS_TO_CONNECT: Final = 5


def ways_of(name: str) -> dict[str, Any]:
    """Give what a connection is opened with, whoever opens it."""
    return {
        "connect_timeout": SECONDS_TO_CONNECT,
        "application_name": f"gascert-{name}",
        "options": "-c timezone=UTC",
        **LIFE_SIGNS,
    }


def engine_of(url: str, ways: dict[str, Any], *, pool_size: int, disposed: Flag) -> Engine:
    """Make an engine; once it is disposed of, its connections are closed as they come back."""
    engine = create_engine(
        _with_psycopg(url),
        pool_size=pool_size,
        max_overflow=8,
        pool_timeout=SECONDS_TO_CONNECT,
        pool_use_lifo=True,
        connect_args=ways,
    )

    def returned(_: Any, record: ConnectionPoolEntry) -> None:
        if disposed.is_set():
            record.invalidate()

    listen(engine, "do_connect", watched)
    listen(engine, "do_execute", run_unprepared)
    listen(engine, "checkin", returned)
    return engine


def _with_psycopg(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"postgresql+psycopg://{rest}" if scheme in ("postgresql", "postgres") else url
