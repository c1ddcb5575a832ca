"""Bringing a roster in from a spreadsheet."""
