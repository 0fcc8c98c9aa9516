"""The tables of editions: every byte by its hash, every edition as its manifest, each move of the pointer."""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, String, Table, Text

from ivr.store.moments import Moment
from ivr.store.tables import METADATA

BLOBS = Table(
    "blobs",
    METADATA,
    Column("hash", String(64), primary_key=True),  # the SHA-256 of the bytes, in hex
    Column("bytes", LargeBinary, nullable=False),
)

EDITIONS = Table(
    "editions",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("manifest", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("made_by", String(64), nullable=False),
    Column("kind", String(10), nullable=False),  # what changed: content, notice, check
    Column("base", Integer, nullable=False),  # the edition that it was made from; 0 for the first
    Column("says", Text, nullable=False),  # why, in the words of whoever published it
)

# Every move of the pointer; the newest row says which edition new calls hear. A rollback is a move too.
PUBLISHED = Table(
    "published",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("edition", Integer, nullable=False),
    Column("moved_at", Moment, nullable=False),
    Column("moved_by", String(64), nullable=False),
)
