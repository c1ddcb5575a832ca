"""The first register: county, stations, keys, blocks, revocations, publications, reference data, audit."""

from app.county.migrations.statements import run_statements

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table of version 1."""
    run_statements(__file__)
