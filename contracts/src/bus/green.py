"""The patching that must come before everything else: eventlet, and psycopg's way of waiting."""

import os
import warnings

os.environ["PSYCOPG_WAIT_FUNC"] = "wait_selector"

with warnings.catch_warnings():
    # It is meant for whoever chooses a library; in a log it would be lines that are no JSON.
    warnings.filterwarnings("ignore", r"\s*Eventlet is deprecated")
    import eventlet

eventlet.monkey_patch()
