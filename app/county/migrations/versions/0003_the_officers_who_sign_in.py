"""The officers who sign in at the county's pages, their sessions, and the wrong passwords."""

from app.county.migrations.statements import run_statements

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table that version 3 adds."""
    run_statements(__file__)
