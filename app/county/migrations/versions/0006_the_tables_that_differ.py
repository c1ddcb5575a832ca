"""Which tables a PC found to differ from the county's."""

from app.county.migrations.statements import run_statements

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column that version 6 adds; of no PC anything is known yet."""
    run_statements(__file__)
