"""The tables of texts; a number stands in one place only, the outbox, until delivery or for 24 hours at most."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Index, Integer, LargeBinary, MetaData, String, Table, Text, text

from ivr.store.moments import Moment

# Every constraint has a name, or a later migration could not drop it on SQLite.
METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# No column allows NULL and none has a check: what PostgreSQL says of a broken one quotes the whole row.
OUTBOX = Table(
    "outbox",
    METADATA,
    Column("id", String(22), primary_key=True),
    Column("key", String(64), nullable=False, unique=True),
    Column("number", String(20), nullable=False),  # "" once it was erased
    Column("number_hash", LargeBinary(32), nullable=False),
    Column("text", Text, nullable=False),
    Column("item", String(120), nullable=False),
    Column("language", String(20), nullable=False),
    Column("edition", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("owner", String(100), nullable=False),
    Column("sid", String(64), nullable=False),
    Column("why", String(64), nullable=False),  # a word of ours
    Column("code", String(16), nullable=False),  # the provider's, beside it
    Column("created", Moment, nullable=False),  # by the line's clock
    Column("due", Moment, nullable=False),  # by the database's clock, as are all times that workers compare
    Index(None, "state", "due"),
    Index(None, "number_hash", "created"),
    Index(None, "created"),
    # The provider's name of a message belongs to one row: two promises of the same words are two messages.
    Index("uq_outbox_sid", "sid", unique=True, sqlite_where=text("sid <> ''"), postgresql_where=text("sid <> ''")),
)

CONSENTS = Table(
    "consents",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("number_hash", LargeBinary(32), nullable=False),
    Column("call", String(64), nullable=False),
    Column("prompt", String(64), nullable=False),
    Column("agreed_at", Moment, nullable=False),
    Index(None, "number_hash", "agreed_at"),
    Index(None, "agreed_at"),
)

# A row stays after START: its time decides when a change that waited on a local disk arrives late. A number is stopped
# while either keeper's row says so.
STOPS = Table(
    "stops",
    METADATA,
    Column("number_hash", LargeBinary(32), primary_key=True),
    Column("keeper", String(10), primary_key=True),
    Column("stopped", Boolean, nullable=False),
    Column("changed", Moment, nullable=False),
)

DAYS = Table(
    "days",
    METADATA,
    Column("day", Date, primary_key=True),
    Column("number_hash", LargeBinary(32), primary_key=True),
    Column("count", Integer, nullable=False),
)
