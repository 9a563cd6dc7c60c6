"""Starts the service enterprise."""

import bus.runtime
from enterprise.service import build

bus.runtime.main("enterprise", build)
