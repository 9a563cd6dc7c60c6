"""The rules of offers and employments (四), as values and pure functions."""
