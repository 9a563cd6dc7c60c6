"""The rules of offers, employments and their end (四), as values and pure functions."""
