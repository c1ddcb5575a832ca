"""The register's tables, step by step, on both engines; run by Alembic on the register's own connection."""
