"""Work that goes on beside the requests, in each process that answers, and that ends when the process is told to."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread

# For what is in hand: a text that is being sent is written down. gunicorn ends a process 20 s after SIGTERM.
PARTING_SECONDS = 15.0


class Background:
    """One piece of work in a thread; `start` after the fork, for a thread does not come along into a new process."""

    def __init__(self, work: Callable[[Event], None]) -> None:
        self._work = work
        self._until = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begin; whatever ends the process ends the work too."""
        self._thread = Thread(target=self._work, args=(self._until,), name="background", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Let it finish what it has in hand, and wait for that."""
        self._until.set()
        if self._thread is not None:
            self._thread.join(PARTING_SECONDS)
