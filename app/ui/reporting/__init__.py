"""Reporting to the county: what waits, rounds by hand and by themselves, the line, and the way by stick."""
