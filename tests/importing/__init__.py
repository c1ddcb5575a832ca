"""Rosters as stations send them, and what becomes of them."""
