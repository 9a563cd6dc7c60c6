"""Starts the service that is named, altered as the environment says."""

import bus.runtime  # noqa: I001  # patches eventlet, before anything else is imported

import sys
from importlib import import_module

from tests.faults.alterations import alter, altered

if __name__ == "__main__":
    name = sys.argv.pop()
    alter()
    bus.runtime.main(name, altered(import_module(f"{name}.service").build))
