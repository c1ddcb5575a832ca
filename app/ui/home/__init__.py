"""What to do today, and how the year stands."""
