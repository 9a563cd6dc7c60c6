"""Identity's tables and transactions, its keys and secrets, pictures, and who proves names."""
