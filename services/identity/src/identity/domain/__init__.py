"""What identity decides: log-ins, sessions, real names, entries and photos, as pure functions."""
