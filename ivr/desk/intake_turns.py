"""Turns at the intake: each recording that is listened to takes a core for seconds, and callers need the rest."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ivr.errors import DeskError

AT_ONCE = 2
_turns = threading.BoundedSemaphore(AT_ONCE)


class TurnsTakenError(DeskError):
    """As many recordings are being listened to as may be at once in this process."""


@contextmanager
def turn(*, waits: bool) -> Iterator[None]:
    """Listen to a recording when it is its turn; raises TurnsTakenError at once for who does not wait."""
    if not _turns.acquire(blocking=waits):
        raise TurnsTakenError(
            "Two recordings are being listened to just now, so yours was not looked at yet. "
            "Nothing is wrong with it, and you have it still: hand it in again in a minute."
        )
    try:
        yield
    finally:
        _turns.release()
