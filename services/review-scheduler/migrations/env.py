"""Runs review_scheduler's migrations."""

import bus.migrate

bus.migrate.run_env()
