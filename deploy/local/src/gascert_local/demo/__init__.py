"""`make demo`: the sample register loaded and a category change shown, through the public API."""
