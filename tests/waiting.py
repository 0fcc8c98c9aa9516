"""Waiting for what is meant, and never for a while that should do."""

from __future__ import annotations

import time
from collections.abc import Callable

MOST_SECONDS = 30.0  # a machine that does much else at the same time is slow


def comes(true: Callable[[], bool]) -> bool:
    """Whether it becomes true within thirty seconds."""
    deadline = time.monotonic() + MOST_SECONDS
    while not (found := true()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return found
