"""The doors of employment: its calls."""
