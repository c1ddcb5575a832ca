"""Certificates are found by the text that was signed, as a verification under a revoked key asks for them."""

from app.county.migrations.statements import run_statements

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index that version 7 adds."""
    run_statements(__file__)
