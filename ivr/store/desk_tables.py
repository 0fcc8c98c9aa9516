"""The tables of the desk: what staff have written and recorded, who agreed to it, who they are, and what was done."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, Text, UniqueConstraint

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
    Column("phone", String(10), nullable=False, server_default=""),  # unheard, kept; "" where no telephone made it
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
    # What they type on a telephone instead of their id: from 101 on, in the order in which they came.
    Column("number", Integer, nullable=False, server_default="0"),
    Column("released", String(200), nullable=False, server_default=""),  # when and with whom they agreed to be heard
    Index(None, "number", unique=True),
)

# How somebody signs in at the desk in the browser; roles and whether they have left stand with the person.
ACCOUNTS = Table(
    "accounts",
    METADATA,
    Column("person", String(64), primary_key=True),
    Column("password", String(200), nullable=False),  # argon2's own form; "" for none
    Column("must_change", Boolean, nullable=False),  # a password that somebody else knows
    Column(
        "uniquifier", String(64), nullable=False, unique=True
    ),  # in the session cookie; a new one ends every session
    Column("totp", Text, nullable=False),  # the second factor's key, encrypted; "" for none
    Column("totp_counter", BigInteger, nullable=False),  # the last code's, so that none is taken twice
    Column("recovery", Text, nullable=False),  # codes to be used once, as JSON
    Column("changed_at", Moment, nullable=False),
)

# Failures to sign in: after too many in a row, nobody gets in by that way for a while, right or wrong.
LOCKS = Table(
    "locks",
    METADATA,
    Column("who", String(64), primary_key=True),
    Column("way", String(10), primary_key=True),  # phone, password, code, recovery, confirming
    Column("failures", Integer, nullable=False),
    Column("last_at", Moment, nullable=False),
    Index(None, "last_at"),
)

# What was recorded by telephone, until it is fetched, checked and kept as a take; a lease, as in the outbox.
RECORDINGS = Table(
    "recordings",
    METADATA,
    Column("id", String(64), primary_key=True),  # the provider's
    Column("call", String(64), nullable=False),  # a pseudonym
    Column("person", String(64), nullable=False),
    Column("prompt", String(160), nullable=False),
    Column("language", String(20), nullable=False),
    Column("script", String(64), nullable=False),  # the words that were read out before it; "" where nobody knows
    Column("asked_at", Moment, nullable=False),
    Column("state", String(10), nullable=False),  # waiting, working, kept, refused, failed, deleted
    Column("owner", String(100), nullable=False),
    Column("due", Moment, nullable=False),  # by the database's clock
    Column("tries", Integer, nullable=False),
    Column("says", Text, nullable=False),  # what was wrong, in sentences, as JSON
    Column("take", Integer, nullable=False),  # which take it became; 0 before
    Column("told_in", BigInteger, nullable=False),  # the beginning of the call in which its speaker heard why not
    Index(None, "state", "due"),
)

# The numbers of prompts on the script sheet: given once, so that a printed sheet stays right.
SHEET = Table(
    "sheet",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("prompt", String(160), nullable=False),
    Column("language", String(20), nullable=False),
    UniqueConstraint("prompt", "language"),
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
