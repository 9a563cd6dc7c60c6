"""Starts the service certificate."""

import bus.runtime
from certificate.service import build

bus.runtime.main("certificate", build)
