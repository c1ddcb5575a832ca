"""No two stations share an id; codes for joining count no wrong tries."""

from app.county.migrations.statements import run_statements

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index that version 8 adds, and drop the column that it drops."""
    run_statements(__file__)
