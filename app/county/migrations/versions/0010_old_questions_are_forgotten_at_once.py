"""Questions of long ago are found by their time alone, and forgotten all at once."""

from app.county.migrations.statements import run_statements

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the index that version 10 changes."""
    run_statements(__file__)
