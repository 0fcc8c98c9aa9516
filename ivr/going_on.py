"""The life of work that lies in the database: piece after piece until told to end, with patience where that is away."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

import structlog

log = structlog.get_logger()


@dataclass(frozen=True)
class Rhythm:
    """How long it waits, in seconds: `poll` where nothing is to be done, `longest` between two tries at the most."""

    poll: float = 0.5
    longest: float = 15.0


USUAL = Rhythm()


def go_on(name: str, one: Callable[[Event], bool], until: Event, rhythm: Rhythm = USUAL) -> None:
    """Do pieces of work until `until` is set.

    Whatever goes wrong is tried again, later and later, with one line in the log when that begins (`<name>.waits`) and
    one when it is over (`<name>.works-again`), and not a flood.

    Args:
        name: of the work, in the log.
        one: does one piece, and says whether there was one; a piece in hand when `until` is set is finished first.
        until: ends it.
        rhythm: how long it waits.
    """
    waits, works = f"{name}.waits", f"{name}.works-again"
    away = 0.0
    while not until.is_set():
        try:
            worked = one(until)
        except Exception:
            if not away:
                log.exception(waits)
            away = min(rhythm.longest, away * 2 or rhythm.poll)
            until.wait(away * random.uniform(0.75, 1.25))  # noqa: S311 - no secret
            continue
        if away:
            log.info(works)
            away = 0.0
        if not worked:
            until.wait(rhythm.poll)
