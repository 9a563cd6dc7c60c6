"""Gateway: the HTTP door, which authenticates and asks the services."""
