"""Counts what happens on the line: a request only adds in memory, and a thread beside it writes once a second.

Nothing here can fail or delay a call. A process that is killed loses the counts of its last second or so, and where its
callers were then. While the database is away counts wait in memory, up to a bound.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Event as Signal
from threading import Lock
from typing import Protocol, TypeVar

import structlog

from ivr.flow.counted import Count, Kind, counted, counted_text, spot
from ivr.flow.session import Event, Session, Turn
from ivr.flow.texting.thread import TextTurn
from ivr.store.counts import Cell, Last, hour_of

EVERY = 1.0  # seconds between two writings
LONGEST_WAIT = 15.0  # seconds before a database that is away is tried again
# Seconds after a call's end in which other processes write down where they saw it last. Written later, such a place
# would be counted a second time.
SETTLING = 5.0
MOST = 10_000  # cells, and calls, that wait in memory: a few megabytes
LONGEST_NAME = 120  # as the table has it

Name = TypeVar("Name")
Value = TypeVar("Value")
log = structlog.get_logger()


class Table(Protocol):
    """Where counts are kept (`ivr.store.counts.Counts`)."""

    def add(self, more: Mapping[Cell, int], last: Iterable[Last], ended: list[str]) -> None:
        """Add all of it or, with StoreError, nothing."""


@dataclass(frozen=True)
class Stepped:
    """Which call stepped (its pseudonym), on which edition, and when."""

    call: str
    edition: int
    now: datetime


class Counter:
    """The counts of one process; safe to use from several threads. `run` is its thread."""

    def __init__(self, table: Table, most: int = MOST, settling: float = SETTLING) -> None:
        self._table = table
        self._most = most
        self._settling = settling
        self._lock = Lock()
        self._cells: dict[Cell, int] = {}
        self._last: dict[str, Last] = {}
        self._ended: dict[str, float] = {}  # by when (time.monotonic) the other processes have written
        self._reported: dict[str, None] = {}
        self._dropping = False

    def call(self, before: Session | None, event: Event, turn: Turn, step: Stepped) -> None:
        """Count a step of a call and note where it is; see `counted`."""
        try:
            view = turn.session.view
            last = Last(step.call, spot(view.place)[:LONGEST_NAME], view.language, step.edition, step.now)
            self._add(counted(before, event, turn), step.edition, step.now, last)
        except Exception:
            log.exception("counts.broke")

    def ended(self, call: str) -> None:
        """A call, by its pseudonym, has ended: where it was last is where it was left."""
        with self._lock:
            self._ended[call] = time.monotonic() + self._settling
            self._bound()

    def text(self, turn: TextTurn, edition: int, now: datetime) -> None:
        """Count an inbound text."""
        try:
            self._add(counted_text(turn), edition, now)
        except Exception:
            log.exception("counts.broke")

    def delivery(self, row: str, how: str, now: datetime) -> None:
        """Count what became of a text; a report that comes again to this process counts once."""
        with self._lock:
            again = row in self._reported
            self._reported[row] = None
            _forget(self._reported, self._most)
        if not again:
            self._add((Count(Kind.DELIVERY, how),), 0, now)

    def flush(self) -> None:
        """Write what waits, and the ends of calls of which the other processes have written by now.

        Raises:
            StoreError: it could not be written; it waits on.
        """
        with self._lock:
            now = time.monotonic()
            ended = [call for call, due in self._ended.items() if due <= now]
            cells, self._cells = self._cells, {}
            last, self._last = self._last, {}
            parted = {call: self._ended.pop(call) for call in ended}
        if not (cells or last or ended):
            return
        try:
            self._table.add(cells, last.values(), ended)
        except BaseException:
            with self._lock:
                for cell, more in self._cells.items():
                    cells[cell] = cells.get(cell, 0) + more
                self._cells = cells
                self._last = {**last, **self._last}
                self._ended = {**parted, **self._ended}
                self._bound()
            raise
        with self._lock:
            self._dropping = False

    def run(self, until: Signal) -> None:
        """Write once a second until `until` is set, and then once more.

        Calls that ended in the last seconds before are counted as left a day later, by the upkeep.
        """
        away = 0.0
        while not until.wait(away * random.uniform(0.75, 1.25) if away else EVERY):  # noqa: S311 - no secret
            try:
                self.flush()
            except Exception:
                if not away:
                    log.exception("counts.waiting")
                away = min(LONGEST_WAIT, away * 2 or EVERY)
                continue
            if away:
                log.info("counts.written-again")
                away = 0.0
        try:
            self.flush()
        except Exception:
            log.exception("counts.lost")

    def _add(self, counts: Iterable[Count], edition: int, now: datetime, last: Last | None = None) -> None:
        hour = hour_of(now)
        with self._lock:
            for count in counts:
                cell = Cell(hour, count.language, edition, count.kind.value, count.name[:LONGEST_NAME])
                self._cells[cell] = self._cells.get(cell, 0) + 1
            if last:
                self._last.pop(last.call, None)  # so that the call that was seen longest ago stands first
                self._last[last.call] = last
            self._bound()

    def _bound(self) -> None:
        """Let what has waited longest go where too much waits, with one line in the log; the lock is held."""
        gone = _forget(self._cells, self._most) + _forget(self._last, self._most) + _forget(self._ended, self._most)
        if gone and not self._dropping:
            self._dropping = True
            log.error("counts.dropped", says="Counts waited too long for the database; the oldest are gone.")


def _forget(some: dict[Name, Value], most: int) -> int:
    """Take out the first ones of too many; how many those were."""
    gone = max(0, len(some) - most)
    for _ in range(gone):
        del some[next(iter(some))]
    return gone
