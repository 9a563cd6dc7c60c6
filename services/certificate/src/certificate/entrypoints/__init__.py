"""Certificate's doors: calls answered and events reacted to."""
