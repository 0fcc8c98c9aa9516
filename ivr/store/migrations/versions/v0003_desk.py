"""The desk by phone and browser: accounts, locks, recordings on their way, and the numbers of prompts and people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ivr.store.moments import Moment

revision = "0003"
down_revision: str | None = "0002"
branch_labels: str | None = None
depends_on: str | None = None

FIRST = 101  # the first person's number; two digits are prompts' most of the time


def upgrade() -> None:
    """Make the tables, and give everybody who is on the staff list already a number to sign in with by phone."""
    _accounts()
    _recordings()
    _numbers()


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("password", sa.String(200), nullable=False),
        sa.Column("must_change", sa.Boolean, nullable=False),
        sa.Column("uniquifier", sa.String(64), nullable=False),
        sa.Column("totp", sa.Text, nullable=False),
        sa.Column("totp_counter", sa.BigInteger, nullable=False),
        sa.Column("recovery", sa.Text, nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_accounts"),
        sa.UniqueConstraint("uniquifier", name="uq_accounts_uniquifier"),
    )
    op.create_table(
        "locks",
        sa.Column("who", sa.String(64), nullable=False),
        sa.Column("way", sa.String(10), nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("last_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("who", "way", name="pk_locks"),
    )
    op.create_index("ix_locks_last_at", "locks", ["last_at"])


def _recordings() -> None:
    op.create_table(
        "recordings",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("call", sa.String(64), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("prompt", sa.String(160), nullable=False),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("script", sa.String(64), nullable=False),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("owner", sa.String(100), nullable=False),
        sa.Column("due", Moment, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("says", sa.Text, nullable=False),
        sa.Column("take", sa.Integer, nullable=False),
        sa.Column("told_in", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_recordings"),
    )
    op.create_index("ix_recordings_state_due", "recordings", ["state", "due"])
    with op.batch_alter_table("takes") as takes:
        takes.add_column(sa.Column("phone", sa.String(10), nullable=False, server_default=""))


def _numbers() -> None:
    op.create_table(
        "sheet",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("prompt", sa.String(160), nullable=False),
        sa.Column("language", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_sheet"),
        sa.UniqueConstraint("prompt", "language", name="uq_sheet_prompt_language"),
    )
    with op.batch_alter_table("people") as people:
        people.add_column(sa.Column("number", sa.Integer, nullable=False, server_default="0"))
        people.add_column(sa.Column("released", sa.String(200), nullable=False, server_default=""))
    table = sa.table(
        "people", sa.column("id", sa.String), sa.column("number", sa.Integer), sa.column("made_at", Moment)
    )
    ids = op.get_bind().execute(sa.select(table.c.id).order_by(table.c.made_at, table.c.id)).scalars().all()
    for number, person in enumerate(ids, FIRST):
        op.get_bind().execute(sa.update(table).where(table.c.id == person).values(number=number))
    op.create_index("ix_people_number", "people", ["number"], unique=True)


def downgrade() -> None:
    """A downgrade would throw away accounts and recordings, so there is none."""
    raise NotImplementedError("The tables of the desk are not taken away again.")
