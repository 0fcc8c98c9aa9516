"""The stop list: keyed hashes of numbers that get no text, kept on local disk while the database is away."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import structlog
from sqlalchemy import case, select

from ivr import e164
from ivr.errors import StoreError
from ivr.store.database import Database
from ivr.store.journal import Journal, Keeper, Noted
from ivr.store.tables import STOPS
from ivr.store.upsert import put

__all__ = ["Keeper", "Stops"]

log = structlog.get_logger()


class Stops:
    """Who has stopped us. The key is never changed, or everybody on the list would get texts again.

    The provider's stops and ours are kept apart, for what ends them differs; either of them stops a number. Where two
    machines, or a disk and the database, say different things of one, the later change holds.
    """

    def __init__(self, database: Database, key: bytes, journal: Path) -> None:
        self.database = database
        self._key = key
        self._journal = Journal(journal)

    def add(self, number: str, now: datetime, keeper: Keeper = Keeper.PROVIDER) -> None:
        """Send this number no more texts.

        Args:
            number: in any form.
            now: aware.
            keeper: whose stop it is. Where nobody says, it is taken for the provider's: that promises nothing untrue.

        Raises:
            StoreError: neither the database nor the local disk could keep it.
        """
        hashed, until = self._hash(number), self.database.deadline()
        self._change([Noted(hashed, stopped=True, changed=now.astimezone(UTC), keeper=keeper)], until)

    def remove(self, number: str, now: datetime) -> None:
        """Let this number have texts again, for it has told us and the provider; raises as `add` does."""
        hashed, until, changed = self._hash(number), self.database.deadline(), now.astimezone(UTC)
        self._change([Noted(hashed, stopped=False, changed=changed, keeper=keeper) for keeper in Keeper], until)

    def remove_ours(self, number: str, now: datetime) -> bool:
        """Let this number have texts again as far as we decide; False, with nothing changed, where the provider stops.

        Raises:
            StoreError: it is not known what the provider keeps, or it could not be noted.
        """
        hashed, until = self._hash(number), self.database.deadline()
        if Keeper.PROVIDER in self._held(hashed, self._waiting(hashed), until):
            return False
        self._change([Noted(hashed, stopped=False, changed=now.astimezone(UTC), keeper=Keeper.LINE)], until)
        return True

    def has(self, number: str) -> bool:
        """Whether the number has stopped us.

        Raises:
            StoreError: the database is away and the local disk does not tell.
        """
        hashed, until = self._hash(number), self.database.deadline()
        waiting = self._waiting(hashed)
        try:
            found = bool(self._held(hashed, waiting, until))
        except StoreError:
            if any(noted.stopped for noted in waiting.values()):
                return True
            if len(waiting) < len(Keeper):
                raise
            return False
        self._try_replay(until)
        return found

    def replay(self, until: float | None = None) -> int:
        """Bring what waits on the local disk into the database; how many changes that were.

        Raises:
            StoreError: the database is still away, or the disk cannot be read; nothing is lost then.
        """
        if not self._journal.waiting():
            return 0
        try:
            return self._journal.empty_into(lambda notes: self.database.soon(lambda: self._write(notes), until))
        except OSError as problem:
            raise StoreError(f"The journal of stops cannot be moved ({problem.strerror}).") from problem

    def _change(self, changes: list[Noted], until: float) -> None:
        if self._journal.waiting():  # what waits already stays before this one
            self._journal.add(*changes)
            self._try_replay(until)
            return
        try:
            self.database.soon(lambda: self._write(changes, live=True), until)
        except StoreError as problem:
            log.warning("stops.kept-on-disk", says=str(problem))
            self._journal.add(*changes)

    def _try_replay(self, until: float) -> None:
        try:
            moved = self.replay(until)
        except StoreError:
            return  # it waits on
        if moved:
            log.info("stops.replayed", changes=moved)

    def _waiting(self, hashed: bytes) -> Mapping[Keeper, Noted]:
        """The last change of each keeper that waits on the disk; read before the database, or one could slip by."""
        mine = (noted for noted in self._journal.notes() if noted.number_hash == hashed)
        return {noted.keeper: noted for noted in mine}  # in one file the order tells, whatever the clock did

    def _held(self, hashed: bytes, waiting: Mapping[Keeper, Noted], until: float) -> frozenset[Keeper]:
        """Who keeps a stop for this number."""
        known = _latest(self.database.soon(lambda: self._read(hashed), until), waiting.values())
        return frozenset(keeper for keeper, noted in known.items() if noted.stopped)

    def _read(self, hashed: bytes) -> Mapping[Keeper, Noted]:
        asked = select(STOPS.c.stopped, STOPS.c.changed, STOPS.c.keeper).where(STOPS.c.number_hash == hashed)
        with self.database.reading() as connection:
            found = connection.execute(asked).all()
        return {Keeper(each.keeper): Noted(hashed, each.stopped, each.changed, Keeper(each.keeper)) for each in found}

    def _write(self, changes: Iterable[Noted], *, live: bool = False) -> None:
        """Write changes; a live one always holds, though a clock that was fast has dated an earlier one later."""
        with self.database.writing() as connection:
            for noted in changes:
                first = put(self.database, STOPS).values(
                    number_hash=noted.number_hash,
                    keeper=noted.keeper.value,
                    stopped=noted.stopped,
                    changed=noted.changed,
                )
                held = first.excluded.changed
                latest = case((STOPS.c.changed > held, STOPS.c.changed), else_=held)
                # Two machines' journals may arrive in any order: the later change holds.
                later = first.on_conflict_do_update(
                    index_elements=[STOPS.c.number_hash, STOPS.c.keeper],
                    set_={"stopped": first.excluded.stopped, "changed": latest},
                    where=None if live else STOPS.c.changed <= held,
                )
                connection.execute(later)

    def _hash(self, number: str) -> bytes:
        known = e164.normal(number) or number
        return hmac.digest(self._key, known.encode("utf-8", "surrogatepass"), sha256)


def _latest(known: Mapping[Keeper, Noted], more: Iterable[Noted]) -> Mapping[Keeper, Noted]:
    """The later change of each keeper; of two at the same moment, the one that was told last."""
    found = dict(known)
    for noted in more:
        before = found.get(noted.keeper)
        if before is None or before.changed <= noted.changed:
            found[noted.keeper] = noted
    return found
