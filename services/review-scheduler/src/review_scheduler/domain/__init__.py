"""Which days have what daily work."""
