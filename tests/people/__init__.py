"""People, where they live, and the rosters they come in by."""
