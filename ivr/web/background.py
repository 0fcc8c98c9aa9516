"""Work that goes on beside the requests, in each process that answers, and that ends when the process is told to."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event, Thread

# For what is in hand: a text that is being sent is written down. gunicorn ends a process 20 s after SIGTERM.
PARTING_SECONDS = 15.0


class Background:
    """Pieces of work, each in a thread; `start` after the fork, for no thread comes along into a new process."""

    def __init__(self, *works: Callable[[Event], None]) -> None:
        self._works = works
        self._until = Event()
        self._threads: tuple[Thread, ...] = ()

    def start(self) -> None:
        """Begin; whatever ends the process ends the work too."""
        self._threads = tuple(
            Thread(target=work, args=(self._until,), name="background", daemon=True) for work in self._works
        )
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Let all finish what they have in hand, and wait for that."""
        self._until.set()
        deadline = time.monotonic() + PARTING_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
