"""The rules of registration and of section 五, as values and pure functions."""
