"""What has to be done once a minute wherever the line runs: the old erased, stops off the disk, tables up to date.

Workers do it, and so does every process that answers callers: a line whose worker is away still erases numbers, and one
that was started without its database has its tables soon after that is back.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from threading import Event

from ivr.going_on import Rhythm, go_on
from ivr.store.counts import Counts
from ivr.store.outbox import Outbox
from ivr.store.stops import Stops

EVERY = 60.0  # seconds
LOOK = 1.0  # seconds between two looks whether it is due


class Upkeep:
    """The upkeep of one store; several at a time do no harm."""

    def __init__(self, outbox: Outbox, stops: Stops, clock: Callable[[], datetime], every: float = EVERY) -> None:
        self._outbox = outbox
        self._stops = stops
        self._clock = clock
        self._every = every
        self._due = float("-inf")
        self._tables = False

    def when_due(self) -> None:
        """Do it, unless that was less than a minute ago.

        Raises:
            StoreError: the database is away, or newer than this program; it stays due.
        """
        if time.monotonic() < self._due:
            return
        if not self._tables:
            self._outbox.database.migrate()
        self._tables = False  # whatever fails now, the tables are looked at again before the next try
        self._stops.replay()
        Counts(self._outbox.database).sweep(self._clock())
        self._outbox.sweep(self._clock())
        self._tables = True
        self._due = time.monotonic() + self._every

    def run(self, until: Event) -> None:
        """Do it until `until` is set; a database that is away is tried again, with one line in the log."""
        go_on("upkeep", self._looked, until, Rhythm(max(0.05, min(LOOK, self._every))))

    def _looked(self, until: Event) -> bool:
        """Do it where it is due; there is never more of it at once."""
        del until
        self.when_due()
        return False
