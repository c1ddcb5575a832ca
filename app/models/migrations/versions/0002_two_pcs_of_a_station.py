"""Rows of two PCs of a station in one ledger: what both may rightly write is unique no more; tables of the exchange.

A table loses a constraint by being made anew; the caller has switched foreign keys off before the transaction.
"""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take version 1 to version 2, every row preserved."""
    statements = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    for statement in filter(None, map(str.strip, statements.split(";\n"))):
        op.execute(statement)
