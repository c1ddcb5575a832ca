"""What the stations deliver: their journals, the tables made from them, and what the county keeps beside."""

from app.county.migrations.statements import run_statements

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table that version 2 adds."""
    run_statements(__file__)
