"""Counting beside the calls: nothing is lost while the database is away, nothing is counted twice, no call waits."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from ivr.content.model import Pace
from ivr.errors import StoreError
from ivr.flow.counted import Kind
from ivr.flow.session import Arrived, End, Key, Listen, Session, Turn, View
from ivr.flow.texting.thread import Kind as TextKind
from ivr.flow.texting.thread import TextTurn, Thread
from ivr.line.counting import Counter, Stepped
from ivr.store.counts import Cell, Counts, Last
from ivr.store.database import Database
from tests.postgres import outage

NOW = datetime(2026, 6, 17, 16, 30, tzinfo=UTC)
HOUR = NOW.replace(minute=0)


class Sheet:
    """A table on paper, which can be away."""

    def __init__(self) -> None:
        self.away = False
        self.cells: dict[tuple[str, str], int] = {}
        self.last: list[str] = []
        self.ended: list[str] = []

    def add(self, more: Mapping[Cell, int], last: Iterable[Last], ended: list[str]) -> None:
        """Write it down."""
        if self.away:
            raise StoreError("The database cannot be reached.", away=True)
        for cell, count in more.items():
            self.cells[cell.kind, cell.name] = self.cells.get((cell.kind, cell.name), 0) + count
        self.last += [each.call for each in last]
        self.ended += ended


def turn(place: str = "main") -> Turn:
    """A turn that ends at a place."""
    return Turn(Session(View("en", Pace.NORMAL, place)), (), Listen())


def call(counter: Counter, name: str = "a", place: str = "main", now: datetime = NOW) -> None:
    """One call is answered."""
    counter.call(None, Arrived(), turn(place), Stepped(name, 3, now))


def text(counter: Counter) -> None:
    """One text came in."""
    counter.text(TextTurn(Thread("en"), ("menu",), End(), TextKind.MENU), 3, NOW)


def left(counts: Counts) -> dict[str, int]:
    """How many calls were left where."""
    found = counts.between(HOUR - timedelta(days=1), HOUR + timedelta(days=1))
    return {cell.name: count for cell, count in found.items() if cell.kind == Kind.LEFT}


def test_calls_and_texts_are_written_once(database: Database) -> None:
    """However often it writes; with hour, language and edition."""
    counter, counts = Counter(Counts(database)), Counts(database)
    call(counter, "a", "greeting")
    call(counter, "b", "greeting")
    text(counter)
    counter.delivery("row 1", "delivered", NOW)
    for _ in range(3):
        counter.flush()
    assert counts.between(HOUR, HOUR + timedelta(hours=1)) == {
        Cell(HOUR, "en", 3, "call", ""): 2,
        Cell(HOUR, "en", 3, "text", "menu"): 1,
        Cell(HOUR, "", 0, "delivery", "delivered"): 1,
    }
    assert counts.underway() == 2


def test_where_a_call_was_left_waits_for_the_other_processes(database: Database) -> None:
    """The process that hears of the end has not seen the last step, and hears of it before that is written."""
    counts = Counts(database)
    ours, other = Counter(counts, settling=0.5), Counter(counts)
    call(ours, "a", "greeting")
    ours.flush()
    call(other, "a", "numbers", NOW + timedelta(seconds=40))
    ours.ended("a")
    ours.flush()
    assert left(counts) == {}
    other.flush()
    time.sleep(0.6)
    ours.flush()
    assert left(counts) == {"numbers": 1}
    assert counts.underway() == 0


def test_a_process_that_ends_writes_everything(database: Database) -> None:
    """Once more than every second; the end of a call that has just ended is for the upkeep to find."""
    counter, until = Counter(Counts(database)), threading.Event()
    thread = threading.Thread(target=counter.run, args=(until,))
    thread.start()
    call(counter, "a", "numbers")
    counter.ended("a")
    until.set()
    thread.join(20)
    assert not thread.is_alive()
    counts = Counts(database)
    assert (left(counts), counts.underway()) == ({}, 1)
    counts.sweep(NOW + timedelta(days=1))
    assert (left(counts), counts.underway()) == ({"numbers": 1}, 0)


def test_counts_wait_while_the_database_is_away(database: Database) -> None:
    """They are all there when it is back, each once; the log says it in two lines."""
    counter, until = Counter(Counts(database)), threading.Event()
    thread = threading.Thread(target=counter.run, args=(until,))
    with capture_logs() as logs, outage(database):
        call(counter)
        for _ in range(2):
            with pytest.raises(StoreError):
                counter.flush()
            call(counter)
        thread.start()
        deadline = time.monotonic() + 20
        while not logs and time.monotonic() < deadline:
            time.sleep(0.02)
    with capture_logs() as later:
        while not later and time.monotonic() < deadline:
            time.sleep(0.02)
        until.set()
        thread.join(20)
    assert [line["event"] for line in [*logs, *later]] == ["counts.waiting", "counts.written-again"]
    assert Counts(database).between(HOUR, HOUR + timedelta(hours=1)) == {
        Cell(HOUR, "en", 3, "call", ""): 3,
        Cell(HOUR, "en", 3, "place", "main"): 3,
    }


def test_an_end_that_could_not_be_written_is_written_later() -> None:
    """And the place in which the call was last stays the newest."""
    sheet = Sheet()
    counter = Counter(sheet, settling=0)
    sheet.away = True
    call(counter, "a", "greeting")
    counter.ended("a")
    with pytest.raises(StoreError):
        counter.flush()
    call(counter, "a", "main", NOW + timedelta(seconds=1))
    sheet.away = False
    counter.flush()
    assert (sheet.last, sheet.ended) == (["a"], ["a"])
    assert sheet.cells == {("call", ""): 2, ("place", "main"): 1}


def test_what_waits_too_long_is_dropped_oldest_first_with_one_line() -> None:
    """Memory has an end; the newest counts are the ones that staff will look for."""
    sheet = Sheet()
    counter = Counter(sheet, most=10)
    sheet.away = True
    with capture_logs() as logs:
        for number in range(30):
            counter.delivery(f"row {number}", f"failed.{number}", NOW + timedelta(hours=number))
            with pytest.raises(StoreError):
                counter.flush()
            call(counter, f"call {number}", "greeting", NOW + timedelta(hours=number))
    assert [line["event"] for line in logs] == ["counts.dropped"]
    sheet.away = False
    counter.flush()
    names = [name for kind, name in sheet.cells if kind == Kind.DELIVERY]
    assert names == [f"failed.{number}" for number in range(25, 30)]
    assert sheet.last == [f"call {number}" for number in range(20, 30)]


def test_a_report_that_comes_again_counts_once() -> None:
    """Of another text it counts."""
    sheet = Sheet()
    counter = Counter(sheet)
    for row in ("1", "1", "2", "1"):
        counter.delivery(row, "delivered", NOW)
    counter.flush()
    counter.delivery("1", "delivered", NOW)
    counter.flush()
    assert sheet.cells == {("delivery", "delivered"): 2}


def test_a_failure_in_counting_is_no_failure_of_the_call() -> None:
    """One line in the log, and the next step is counted."""
    sheet = Sheet()
    counter = Counter(sheet)
    broken = Turn(None, (), Listen())  # type: ignore[arg-type]
    with capture_logs() as logs:
        counter.call(None, Key("1"), broken, Stepped("a", 3, NOW))
        counter.text(None, 3, NOW)  # type: ignore[arg-type]
    assert [line["event"] for line in logs] == ["counts.broke"] * 2
    call(counter)
    counter.flush()
    assert sheet.cells[Kind.CALL, ""] == 1


def test_many_threads_lose_nothing_and_wait_for_nobody(database: Database) -> None:
    """Sixteen threads count while another writes; no step takes a database's time."""
    counter, counts = Counter(Counts(database)), Counts(database)
    slowest = list[float]()

    def caller(number: int) -> None:
        for each in range(200):
            began = time.perf_counter()
            call(counter, f"{number} {each}")
            slowest.append(time.perf_counter() - began)

    threads = [threading.Thread(target=caller, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        counter.flush()
    counter.flush()
    assert counts.between(HOUR, HOUR + timedelta(hours=1))[Cell(HOUR, "en", 3, "call", "")] == 16 * 200
    assert counts.underway() == 16 * 200
    assert sorted(slowest)[len(slowest) * 9 // 10] < 0.01
