"""Start the gateway as a process of its own."""

import bus.runtime
from gateway.service import build

bus.runtime.main("gateway", build)
