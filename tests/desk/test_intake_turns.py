"""Turns at the intake: two recordings at once, whoever can wait waits, and a browser is told at once."""

from __future__ import annotations

import threading
from contextlib import ExitStack, suppress

import pytest

from ivr.desk.intake_turns import AT_ONCE, TurnsTakenError, turn


def test_the_third_is_told_at_once_or_waits() -> None:
    """And has its turn as soon as one of them ends, however it ends."""
    came = threading.Event()

    def wait() -> None:
        with turn(waits=True):
            came.set()

    waiting = threading.Thread(target=wait)
    with suppress(ZeroDivisionError), ExitStack() as held:
        for _ in range(AT_ONCE):
            held.enter_context(turn(waits=False))
        with pytest.raises(TurnsTakenError, match="hand it in again in a minute"), turn(waits=False):
            raise AssertionError("a third one")
        waiting.start()
        assert not came.wait(0.2)
        raise ZeroDivisionError
    assert came.wait(10)
    waiting.join()
    with turn(waits=False), turn(waits=False):
        pass
