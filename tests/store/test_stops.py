"""A stop is kept whatever is away, holds until a start, and names nobody."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from ivr.errors import StoreError
from ivr.store.database import Database
from ivr.store.journal import Journal, Noted
from ivr.store.stops import Stops
from tests.postgres import outage
from tests.store.promises import NOW, NUMBER

OTHER = "+12025550148"
KEY = b"a stop key of the tests"
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """Where changes wait while the database is away; its folder does not exist yet."""
    return tmp_path / "data" / "stops.journal"


@pytest.fixture
def hurried(database_url: str) -> Iterator[Database]:
    """A database as a caller's process has it, which is tried again at once after a failure."""
    opened = Database(database_url, within=10, rest=0)  # a machine that is busy with tests is slow
    yield opened
    opened.close()


@pytest.fixture
def stops(hurried: Database, journal: Path) -> Stops:
    """An empty stop list."""
    return Stops(hurried, KEY, journal)


def test_a_stop_holds_until_a_start(stops: Stops) -> None:
    """Twice is as good as once, both ways, and nobody else is stopped."""
    assert not stops.has(NUMBER)
    for _ in range(2):
        stops.add(NUMBER, NOW)
        assert stops.has(NUMBER)
    assert not stops.has(OTHER)
    for _ in range(2):
        stops.remove(NUMBER, NOW)  # the clock of a demo may stand still
        assert not stops.has(NUMBER)


@pytest.mark.parametrize("written", ["12025550147", "(202) 555-0147", " +1 202 555 0147 "])
def test_a_number_in_two_written_forms_is_one_number(stops: Stops, written: str) -> None:
    """Stopped as one."""
    stops.add(written, NOW)

    assert stops.has(NUMBER)


def test_short_codes_and_names_can_stop_too(stops: Stops) -> None:
    """A machine that texts from a short code is somebody."""
    for sender in ("12345", "rcs:agent", "é", "\ud800"):
        stops.add(sender, NOW)
        assert stops.has(sender)


def test_a_stop_outlives_the_process(stops: Stops, database_url: str, journal: Path) -> None:
    """A new one with the same key knows it; with another key nobody is known."""
    stops.add(NUMBER, NOW)

    assert Stops(Database(database_url), KEY, journal).has(NUMBER)
    assert not Stops(Database(database_url), b"another key", journal).has(NUMBER)


def test_stops_are_kept_on_disk_while_the_database_is_away(stops: Stops, hurried: Database, journal: Path) -> None:
    """They hold at once, also for a new process; who is not in the file is not known."""
    stops.remove(OTHER, NOW)
    with outage(hurried):
        stops.add(NUMBER, NOW)
        stops.remove(OTHER, NOW)
        stops.add(OTHER, LATER)
        assert stops.has(NUMBER)
        assert Stops(hurried, KEY, journal).has(OTHER)
        with pytest.raises(StoreError):
            stops.has("+12025550149")

    assert stops.replay() == 3
    assert journal.read_bytes() == b""
    assert stops.has(NUMBER)
    assert stops.has(OTHER)
    assert stops.replay() == 0


def test_whoever_asks_next_brings_the_file_into_the_database(stops: Stops, hurried: Database, journal: Path) -> None:
    """Nobody has to remember to."""
    with outage(hurried):
        stops.add(NUMBER, NOW)
    assert not stops.has(OTHER)
    assert journal.read_bytes() == b""
    with outage(hurried):
        stops.add(OTHER, NOW)
    stops.remove(NUMBER, LATER)

    assert journal.read_bytes() == b""
    assert stops.has(OTHER)
    assert not stops.has(NUMBER)


def test_a_change_that_arrives_late_does_not_undo_a_later_one(
    stops: Stops, hurried: Database, database_url: str, tmp_path: Path
) -> None:
    """Two machines: one kept a stop on its disk, the person said START to the other, then the disk is read."""
    elsewhere = Stops(Database(database_url), KEY, tmp_path / "elsewhere.journal")
    with outage(hurried):
        stops.add(NUMBER, NOW)
    elsewhere.remove(NUMBER, LATER)
    stops.replay()

    assert not elsewhere.has(NUMBER)
    assert not stops.has(NUMBER)


