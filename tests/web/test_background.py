"""What goes on beside the requests ends when the process is told to, after what it has in hand."""

from __future__ import annotations

import time
from functools import partial
from threading import Barrier, Event

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


def test_several_works_go_on_at_once_and_all_are_waited_for() -> None:
    """Each until the process is told to end."""
    both, done = Barrier(2), list[str]()

    def work(name: str, until: Event) -> None:
        both.wait(5)  # neither waits for the other's end
        until.wait()
        time.sleep(0.2)
        done.append(name)

    beside = Background(partial(work, "one"), partial(work, "other"))
    beside.start()
    beside.end()
    assert sorted(done) == ["one", "other"]


def test_what_never_began_ends_at_once() -> None:
    """As where the process failed before."""
    ran = list[str]()
    before = time.monotonic()
    Background(lambda _: ran.append("began")).end()

    assert ran == []
    assert time.monotonic() - before < 1
