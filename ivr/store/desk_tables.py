"""The tables of the desk: what staff have written and recorded, who agreed to it, who they are, and what was done."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text, UniqueConstraint

from ivr.store.moments import Moment
from ivr.store.tables import METADATA

DRAFTS = Table(
    "drafts",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("item", String(160), nullable=False),
    Column("language", String(20), nullable=False),  # "" for what belongs to no language
    Column("base", String(64), nullable=False),  # the SHA-256 of the words that it changes; "" for a new item
    Column("words", Text, nullable=False),
    Column("author", String(64), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("state", String(10), nullable=False),  # open, published, withdrawn
    Column("edition", Integer, nullable=False),  # in which it was published; 0 before
    Index(None, "state"),
    Index(None, "item", "language"),
)

TAKES = Table(
    "takes",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("prompt", String(160), nullable=False),
    Column("language", String(20), nullable=False),
    Column("script", String(64), nullable=False),  # the hash of the words that were read
    Column("file", String(64), nullable=False),  # the recording, by its hash among the blobs
    Column("speaker", String(120), nullable=False),
    Column("author", String(64), nullable=False),  # who brought it in
    Column("made_at", Moment, nullable=False),
    Column("original", String(200), nullable=False),
    Column("doubts", Text, nullable=False),  # what a recogniser heard otherwise, as JSON
    Column("state", String(10), nullable=False),
    Column("edition", Integer, nullable=False),
    Index(None, "state"),
    Index(None, "prompt", "language"),
)

APPROVALS = Table(
    "approvals",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("subject", String(10), nullable=False),  # draft, take or words
    Column("subject_id", String(200), nullable=False),
    Column("of_hash", String(64), nullable=False),  # of the exact bytes: a later change has another
    Column("author", String(64), nullable=False),
    Column("approver", String(64), nullable=False),
    Column("approved_at", Moment, nullable=False),
    UniqueConstraint("subject", "subject_id", "of_hash", "approver", name="uq_approvals_subject"),
)

# The sounds of a draft, to be made by whichever worker comes first; a lease, as in the outbox.
RENDERS = Table(
    "renders",
    METADATA,
    Column("draft", Integer, primary_key=True, autoincrement=False),
    Column("state", String(10), nullable=False),  # waiting, working, done, failed
    Column("owner", String(100), nullable=False),
    Column("due", Moment, nullable=False),  # by the database's clock
    Column("tries", Integer, nullable=False),
    Column("says", Text, nullable=False),  # what went wrong, in a sentence
    Column("sounds", Text, nullable=False),  # what was made, as the table of an edition
    Index(None, "state", "due"),
)

PEOPLE = Table(
    "people",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("name", String(120), nullable=False),
    Column("roles", String(120), nullable=False),  # words with spaces between
    Column("pin", String(200), nullable=False),  # argon2's own form; "" for none
    Column("made_at", Moment, nullable=False),
    Column("ended", Boolean, nullable=False),
)

# Rows are added and nothing else: triggers refuse a change or a removal (migration 0002).
AUDIT = Table(
    "audit",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("who", String(64), nullable=False),
    Column("login", String(64), nullable=False),  # the account of the system that the process ran under
    Column("what", String(40), nullable=False),
    Column("item", String(200), nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Index(None, "at"),
    Index(None, "item"),
)
