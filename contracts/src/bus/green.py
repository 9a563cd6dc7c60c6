"""The patching that must come before everything else: eventlet, and psycopg's way of waiting."""

import os

os.environ["PSYCOPG_WAIT_FUNC"] = "wait_selector"

import eventlet

eventlet.monkey_patch()
