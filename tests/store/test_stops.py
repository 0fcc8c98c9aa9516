"""A stop is kept whatever is away, holds until a start, and names nobody."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from ivr.errors import StoreError
from ivr.store.database import Database
from ivr.store.journal import Journal, Noted
from ivr.store.stops import Keeper, Stops
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


def waiting(journal: Path) -> bool:
    """Whether anything is left on the disk."""
    return Journal(journal).waiting()


@pytest.mark.parametrize("away", [False, True])
def test_a_stop_holds_though_an_earlier_start_was_dated_by_a_fast_clock(
    stops: Stops, hurried: Database, *, away: bool
) -> None:
    """What is told now holds; only what two machines kept on their disks is put in order by time."""
    stops.remove(NUMBER, NOW + timedelta(minutes=10))
    if away:
        with outage(hurried):
            stops.remove(NUMBER, NOW + timedelta(minutes=20))
            stops.add(NUMBER, NOW)
            assert stops.has(NUMBER)
        return
    stops.add(NUMBER, NOW)
    assert stops.has(NUMBER)


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

    assert stops.replay() == 4, "the start was told for both keepers"
    assert not waiting(journal)
    assert stops.has(NUMBER)
    assert stops.has(OTHER)
    assert stops.replay() == 0


def test_whoever_asks_next_brings_the_file_into_the_database(stops: Stops, hurried: Database, journal: Path) -> None:
    """Nobody has to remember to."""
    with outage(hurried):
        stops.add(NUMBER, NOW)
    assert not stops.has(OTHER)
    assert not waiting(journal)
    with outage(hurried):
        stops.add(OTHER, NOW)
    stops.remove(NUMBER, LATER)

    assert not waiting(journal)
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


def test_a_key_ends_our_stop_and_not_the_provider_s(stops: Stops) -> None:
    """It would refuse the next text all the same; START in a text reaches both."""
    stops.add(NUMBER, NOW, Keeper.LINE)
    assert stops.remove_ours(NUMBER, NOW)
    assert not stops.has(NUMBER)

    stops.add(NUMBER, NOW, Keeper.PROVIDER)
    stops.add(NUMBER, LATER, Keeper.LINE)
    assert not stops.remove_ours(NUMBER, LATER)
    assert stops.has(NUMBER)
    stops.remove(NUMBER, LATER)
    assert not stops.has(NUMBER)
    assert stops.remove_ours(NUMBER, LATER)


def test_a_key_s_start_is_refused_while_nobody_knows_whose_stop_it_is(stops: Stops, hurried: Database) -> None:
    """Nothing is changed, and nothing is claimed."""
    stops.add(NUMBER, NOW, Keeper.PROVIDER)
    with outage(hurried), pytest.raises(StoreError):
        stops.remove_ours(NUMBER, LATER)
    assert stops.has(NUMBER)


def test_a_provider_s_stop_that_waits_on_the_disk_holds_against_a_key(
    stops: Stops, hurried: Database, journal: Path
) -> None:
    """The report came while the database was away."""
    with outage(hurried):
        stops.add(NUMBER, NOW)
    assert not Stops(hurried, KEY, journal).remove_ours(NUMBER, LATER)


def test_what_waits_on_the_disk_does_not_beat_a_later_stop_elsewhere(
    stops: Stops, hurried: Database, database_url: str, tmp_path: Path, journal: Path
) -> None:
    """Two machines: one still has an old start on its disk, the other one was told STOP since."""
    with outage(hurried):
        stops.remove(NUMBER, NOW)
    old = journal.read_bytes()
    Stops(Database(database_url), KEY, tmp_path / "elsewhere.journal").add(NUMBER, LATER)

    assert stops.has(NUMBER)
    assert not waiting(journal), "and it is brought to the database at once"
    journal.write_bytes(old)
    stops.replay()
    assert stops.has(NUMBER)


def test_nobody_waits_for_the_bringing(stops: Stops, hurried: Database, journal: Path) -> None:
    """The database takes its time over what the disk kept; stops go on, and none is lost."""
    with outage(hurried):
        stops.add(NUMBER, NOW)
    began, go_on = threading.Event(), threading.Event()

    def slow(notes: tuple[Noted, ...]) -> None:
        assert notes
        began.set()
        assert go_on.wait(20)
        raise StoreError("The database is too busy just now.")

    def bring() -> None:
        with pytest.raises(StoreError):
            Journal(journal).empty_into(slow)

    bringing = threading.Thread(target=bring)
    bringing.start()
    assert began.wait(10)
    before = time.monotonic()
    stops.add(OTHER, NOW)
    assert stops.has(OTHER)
    assert stops.has(NUMBER)
    assert time.monotonic() - before < 0.8
    go_on.set()
    bringing.join(20)

    assert stops.replay() == 2
    assert not waiting(journal)
    assert stops.has(OTHER)
    assert stops.has(NUMBER)


def test_what_a_crash_left_renamed_is_found_again(stops: Stops, hurried: Database, journal: Path) -> None:
    """Between the renaming and the database; it holds meanwhile, and a newer change comes after it."""
    with outage(hurried):
        stops.add(NUMBER, NOW)
        stops.add(OTHER, NOW)
        assert journal.with_name(f"{journal.name}.moving").exists(), "the second one tried to bring both"
        assert not journal.exists()
        assert stops.has(NUMBER)
        stops.remove(OTHER, LATER)

    assert stops.replay() == 4
    assert not waiting(journal)
    assert stops.has(NUMBER)
    assert not stops.has(OTHER)
