"""Once a minute numbers are erased, from the files too, stops leave the disk, and missing tables are made."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from ivr.errors import StoreError
from ivr.store import upkeep
from ivr.store.database import Database
from ivr.store.outbox import Outbox, State
from ivr.store.stops import Stops
from ivr.store.upkeep import Upkeep
from tests.postgres import outage
from tests.store.promises import NOW, NUMBER, promise
from tests.waiting import comes

DAY = timedelta(days=1)


def kept(database: Database, folder: Path, at: timedelta = DAY, every: float = 60) -> Upkeep:
    """The upkeep of a database, a day after everything was promised."""
    return Upkeep(Outbox(database), Stops(database, b"key", folder / "stops.journal"), lambda: NOW + at, every)


def test_numbers_are_erased_though_no_worker_runs(database: Database, tmp_path: Path) -> None:
    """Nothing was ever sent, and nothing is left."""
    row = promise(Outbox(database))
    kept(database, tmp_path).when_due()

    after = Outbox(database).by_id(row.id)
    assert after is not None
    assert (after.state, after.number) == (State.FAILED, "")


def test_it_is_done_once_a_minute(database: Database, tmp_path: Path) -> None:
    """Whoever asks more often changes nothing."""
    often = kept(database, tmp_path)
    often.when_due()
    promise(Outbox(database))
    often.when_due()
    assert Outbox(database).totals()[State.WAITING] == 1


@pytest.mark.parametrize("busy", [False, True])
def test_an_erased_number_is_in_no_file_though_the_database_is_open(tmp_path: Path, *, busy: bool) -> None:
    """SQLite keeps what was changed beside its file; where somebody reads just now, it goes the next time."""
    database, other = Database(f"sqlite:///{tmp_path / 'line.db'}"), Database(f"sqlite:///{tmp_path / 'line.db'}")
    database.migrate()
    promise(Outbox(database))
    assert found(tmp_path), "it must be there at first"

    if busy:
        with other.reading() as connection:
            connection.execute(text("SELECT count(*) FROM outbox"))
            before = time.monotonic()
            kept(database, tmp_path).when_due()
            assert time.monotonic() - before < 2, "nobody is waited for"
            assert found(tmp_path), "otherwise this tries nothing"
    kept(database, tmp_path).when_due()
    assert not found(tmp_path)
    assert Outbox(other).totals()[State.FAILED] == 1
    database.close()
    other.close()


def found(folder: Path) -> list[str]:
    """The files that hold the number."""
    return [path.name for path in folder.iterdir() if NUMBER[1:].encode() in path.read_bytes()]


def test_stops_leave_the_disk(database: Database, tmp_path: Path) -> None:
    """Though nobody asks for anything."""
    stops = Stops(database, b"key", tmp_path / "stops.journal")
    with outage(database):
        stops.add(NUMBER, NOW)
    kept(database, tmp_path).when_due()
    assert Stops(database, b"key", tmp_path / "elsewhere.journal").has(NUMBER)


def test_tables_that_are_missing_are_made_as_soon_as_there_is_a_place(tmp_path: Path) -> None:
    """The line was started without its database; one line in the log tells of it."""
    place, until = tmp_path / "place", threading.Event()
    place.write_text("no folder", encoding="ascii")
    database = Database(f"sqlite:///{place / 'line.db'}")
    with capture_logs() as logged:
        thread = threading.Thread(target=kept(database, tmp_path).run, args=(until,), daemon=True)
        thread.start()
        assert comes(lambda: bool(logged))
        place.unlink()
        assert comes(lambda: _promises(database))
        assert comes(lambda: len(logged) > 1)
        until.set()
        thread.join(10)
    assert [each["event"] for each in logged] == ["upkeep.waits", "upkeep.works-again"]
    database.close()


def test_a_database_that_was_put_back_empty_gets_its_tables(postgres_empty: str, tmp_path: Path) -> None:
    """While everything runs."""
    database = Database(postgres_empty)
    often = kept(database, tmp_path, every=0)
    often.when_due()
    with database.writing() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    with pytest.raises(StoreError):
        often.when_due()
    often.when_due()
    assert _promises(database)
    database.close()


def test_it_ends_when_told(database: Database, tmp_path: Path) -> None:
    """At once, in the middle of its minute."""
    until = threading.Event()
    thread = threading.Thread(target=kept(database, tmp_path).run, args=(until,), daemon=True)
    thread.start()
    time.sleep(0.1)
    until.set()
    thread.join(upkeep.LOOK + 5)
    assert not thread.is_alive()


def _promises(database: Database) -> bool:
    try:
        return promise(Outbox(database)).tries == 0
    except StoreError:
        return False
