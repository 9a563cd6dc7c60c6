"""Enterprise: enterprises, legal representatives, names and categories."""
