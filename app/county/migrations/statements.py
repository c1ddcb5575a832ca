"""The statements of a migration as text: they stay what they were when the tables of the program move on."""

from pathlib import Path

from alembic import op


def run_statements(migration: str) -> None:
    """Run the SQL file beside this migration that is written for the engine at hand."""
    connection = op.get_bind()
    path = Path(migration).with_suffix(f".{connection.dialect.name}.sql")
    for statement in filter(None, map(str.strip, path.read_text(encoding="utf-8").split(";\n"))):
        connection.exec_driver_sql(statement)
