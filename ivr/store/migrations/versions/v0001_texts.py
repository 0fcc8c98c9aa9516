"""The first tables: texts on their way, consents, the stop list and the daily counts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ivr.store.moments import Moment

revision = "0001"
down_revision: str | None = None
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Make the four tables."""
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(22), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("number_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("item", sa.String(120), nullable=False),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("edition", sa.Integer, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("owner", sa.String(100), nullable=False),
        sa.Column("sid", sa.String(64), nullable=False),
        sa.Column("why", sa.String(64), nullable=False),
        sa.Column("code", sa.String(16), nullable=False),
        sa.Column("created", Moment, nullable=False),
        sa.Column("due", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
    )
    op.create_index("ix_outbox_state_due", "outbox", ["state", "due"])
    op.create_index("ix_outbox_number_hash_created", "outbox", ["number_hash", "created"])
    op.create_index("ix_outbox_created", "outbox", ["created"])
    named = sa.text("sid <> ''")
    op.create_index("uq_outbox_sid", "outbox", ["sid"], unique=True, sqlite_where=named, postgresql_where=named)
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("number_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("call", sa.String(64), nullable=False),
        sa.Column("prompt", sa.String(64), nullable=False),
        sa.Column("agreed_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
    )
    op.create_index("ix_consents_number_hash_agreed_at", "consents", ["number_hash", "agreed_at"])
    op.create_index("ix_consents_agreed_at", "consents", ["agreed_at"])
    op.create_table(
        "stops",
        sa.Column("number_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("keeper", sa.String(10), nullable=False),
        sa.Column("stopped", sa.Boolean, nullable=False),
        sa.Column("changed", Moment, nullable=False),
        sa.PrimaryKeyConstraint("number_hash", "keeper", name="pk_stops"),
    )
    op.create_table(
        "days",
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("number_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("day", "number_hash", name="pk_days"),
    )


def downgrade() -> None:
    """There is nothing before the first tables; a downgrade would throw away the stop list, so there is none."""
    raise NotImplementedError("The first tables are not taken away again.")
