"""Runs identity's migrations."""

import bus.migrate

bus.migrate.run_env(append_only=("verifications",))
