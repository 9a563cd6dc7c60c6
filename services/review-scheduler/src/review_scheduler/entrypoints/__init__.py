"""The doors of review_scheduler."""
