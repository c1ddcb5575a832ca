"""What is true: rows, rules, vocabulary, journal and the ledger file."""
