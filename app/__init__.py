"""乡训通: the offline ledger of a rural-talent station."""
