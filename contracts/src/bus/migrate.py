"""Migrations with alembic, one replica at a time, and then the rights of the database's roles.

`python -m bus.migrate <folder> [<url>]`, as the role that owns the tables; to be called at will.
"""

import argparse
import os
from pathlib import Path
from typing import Any

from alembic import command, context
from alembic.config import Config
from sqlalchemy import Connection, NullPool, create_engine, text

from bus.roles import grant

LOCK = 0x6A5CE47


def migrate(folder: Path, url: str) -> None:
    """Bring a database to the newest version, and grant its roles what they need for it.

    Whoever comes second waits and finds it done.
    """
    scheme, _, rest = url.partition("://")
    if scheme in ("postgresql", "postgres"):
        url = f"postgresql+psycopg://{rest}"
    engine = create_engine(url, poolclass=NullPool)
    try:
        with engine.connect() as connection:
            # The role's limits are for requests: a large table takes longer to be changed, and
            # whoever waits for another replica must not give up. Tables are waited for as ever.
            for setting in ("statement_timeout = 0", "lock_timeout = 0"):
                connection.execute(text(f"SET {setting}"))
            connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
            connection.execute(text("RESET lock_timeout"))
            connection.commit()
            config = Config()
            config.set_main_option("script_location", str(folder))
            config.set_main_option("path_separator", "os")
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()
            grant(connection, config.attributes["append_only"])
            connection.commit()
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": LOCK})
    finally:
        engine.dispose()


def run_env(*, append_only: tuple[str, ...] = ()) -> None:
    """Do what an alembic `env.py` does; each service's consists of this call.

    It names the tables in which no row is ever changed: the service itself cannot change them.
    """
    context.config.attributes["append_only"] = append_only
    connection: Connection = context.config.attributes["connection"]
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()


def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="a service's migrations")
    parser.add_argument("url", nargs="?", default=os.environ.get("DATABASE_URL"))
    given: Any = parser.parse_args()
    if not given.url:
        parser.error("neither a url nor DATABASE_URL is given")
    migrate(given.folder, given.url)


if __name__ == "__main__":
    _main()
