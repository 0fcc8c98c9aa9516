"""Questions that a caller waits for: a moment each, and none at all for some seconds after the database was away."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

import structlog

from ivr.errors import StoreError

REST_SECONDS = 3.0  # after a failure nobody is kept waiting; then one caller tries whether it is back
AWAY = "The database cannot be reached."
SLOW = "The database did not answer in time."

Answer = TypeVar("Answer")
log = structlog.get_logger()


class _Mine(threading.local):
    """Until when the thread that runs a question may still change something; 0 for threads that may take their time."""

    until: float = 0.0


_mine = _Mine()


def check() -> None:
    """Keep a question whose asker has gone from changing anything.

    Raises:
        StoreError: nobody waits for this thread's question any more.
    """
    if _mine.until and time.monotonic() > _mine.until:
        raise StoreError(SLOW, away=True)


class _Question(Generic[Answer]):
    """A question on its way through a thread of its own."""

    def __init__(self, ask: Callable[[], Answer], until: float) -> None:
        self._ask = ask
        self._until = until
        self._done = threading.Event()
        self._answers: list[Answer] = []
        self._problem: BaseException | None = None

    def run(self) -> None:
        _mine.until = self._until
        try:
            self._answers.append(self._ask())
        except BaseException as problem:  # noqa: BLE001 - whoever asked hears of it
            self._problem = problem
        self._done.set()

    def answer(self, seconds: float) -> Answer:
        if not self._done.wait(seconds):
            raise StoreError(SLOW, away=True)
        if self._problem is not None:
            raise self._problem
        return self._answers[0]


class Hurry:
    """Asks in a thread of its own, because no driver's time limit holds everywhere.

    libpq waits 2 seconds at least for a connection, SQLite for a stalled disk, and both for ever for a frozen server.
    A thread that is left behind ends when its driver gives up; it can change nothing then (`check`). After a failure
    only one question every `rest` seconds is tried, so few are ever left.
    """

    def __init__(self, seconds: float, rest: float) -> None:
        self._seconds = seconds
        self._rest = rest
        self._lock = threading.Lock()
        self._away = False
        self._next_try = 0.0

    def deadline(self) -> float:
        """Until when (`time.monotonic`) somebody waits who comes now."""
        return _mine.until or time.monotonic() + self._seconds

    def ask(self, question: Callable[[], Answer], until: float | None = None) -> Answer:
        """The answer of `question`, by `until` or within the seconds; at once inside of another question.

        Raises:
            StoreError: away, slow, or what the question itself raised.
        """
        if _mine.until:
            return question()
        until = until or self.deadline()
        left = until - time.monotonic()
        if left <= 0:  # an earlier question took it all: that says nothing of the database
            raise StoreError(SLOW, away=True)
        if not self._may_try():
            raise StoreError(AWAY, away=True)
        asked = _Question(question, until)
        threading.Thread(target=asked.run, name="store", daemon=True).start()
        try:
            answer = asked.answer(left)
        except StoreError as problem:
            self._note(away=problem.away)
            raise
        self._note(away=False)
        return answer

    def _may_try(self) -> bool:
        with self._lock:
            now = time.monotonic()
            if self._away and now < self._next_try:
                return False
            self._next_try = now + self._rest  # the others go on without it while this one finds out
            return True

    def _note(self, *, away: bool) -> None:
        with self._lock:
            changed, self._away = away != self._away, away
            self._next_try = time.monotonic() + self._rest
        if changed:
            log.error("store.away", says=AWAY) if away else log.info("store.back")
