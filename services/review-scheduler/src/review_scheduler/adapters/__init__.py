"""The calendar in the database, and those who are asked to do the work."""
