"""The worker: takes what waits in the outbox, sends it once, and goes on until it is known what became of it.

As many of them as you like may share one outbox. The database hands each row to one of them for a while (a lease); one
that was killed loses its lease, and whoever comes next first asks the provider whether the message arrived.
"""

from __future__ import annotations

import random
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from threading import Event

import structlog

from ivr.carrier.sender import LaterError, RefusedError, Sender
from ivr.errors import StoreError
from ivr.going_on import Rhythm, go_on
from ivr.store.outbox import Outbox, Row, State
from ivr.store.reasons import Why
from ivr.store.stops import Keeper, Stops
from ivr.store.sweep import NUMBER_KEPT
from ivr.store.upkeep import EVERY, Upkeep

Record = Callable[[], bool]
PARTING_LOOK = 0.5  # seconds between two tries of a worker that shall end

log = structlog.get_logger()


@dataclass(frozen=True)
class Pace:
    """How long things take, in seconds, and how often a text is tried (design section 6: a caller waits 15 s at most).

    Attributes:
        lease: how long a row belongs to its worker. Half of it is kept for the sending itself, which takes two time
            limits of the provider's client at most.
        tries: how often a text is tried, within half an hour.
        first, longest: the wait after the first failed try; each further one is four times as long, up to the longest.
        unsure: the shortest wait where it may have arrived, so that the provider's list can know of it.
        poll: how often an empty outbox is looked at.
        sweep: how often the upkeep is done: old numbers erased, stops that the disk kept brought to the database.
        away: the longest wait for a database that is gone.
        parting: how long a worker that shall end still tries to write down what it has sent.
    """

    lease: int = 60
    tries: int = 8
    first: float = 1.0
    longest: float = 600.0
    unsure: float = 5.0
    poll: float = 0.5
    sweep: float = EVERY
    away: float = 15.0
    parting: float = 20.0

    def after(self, tries: int, later: LaterError) -> float:
        """How long to wait after this many tries: exponential, with jitter, and never less than the provider asks."""
        wait = min(self.longest, self.first * 4.0 ** (tries - 1)) * random.uniform(0.75, 1.25)  # noqa: S311 - no secret
        return max(wait, later.after or 0.0, 0.0 if later.sure else self.unsure)


class Worker:
    """One worker; `run` is its life, `one` a single text."""

    def __init__(
        self, outbox: Outbox, stops: Stops, sender: Sender, clock: Callable[[], datetime], pace: Pace | None = None
    ) -> None:
        self._outbox = outbox
        self._stops = stops
        self._sender = sender
        self._clock = clock
        self._pace = pace or Pace()
        self._owner = secrets.token_hex(8)
        self._upkeep = Upkeep(outbox, stops, clock, self._pace.sweep)

    def prepare(self) -> None:
        """Do the upkeep now; a database that is away is waited for later.

        Raises:
            StoreError: the database is newer than this program, and waiting would not help.
        """
        try:
            self._upkeep.when_due()
        except StoreError as problem:
            if not problem.away:
                raise
            log.error("worker.waits", says=str(problem))  # noqa: TRY400 - the sentence says it all

    def run(self, until: Event) -> None:
        """Send what waits until `until` is set; what is in hand then is finished first.

        A database that is gone is waited for, with one line in the log and not a flood.
        """
        go_on("worker", self.one, until, Rhythm(self._pace.poll, self._pace.away))

    def one(self, until: Event | None = None) -> bool:
        """Take one text and try it, after the upkeep where that is due; whether there was a text that is due."""
        self._upkeep.when_due()
        row = self._outbox.claim(self._owner, self._pace.lease)
        if row is None:
            return False
        self._record(row, self._tried(row), until or Event())
        return True

    def _tried(self, row: Row) -> Record:
        """Try to send; gives back what is to be written down."""
        taken = time.monotonic()
        try:
            closed = self._hopeless(row)
            if closed is not None:
                return closed
            sid = self._earlier(row)
            if sid is None and self._stops.has(row.number):  # known now: no earlier try has arrived
                return partial(self._outbox.closed, row, State.FAILED, Why.STOPPED)
            if sid is None:
                sid = self._sent(row, taken)
            return partial(self._outbox.accepted, row, sid)
        except RefusedError as refused:
            return self._refused(row, refused)
        except LaterError as later:
            return self._later(row, later)
        except Exception:
            log.exception("text.broke", row=row.id)
            return self._later(row, LaterError(Why.BROKE))

    def _hopeless(self, row: Row) -> Record | None:
        """How a text is closed that may not be sent at all (design section 6)."""
        if not row.number:  # erased after 24 hours
            return partial(self._outbox.closed, row, State.UNKNOWN, Why.TOO_LATE)
        if row.created <= self._clock() - NUMBER_KEPT:  # nobody waits for it any more, whoever should have swept it
            return partial(self._outbox.closed, row, State.FAILED if row.tries == 1 else State.UNKNOWN, Why.TOO_OLD)
        return None

    def _earlier(self, row: Row) -> str | None:
        """The provider's name for this very text, if an earlier try arrived after all."""
        if row.tries == 1:
            return None
        found = self._sender.find(row)
        others = self._outbox.others(row, found)
        return next((sid for sid in found if sid not in others), None)

    def _sent(self, row: Row, taken: float) -> str:
        if row.tries > self._pace.tries:
            raise LaterError(Why.GIVEN_UP)
        if time.monotonic() - taken > self._pace.lease / 2:
            # This process stood still for so long that another may soon have the row: it shall not be sent by both.
            raise LaterError(Why.TOO_SLOW, sure=True)
        return self._sender.send(row).sid

    def _refused(self, row: Row, refused: RefusedError) -> Record:
        if refused.why is Why.STOPPED:
            # Before the number is erased with the closing of the row; the stop list keeps it though the store is away.
            self._stops.add(row.number, self._clock(), Keeper.PROVIDER)
        return partial(self._outbox.closed, row, State.FAILED, refused.why, refused.code)

    def _later(self, row: Row, later: LaterError) -> Record:
        if row.tries < self._pace.tries:
            return partial(self._outbox.again, row, self._pace.after(row.tries, later), later.why, later.code)
        # What may have arrived is not called failed: its report may still come.
        return partial(self._outbox.closed, row, State.FAILED if later.sure else State.UNKNOWN, later.why, later.code)

    def _record(self, row: Row, record: Record, until: Event) -> None:
        """Write down what happened, again and again until it is written; otherwise it would be sent twice."""
        wait, told, deadline = 0.05, False, float("inf")
        while True:
            try:
                ours = record()
            except Exception:
                if not told:
                    log.exception("text.not-written-down", row=row.id)
                told = True
            else:
                log.info("text.tried", row=row.id, tries=row.tries, did=_name(record), ours=ours)
                return
            if until.is_set():
                deadline = min(deadline, time.monotonic() + self._pace.parting)
            if time.monotonic() > deadline:
                log.error("text.left-unwritten", row=row.id)  # the next worker asks the provider for it
                return
            if until.is_set():
                time.sleep(min(wait, PARTING_LOOK))
            else:
                until.wait(wait)  # SIGTERM is heard in the middle of it
            wait = min(wait * 2, self._pace.away)


def _name(record: Record) -> str:
    return str(record.func.__name__) if isinstance(record, partial) else ""
