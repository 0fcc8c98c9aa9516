"""What goes on beside the requests ends when the process is told to, after what it has in hand."""

from __future__ import annotations

import time
from threading import Event

from ivr.web.background import Background


def test_what_is_in_hand_is_finished() -> None:
    """The process waits for it."""
    began, done = Event(), list[str]()

    def work(until: Event) -> None:
        while not until.is_set():
            began.set()
            time.sleep(0.3)
            done.append("sent and written down")

    beside = Background(work)
    beside.start()
    assert began.wait(5)
    beside.end()
    assert done == ["sent and written down"]


def test_what_never_began_ends_at_once() -> None:
    """As where the process failed before."""
    ran = list[str]()
    before = time.monotonic()
    Background(lambda _: ran.append("began")).end()

    assert ran == []
    assert time.monotonic() - before < 1
