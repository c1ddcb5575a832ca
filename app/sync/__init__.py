"""How a station and its county speak."""
