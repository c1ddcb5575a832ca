"""The window: every page with keys and clicks, no screen needed."""
