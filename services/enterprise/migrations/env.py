"""Runs enterprise's migrations."""

import bus.migrate

bus.migrate.run_env(append_only=("category_case_steps",))
