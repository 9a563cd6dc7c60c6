"""The doors of identity: calls and timers."""
