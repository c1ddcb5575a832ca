"""How Alembic reaches the register: on the connection it is handed, never by an address."""

from alembic import context

from app.county.database import VERSION_TABLE

context.configure(connection=context.config.attributes["connection"], version_table=VERSION_TABLE)
context.run_migrations()
