"""The day as a play: invented people, a messy roster, a class of 15 days, certificates, all on real files."""
