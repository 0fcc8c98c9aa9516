"""The stop list: keyed hashes of numbers that get no text, kept on local disk while the database is away."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import structlog
from sqlalchemy import select

from ivr import e164
from ivr.errors import StoreError
from ivr.store.database import Database
from ivr.store.journal import Journal, Noted
from ivr.store.tables import STOPS
from ivr.store.upsert import put

log = structlog.get_logger()


class Stops:
    """Who has stopped us. The key is never changed, or everybody on the list would get texts again."""

    def __init__(self, database: Database, key: bytes, journal: Path) -> None:
        self.database = database
        self._key = key
        self._journal = Journal(journal)

    def add(self, number: str, now: datetime) -> None:
        """Send this number no more texts.

        Raises:
            StoreError: neither the database nor the local disk could keep it.
        """
        self._change(Noted(self._hash(number), stopped=True, changed=now.astimezone(UTC)))

    def remove(self, number: str, now: datetime) -> None:
        """Let this number have texts again; raises as `add` does."""
        self._change(Noted(self._hash(number), stopped=False, changed=now.astimezone(UTC)))

    def has(self, number: str) -> bool:
        """Whether the number has stopped us; what waits on the local disk is newer than the database.

        Raises:
            StoreError: the database is away and the local disk says nothing of this number.
        """
        wanted = self._hash(number)
        noted = self._journal.latest(wanted)
        if noted is not None:
            return noted.stopped
        found = self.database.soon(lambda: self._read(wanted))
        self._try_replay()
        return found

    def replay(self) -> int:
        """Bring what waits on the local disk into the database; how many changes that were.

        Raises:
            StoreError: the database is still away; nothing is lost then.
        """
        if not self._journal.waiting():
            return 0
        return self._journal.empty_into(lambda notes: self.database.soon(lambda: self._write(notes)))

    def _change(self, noted: Noted) -> None:
        if not self._journal.waiting():
            try:
                self.database.soon(lambda: self._write([noted]))
            except StoreError as problem:
                log.warning("stops.kept-on-disk", says=str(problem))
            else:
                return
        # What waits already stays before this one.
        self._journal.add(noted)
        self._try_replay()

    def _try_replay(self) -> None:
        try:
            moved = self.replay()
        except (StoreError, OSError):
            return  # it waits on
        if moved:
            log.info("stops.replayed", changes=moved)

    def _read(self, wanted: bytes) -> bool:
        with self.database.reading() as connection:
            return bool(connection.execute(select(STOPS.c.stopped).where(STOPS.c.number_hash == wanted)).scalar())

    def _write(self, notes: Iterable[Noted]) -> None:
        with self.database.writing() as connection:
            for noted in notes:
                first = put(self.database, STOPS).values(
                    number_hash=noted.number_hash, stopped=noted.stopped, changed=noted.changed
                )
                # Two machines' journals may arrive in any order: the later change holds.
                later = first.on_conflict_do_update(
                    index_elements=[STOPS.c.number_hash],
                    set_={"stopped": first.excluded.stopped, "changed": first.excluded.changed},
                    where=STOPS.c.changed <= first.excluded.changed,
                )
                connection.execute(later)

    def _hash(self, number: str) -> bytes:
        known = e164.normal(number) or number
        return hmac.digest(self._key, known.encode("utf-8", "surrogatepass"), sha256)
