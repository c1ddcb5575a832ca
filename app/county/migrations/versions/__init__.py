"""The ledger's schema, step by step; run by Alembic on the ledger's own connection."""
