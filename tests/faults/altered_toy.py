"""Starts the toy that is named, altered as the environment says."""

import bus.runtime  # noqa: F401, I001  # patches eventlet, before anything else is imported

import sys

from tests.faults.alterations import alter
from tests.integration.toy_process import main

if __name__ == "__main__":
    alter()
    main(sys.argv[1])
