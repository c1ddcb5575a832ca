"""The county's side of a round, driven without a network on both engines."""
