"""Paper: pages looked at before they are printed, printers and what they are given."""
