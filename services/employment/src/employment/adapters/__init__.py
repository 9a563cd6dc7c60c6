"""Employment's tables, its transactions, and how it asks others."""
