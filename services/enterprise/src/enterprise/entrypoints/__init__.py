"""The doors of enterprise: its calls."""
