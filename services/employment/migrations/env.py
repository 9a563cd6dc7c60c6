"""Runs employment's migrations."""

import bus.migrate

bus.migrate.run_env(append_only=("employment_steps",))
