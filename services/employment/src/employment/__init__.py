"""Employment: offers, employments and their history."""
