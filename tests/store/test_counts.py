"""The counts on both databases: added together from several processes, last places turned into counts exactly once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ivr.errors import StoreError
from ivr.store.count_tables import COUNTS, LAST_PLACES
from ivr.store.counts import Cell, Counts, Last, hour_of
from ivr.store.database import Database
from ivr.store.outbox import Outbox
from ivr.store.stops import Stops
from ivr.store.upkeep import Upkeep
from tests.postgres import outage
from tests.store.promises import NOW

HOUR = datetime(2026, 6, 17, 16, tzinfo=UTC)
SOON = timedelta(seconds=1)


def cell(name: str = "", kind: str = "call", hour: datetime = HOUR) -> Cell:
    """Something to count."""
    return Cell(hour, "en", 3, kind, name)


def last(call: str, place: str, seen_at: datetime = NOW) -> Last:
    """Where a call was."""
    return Last(call, place, "en", 3, seen_at)


def kept(counts: Counts) -> dict[Cell, int]:
    """Everything there is."""
    return counts.between(HOUR - timedelta(days=400), HOUR + timedelta(days=400))


@pytest.fixture
def counts(database: Database) -> Counts:
    """Nothing counted yet."""
    return Counts(database)


def test_what_is_counted_is_added_up(counts: Counts) -> None:
    """Each cell by itself; hours, languages, editions and names are all told apart."""
    some = [cell(), cell("main", "left"), cell(hour=HOUR + timedelta(hours=1)), Cell(HOUR, "es", 3, "call", "")]
    some.append(Cell(HOUR, "en", 4, "call", ""))
    counts.add(dict.fromkeys(some, 2))
    counts.add({some[0]: 5, cell("other"): 1})
    assert kept(counts) == {**dict.fromkeys(some, 2), some[0]: 7, cell("other"): 1}


def test_an_hour_belongs_to_the_period_in_which_it_begins(counts: Counts) -> None:
    """The end is no part of it."""
    hours = [HOUR + timedelta(hours=each) for each in range(4)]
    counts.add({cell(hour=hour): 1 for hour in hours})
    assert [each.hour for each in counts.between(hours[1], hours[3])] == hours[1:3]
    assert hour_of(NOW) == HOUR


def test_thousands_of_cells_and_calls_are_written_at_once(counts: Counts) -> None:
    """As after an hour without the database."""
    more = {cell(f"name {number}"): number + 1 for number in range(1500)}
    ended = [f"call {number}" for number in range(1500)]
    counts.add(more, [last(call, "main") for call in ended])
    assert counts.underway() == 1500
    counts.add({}, ended=ended)
    assert kept(counts) == {**more, cell("main", "left"): 1500}


def test_a_call_is_left_where_it_was_last(counts: Counts) -> None:
    """Whichever process saw it there, and whichever writes first."""
    counts.add({}, [last("a", "topic.coping.2", NOW + SOON), last("b", "main")])
    counts.add({}, [last("a", "greeting", NOW)])
    counts.add({}, ended=["a", "nobody knows this one"])
    assert kept(counts) == {cell("topic.coping.2", "left"): 1}
    assert counts.underway() == 1


def test_an_end_that_is_told_twice_counts_once(counts: Counts) -> None:
    """The carrier repeats what it could not deliver."""
    counts.add({cell(): 1}, [last("a", "main")], ["a"])
    counts.add({}, ended=["a"])
    assert kept(counts) == {cell(): 1, cell("main", "left"): 1}


def test_nothing_is_counted_where_something_fails(counts: Counts, database: Database) -> None:
    """All or nothing, so that what is tried again is not counted twice."""
    with outage(database), pytest.raises(StoreError):
        counts.add({cell(): 1}, [last("a", "main")])
    with pytest.raises(StoreError):
        counts.add({Cell(HOUR, "en", 3, "call", None): 1}, [last("a", "main")])  # type: ignore[arg-type]
    assert kept(counts) == {}
    assert counts.underway() == 0


def test_processes_that_count_the_same_lose_nothing(counts: Counts, database_url: str) -> None:
    """Eight at once, each many times, on the same cells and calls in another order."""

    def process(number: int) -> None:
        database = Database(database_url)
        mine = Counts(database)
        names = [f"name {(each + number) % 7}" for each in range(7)]
        for each in range(25):
            calls = [f"call {(at + number) % 5}" for at in range(5)]
            mine.add({cell(name): 1 for name in names}, [last(call, "main") for call in calls], calls[each % 2 :: 2])
        database.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(process, range(8)))
    found = kept(counts)
    assert {each.name: count for each, count in found.items() if each.kind == "call"} == {
        f"name {number}": 200 for number in range(7)
    }


@pytest.mark.parametrize("age", [timedelta(hours=24), timedelta(days=9)])
def test_upkeep_counts_the_calls_whose_end_was_never_told(
    counts: Counts, database: Database, tmp_path: Path, age: timedelta
) -> None:
    """In the hour in which they were seen, once; a call of today goes on."""
    counts.add({}, [last("old", "main", NOW - age), last("older", "main", NOW - age), last("new", "numbers", NOW)])
    upkeep = Upkeep(Outbox(database), Stops(database, b"key", tmp_path / "stops.journal"), lambda: NOW, 0.0)
    upkeep.when_due()
    upkeep.when_due()
    assert kept(counts) == {cell("main", "left", hour_of(NOW - age)): 2}
    assert counts.underway() == 1


def test_the_columns_are_wide_enough() -> None:
    """PostgreSQL refuses what is too long."""
    assert {getattr(column.type, "length", 0) for column in (COUNTS.c.name, LAST_PLACES.c.place)} == {120}
