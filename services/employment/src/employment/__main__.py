"""Starts the service employment."""

import bus.runtime
from employment.service import build

bus.runtime.main("employment", build)
