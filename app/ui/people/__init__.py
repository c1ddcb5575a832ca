"""Everyone in the ledger: the list, one person, and the form to write them down with."""
