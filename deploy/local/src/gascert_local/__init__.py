"""The local run: servers found or started, services supervised on one machine."""
