"""Every change of the tables since the first, in order; Alembic runs them."""
