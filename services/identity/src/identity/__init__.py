"""Identity: accounts, persons, the ID-number vault and real-name verification."""
