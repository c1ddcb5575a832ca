"""The training classes: the list, and everything of one class."""
