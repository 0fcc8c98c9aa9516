"""Blobs: bytes by their SHA-256, so that whoever shares the database needs nothing else to have an edition whole."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence

from sqlalchemy import select

from ivr.errors import DamagedError
from ivr.store.database import Database
from ivr.store.edition_tables import BLOBS
from ivr.store.upsert import put

# A few sounds at a time: each statement stays far below the time limit of a slow line, and other writers get between.
_AT_ONCE = 32
_ASKED_AT_ONCE = 500  # SQLite takes 32,766 parameters, and a short statement is read faster


def blob_hash(raw: bytes) -> str:
    """The name of a blob: the SHA-256 of its bytes, in hex."""
    return hashlib.sha256(raw).hexdigest()


class Blobs:
    """The blobs of one database; every method raises StoreError where that fails. None is ever changed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def missing(self, hashes: Collection[str]) -> set[str]:
        """Which of these the database does not have."""
        lacking = set(hashes)
        for some in _parted(sorted(lacking), _ASKED_AT_ONCE):
            with self._database.reading() as connection:
                found = connection.execute(select(BLOBS.c.hash).where(BLOBS.c.hash.in_(some))).scalars()
                lacking.difference_update(found)
        return lacking

    def keep(self, raws: Iterable[bytes]) -> None:
        """Write blobs, but for those that are there. A process that dies in between has kept some and harmed none."""
        held: list[dict[str, object]] = []
        for raw in raws:
            held.append({"hash": blob_hash(raw), "bytes": raw})
            if len(held) == _AT_ONCE:
                self._write(held)
                held = []
        self._write(held)

    def fetch(self, hashes: Collection[str]) -> Iterator[tuple[str, bytes]]:
        """Hash and bytes of each, in any order, verified.

        Raises:
            DamagedError: one is not there, or is not what its name says.
            StoreError: the database is away.
        """
        for some in _parted(sorted(set(hashes)), _AT_ONCE):
            with self._database.reading() as connection:
                asked = select(BLOBS.c.hash, BLOBS.c.bytes).where(BLOBS.c.hash.in_(some))
                found = {name: bytes(raw) for name, raw in connection.execute(asked)}
            for name in some:
                raw = found.get(name)
                if raw is None or blob_hash(raw) != name:
                    raise DamagedError(f"The database {'lacks' if raw is None else 'has altered bytes under'} {name}.")
                yield name, raw

    def _write(self, rows: list[dict[str, object]]) -> None:
        if rows:
            with self._database.writing() as connection:
                connection.execute(put(self._database, BLOBS).on_conflict_do_nothing(), rows)


def _parted(names: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (names[start : start + size] for start in range(0, len(names), size))
