"""Review scheduler: which day's review, reminders and expiry have run."""
