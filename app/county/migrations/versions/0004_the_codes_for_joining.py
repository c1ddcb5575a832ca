"""The codes by which PCs join, and the requests that wait under them."""

from app.county.migrations.statements import run_statements

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table that version 4 adds."""
    run_statements(__file__)
