"""How Alembic reaches the ledger: on the connection it is handed, never by an address."""

from alembic import context

from app.models.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
