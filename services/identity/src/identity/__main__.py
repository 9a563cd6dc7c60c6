"""Starts identity, or does one of its commands: `python -m identity --help` lists them."""

import bus.runtime  # noqa: I001  # must come first: it patches eventlet

import os
import sys

from bus.audit import doing
from bus.clock import SystemClock
from bus.database import Database
from identity.adapters.keys import NotConfigured
from identity.adapters.secret_texts import RandomSecrets
from identity.entrypoints.commands import obey, parsed
from identity.service import NAME, build, use_cases

given = parsed(sys.argv[1:])
try:
    if given.command is None:
        bus.runtime.main(NAME, build)
    else:
        database = Database(os.environ.get("DATABASE_URL", ""), name=NAME, pool_size=2)
        use = use_cases(database, os.environ, legal=SystemClock())
        with doing("command", given.command, {}):
            sys.exit(obey(given, use, RandomSecrets().code))
except NotConfigured as missing:
    sys.exit(f"identity cannot start:\n{missing}")
