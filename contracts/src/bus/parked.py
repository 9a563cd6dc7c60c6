"""Events given up, for operators: `python -m bus.parked list|replay <url> [<event id> …]`."""

from bus import green  # noqa: I001  # must come before whatever imports sockets or psycopg

import argparse
import json
import os
import sys
from typing import Any
from uuid import UUID

from sqlalchemy import select

from bus import tables
from bus.database import Database
from bus.mailbox import replay

PATCHED = green.__name__


def parked(database: Database) -> list[dict[str, Any]]:
    """Give the parked events, oldest first: which, for which handler, and why."""
    inbox = tables.INBOX.c
    told = (inbox.event_id, inbox.source, inbox.name, inbox.handler, inbox.parked_at, inbox.error)
    with database.reading() as connection:
        rows = connection.execute(
            select(*told).where(inbox.parked_at.is_not(None)).order_by(inbox.id)
        )
        return [dict(row) for row in rows.mappings()]


def main(arguments: list[str] | None = None) -> None:
    """List parked events as JSON lines, or put them back to be delivered again."""
    parser = argparse.ArgumentParser(prog="bus.parked", description=__doc__)
    parser.add_argument("deed", choices=("list", "replay"))
    parser.add_argument("url", nargs="?", default=os.environ.get("DATABASE_URL"))
    parser.add_argument("events", nargs="*", type=UUID, help="only these; else all")
    given = parser.parse_args(arguments)
    if not given.url:
        parser.error("neither a url nor DATABASE_URL is given")
    database = Database(given.url, name="parked", pool_size=1)
    if given.deed == "list":
        for event in parked(database):
            sys.stdout.write(json.dumps(event, default=str) + "\n")
    else:
        with database.transaction() as transaction:
            count = replay(transaction, given.events or None)
        sys.stdout.write(f"{count} to be delivered again\n")
    database.dispose()


if __name__ == "__main__":
    main()
