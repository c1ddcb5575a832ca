"""Registers and summaries, on the screen and on paper."""
