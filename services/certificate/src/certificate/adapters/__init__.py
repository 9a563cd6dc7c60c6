"""How certificate reaches its database, its files and the owners of facts."""