def test_a_replay_that_was_cut_short_is_repeated(stops: Stops, hurried: Database, journal: Path) -> None:
    """Written to the database and not yet forgotten: nothing is doubled or lost."""
    with outage(hurried):
        stops.add(NUMBER, NOW)
    kept = journal.read_bytes()
    stops.replay()
    stops.remove(NUMBER, LATER)
    journal.write_bytes(kept)

    assert stops.replay() == 1
    assert not stops.has(NUMBER)


def test_neither_the_file_nor_the_table_holds_a_number(stops: Stops, hurried: Database, journal: Path) -> None:
    """Hashes under a key that lies elsewhere."""
    with outage(hurried):
        stops.add(NUMBER, NOW)
        assert b"2025550147" not in journal.read_bytes()
        assert oct(journal.stat().st_mode)[-3:] == "600"
    stops.replay()
    with hurried.reading() as connection:
        assert "2025550147" not in str(connection.execute(text("SELECT * FROM stops")).all())


def test_a_disk_that_cannot_be_written_is_told(hurried: Database, tmp_path: Path) -> None:
    """Nobody is told that a stop was kept when it was not."""
    (tmp_path / "file").write_text("no folder", encoding="ascii")
    stops = Stops(hurried, KEY, tmp_path / "file" / "stops.journal")
    with outage(hurried), pytest.raises(StoreError):
        stops.add(NUMBER, NOW)


NOTES = st.builds(
    Noted,
    st.binary(min_size=32, max_size=32),
    st.booleans(),
    st.datetimes(timezones=st.just(UTC), min_value=datetime(2000, 1, 1)),  # noqa: DTZ001 - its zone is given apart
)


@given(notes=st.lists(NOTES, min_size=1, max_size=6), cut=st.integers(1, 90), more=NOTES)
@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_crash_loses_at_most_the_line_it_cut(tmp_path: Path, notes: list[Noted], cut: int, more: Noted) -> None:
    """What was kept before is read, and what is kept afterwards too."""
    path = tmp_path / "journal"
    path.unlink(missing_ok=True)
    journal = Journal(path)
    for noted in notes:
        journal.add(noted)
    assert journal.notes() == tuple(notes)

    whole = path.read_bytes()
    last = whole.rindex(b"\n", 0, len(whole) - 1) + 1 if len(notes) > 1 else 0
    path.write_bytes(whole[: max(last, len(whole) - cut)])
    journal.add(more)
    assert journal.notes() in ((*notes[:-1], more), (*notes, more))
    assert cut < len("+00:00\n") or len(journal.notes()) == len(notes)


@given(rubbish=st.binary(max_size=300))
@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_file_breaks_nothing(tmp_path: Path, rubbish: bytes) -> None:
    """What can be read of it is read, and it can be written on."""
    path = tmp_path / "journal"
    path.write_bytes(rubbish)
    journal = Journal(path)
    kept = Noted(b"x" * 32, stopped=True, changed=NOW)
    journal.add(kept)

    assert journal.notes()[-1] == kept
    assert journal.latest(b"x" * 32) == kept


def test_many_threads_lose_no_stop(stops: Stops, hurried: Database) -> None:
    """With the database going away in the middle."""
    numbers = [f"+120255501{each:02}" for each in range(8)]
    halfway, away = threading.Barrier(9), threading.Barrier(9)

    def busy(mine: str) -> None:
        stops.add(mine, NOW)
        halfway.wait(20)
        away.wait(20)
        stops.remove(mine, NOW)
        stops.add(mine, LATER)

    threads = [threading.Thread(target=busy, args=(number,)) for number in numbers]
    for thread in threads:
        thread.start()
    halfway.wait(20)
    with outage(hurried):
        away.wait(20)
        for thread in threads:
            thread.join()
    stops.replay()

    assert all(stops.has(number) for number in numbers)
