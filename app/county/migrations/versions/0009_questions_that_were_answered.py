"""Questions that were answered are remembered: one that is played again is not answered."""

from app.county.migrations.statements import run_statements

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table that version 9 adds."""
    run_statements(__file__)
