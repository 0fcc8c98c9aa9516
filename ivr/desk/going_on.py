"""The life of work that lies in the database: piece after piece until told to end, with patience where that is away."""

from __future__ import annotations

import random
from collections.abc import Callable
from threading import Event

POLL_SECONDS = 0.5  # between two looks where nothing waits
LONGEST_WAIT = 15.0  # between two tries while the database is away


def go_on(one: Callable[[Event], bool], until: Event, waits: Callable[[Exception], object]) -> None:
    """Do pieces of work until `until` is set.

    Args:
        one: does one piece, and says whether there was one; whatever it raises is tried again, later and later.
        until: ends it.
        waits: told what went wrong when the first try fails, once; for the log.
    """
    away = 0.0
    while not until.is_set():
        try:
            worked = one(until)
        except Exception as problem:  # noqa: BLE001 - whatever it is, the work must go on
            if not away:
                waits(problem)
            away = min(LONGEST_WAIT, away * 2 or POLL_SECONDS)
            until.wait(away * random.uniform(0.75, 1.25))  # noqa: S311 - no secret
            continue
        away = 0.0
        if not worked:
            until.wait(POLL_SECONDS)
