"""The tables of editions, of the desk and of counts; the audit log takes additions only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ivr.store.moments import Moment

revision = "0002"
down_revision: str | None = "0001"
branch_labels: str | None = None
depends_on: str | None = None

REFUSAL = "the audit log takes additions only"


def upgrade() -> None:
    """Make the tables and the audit log's triggers."""
    _editions()
    _drafts()
    _people()
    _counts()
    _append_only()


def _editions() -> None:
    op.create_table(
        "blobs",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("bytes", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_blobs"),
    )
    op.create_table(
        "editions",
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("manifest", sa.Text, nullable=False),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("made_by", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("base", sa.Integer, nullable=False),
        sa.Column("says", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_editions"),
    )
    op.create_table(
        "published",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("edition", sa.Integer, nullable=False),
        sa.Column("moved_at", Moment, nullable=False),
        sa.Column("moved_by", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_published"),
    )


def _drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("item", sa.String(160), nullable=False),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("base", sa.String(64), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("author", sa.String(64), nullable=False),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("edition", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
    )
    op.create_index("ix_drafts_state", "drafts", ["state"])
    op.create_index("ix_drafts_item_language", "drafts", ["item", "language"])
    op.create_table(
        "takes",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("prompt", sa.String(160), nullable=False),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("script", sa.String(64), nullable=False),
        sa.Column("file", sa.String(64), nullable=False),
        sa.Column("speaker", sa.String(120), nullable=False),
        sa.Column("author", sa.String(64), nullable=False),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("original", sa.String(200), nullable=False),
        sa.Column("doubts", sa.Text, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("edition", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_takes"),
    )
    op.create_index("ix_takes_state", "takes", ["state"])
    op.create_index("ix_takes_prompt_language", "takes", ["prompt", "language"])
    op.create_table(
        "approvals",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("subject", sa.String(10), nullable=False),
        sa.Column("subject_id", sa.String(200), nullable=False),
        sa.Column("of_hash", sa.String(64), nullable=False),
        sa.Column("author", sa.String(64), nullable=False),
        sa.Column("approver", sa.String(64), nullable=False),
        sa.Column("approved_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_approvals"),
        sa.UniqueConstraint("subject", "subject_id", "of_hash", "approver", name="uq_approvals_subject"),
    )
    op.create_table(
        "renders",
        sa.Column("draft", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("owner", sa.String(100), nullable=False),
        sa.Column("due", Moment, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("says", sa.Text, nullable=False),
        sa.Column("sounds", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("draft", name="pk_renders"),
    )
    op.create_index("ix_renders_state_due", "renders", ["state", "due"])


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("roles", sa.String(120), nullable=False),
        sa.Column("pin", sa.String(200), nullable=False),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("ended", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
        sa.Column("login", sa.String(64), nullable=False),
        sa.Column("what", sa.String(40), nullable=False),
        sa.Column("item", sa.String(200), nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("after", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_index("ix_audit_item", "audit", ["item"])


def _counts() -> None:
    op.create_table(
        "counts",
        sa.Column("hour", Moment, nullable=False),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("edition", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("count", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("hour", "language", "edition", "kind", "name", name="pk_counts"),
    )
    op.create_table(
        "last_places",
        sa.Column("call", sa.String(64), nullable=False),
        sa.Column("place", sa.String(120), nullable=False),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("edition", sa.Integer, nullable=False),
        sa.Column("seen_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("call", name="pk_last_places"),
    )
    op.create_index("ix_last_places_seen_at", "last_places", ["seen_at"])


def _append_only() -> None:
    """Both databases refuse statements that would change, replace or remove rows of the audit log.

    Only whoever may change the tables themselves can get around that.
    """
    if op.get_bind().dialect.name == "sqlite":
        refusing = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for act in ("UPDATE", "DELETE"):
            op.execute(f"CREATE TRIGGER audit_no_{act.lower()} BEFORE {act} ON audit {refusing}")
        # INSERT OR REPLACE removes a row without asking the trigger for that. A number that is not given is -1 here.
        there = "NEW.id > 0 AND EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)"
        op.execute(f"CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit WHEN {there} {refusing}")
        return
    op.execute(
        "CREATE FUNCTION audit_is_kept() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_kept BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_is_kept()"
    )
    op.execute(
        "CREATE TRIGGER audit_not_emptied BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_is_kept()"
    )


def downgrade() -> None:
    """A downgrade would throw away what staff have signed and the log of it, so there is none."""
    raise NotImplementedError("The tables of editions are not taken away again.")
