"""The tables of counts: how often what happened in an hour, and for a day where each call was last."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table

from ivr.store.moments import Moment
from ivr.store.tables import METADATA

COUNTS = Table(
    "counts",
    METADATA,
    Column("hour", Moment, primary_key=True),
    Column("language", String(20), primary_key=True),
    Column("edition", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(30), primary_key=True),
    Column("name", String(120), primary_key=True),
    Column("count", BigInteger, nullable=False),
)

# Erased as soon as the call has ended, or after a day.
LAST_PLACES = Table(
    "last_places",
    METADATA,
    Column("call", String(64), primary_key=True),
    Column("place", String(120), nullable=False),
    Column("language", String(20), nullable=False),
    Column("edition", Integer, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Index(None, "seen_at"),
)
