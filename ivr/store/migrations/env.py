"""What Alembic runs to change the tables: on the connection and in the transaction that `ivr.store.migrate` opened."""

from __future__ import annotations

from alembic import context

from ivr.store.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,  # SQLite changes a table by copying it
    compare_type=True,
)
context.run_migrations()
