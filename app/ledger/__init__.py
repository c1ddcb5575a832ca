"""What can be done: one use case, one change."""
