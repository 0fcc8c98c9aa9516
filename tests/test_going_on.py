"""Work that lies in the database goes on by itself, and says once that it waits and once that it works again."""

from __future__ import annotations

from threading import Event

from structlog.testing import capture_logs

from ivr.going_on import Rhythm, go_on

RHYTHM = Rhythm(poll=1.0, longest=4.0)


class Ending(Event):
    """Waits for nothing, remembers for how long, and ends after so many waits."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.waits: list[float] = []
        self._most = most

    def wait(self, timeout: float | None = None) -> bool:
        """Note it."""
        self.waits.append(timeout or 0.0)
        if len(self.waits) >= self._most:
            self.set()
        return self.is_set()


def test_piece_follows_piece_and_only_then_it_waits() -> None:
    """Each piece knows what ends it."""
    left, until = [True, True, False], Ending(1)

    def one(given: Event) -> bool:
        assert given is until
        return left.pop(0)

    go_on("worker", one, until, RHYTHM)
    assert (left, until.waits) == ([], [RHYTHM.poll])


def test_what_fails_is_tried_again_later_and_later_and_told_once_each_time() -> None:
    """Up to the longest wait; the next failure is told anew, and waited for from the start."""
    fails, until = [True] * 5 + [False] + [True] + [False] * 2, Ending(9)

    def one(_until: Event) -> bool:
        if fails.pop(0):
            raise OSError("The database is away.")
        return False

    with capture_logs() as logged:
        go_on("fetcher", one, until, RHYTHM)

    for waited, meant in zip(until.waits, (1, 2, 4, 4, 4, 1, 1, 1, 1), strict=True):
        assert 0.75 * meant <= waited <= 1.25 * meant
    assert [(each["event"], each["log_level"]) for each in logged] == [
        ("fetcher.waits", "error"),
        ("fetcher.works-again", "info"),
    ] * 2


def test_what_has_ended_begins_nothing() -> None:
    """Not one piece."""
    until = Event()
    until.set()
    begun: list[Event] = []

    def piece(until: Event) -> bool:
        begun.append(until)
        return False

    go_on("renderer", piece, until)
    assert begun == []
