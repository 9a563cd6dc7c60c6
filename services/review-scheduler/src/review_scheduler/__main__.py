"""Starts the service review_scheduler."""

import bus.runtime
from review_scheduler.service import build

bus.runtime.main("review_scheduler", build)
