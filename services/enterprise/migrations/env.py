"""Runs enterprise's migrations."""

import bus.migrate

bus.migrate.run_env()
