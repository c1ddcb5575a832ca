"""Who looked at a conflict and settled it, and when."""

from app.county.migrations.statements import run_statements

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table that version 5 adds."""
    run_statements(__file__)
