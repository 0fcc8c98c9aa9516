"""The database's failures are plain sentences without a number, told fast, and over as soon as it is back."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text
from structlog.testing import capture_logs

from ivr.errors import StoreError
from ivr.store import hurry
from ivr.store.database import Database
from ivr.store.days import Days
from ivr.store.engine import address
from ivr.store.outbox import Outbox, Outcome
from ivr.store.stops import Stops
from ivr.store.tables import OUTBOX
from tests.postgres import outage
from tests.store.promises import NOW, NUMBER, hashed, promise

# A caller waits for 0.25 s; a machine that is busy with tests adds to it. A driver alone would take 2 s, or for ever.
SOON = 0.8
AT_ONCE = 0.2
FORKING = """
import os, sys
from datetime import datetime, timezone
from ivr.store.database import Database
from ivr.store.days import Days
days, now = Days(Database(sys.argv[1], within=5)), datetime.now(timezone.utc)
days.count(b"before", now)
child = os.fork()
for _ in range(20):
    days.count(b"both", now)
if not child:
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
print(days.count(b"both", now))
"""


@pytest.fixture
def hurried(database_url: str) -> Iterator[Database]:
    """A fresh database as a caller's process has it, but patient with a busy machine, and tried again after 0.3 s."""
    opened = Database(database_url, within=10, rest=0.3)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "url",
    ["", "line.db", "sqlite://", "sqlite:///:memory:", "mysql://u:Zqsecret@h/x", "postgresql://u:Zqsecret@h:port/x"],
)
def test_what_is_no_address_is_refused_without_repeating_it(url: str) -> None:
    """It may hold a password."""
    with pytest.raises(StoreError, match="IVR_DATABASE_URL is not the address") as told:
        Database(url)

    assert "Zqsecret" not in "".join(traceback.format_exception(told.value))


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_postgresql_may_be_written_in_three_ways(scheme: str) -> None:
    """All of them with the one driver that is there."""
    assert address(f"{scheme}://u@h/x").drivername == "postgresql+psycopg"


def test_sqlite_loses_nothing_at_a_power_cut(tmp_path: Path) -> None:
    """It waits for the disk at each commit, and writes what it erased over."""
    database = Database(f"sqlite:///{tmp_path / 'line.db'}", within=0.25)
    database.migrate()

    with database.reading() as connection:
        pragmas = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "secure_delete", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "busy_timeout": 150}
    database.close()


def test_nothing_is_kept_of_a_transaction_that_broke(database: Database) -> None:
    """All or nothing, whatever broke."""

    def break_off() -> None:
        with database.writing() as connection:
            connection.execute(insert(OUTBOX).values(_whole()))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()
    assert set(Outbox(database).totals().values()) == {0}


def test_no_failure_quotes_a_number(database: Database) -> None:
    """A row that breaks a rule of the table, a statement that is none, a value of no kind: none is repeated."""
    row = promise(Outbox(database))
    with database.reading() as connection:
        whole = dict(connection.execute(select(OUTBOX)).mappings().one())
    broken = (
        insert(OUTBOX).values({**whole, "id": "another"}),
        insert(OUTBOX).values({**whole, "id": "another", "key": "another", "item": None}),
        text(f"SELECT nothing FROM nowhere WHERE number = '{NUMBER}'"),  # noqa: S608 - that is what is tried
        text("SELECT :number").bindparams(number=object()),
    )
    for statement in broken:
        with pytest.raises(StoreError) as told, database.writing() as connection:
            connection.execute(statement)
        error: BaseException | None = told.value
        while error is not None:
            assert NUMBER[2:] not in f"{error} {error!r} {error.args}"
            error = error.__cause__ or error.__context__
    assert Outbox(database).find(row.key) == row


def test_a_database_that_is_away_is_told_fast_and_found_again(hurried: Database) -> None:
    """The first caller waits a moment, the next ones not at all, and a little later somebody finds it back."""
    days = Days(hurried)
    hurried.soon(lambda: days.count(hashed(NUMBER), NOW))

    with capture_logs() as logged:
        with outage(hurried):
            for longest in (SOON, AT_ONCE, AT_ONCE):
                before = time.monotonic()
                with pytest.raises(StoreError, match=r"cannot be reached|in time"):
                    hurried.soon(lambda: days.count(hashed(NUMBER), NOW))
                assert time.monotonic() - before < longest
            time.sleep(0.4)
            with pytest.raises(StoreError):
                hurried.soon(lambda: days.count(hashed(NUMBER), NOW))
        time.sleep(0.4)
        assert hurried.soon(lambda: days.count(hashed(NUMBER), NOW)) == 1
    assert [each["event"] for each in logged] == ["store.away", "store.back"], "one line each, not a flood"


def test_a_server_that_does_not_answer_keeps_nobody_waiting() -> None:
    """It takes the connection and says nothing: the driver would wait for two seconds."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        database = Database(f"postgresql://u@127.0.0.1:{silent.getsockname()[1]}/x", within=0.25)
        for longest in (SOON, AT_ONCE):
            before = time.monotonic()
            with pytest.raises(StoreError):
                database.soon(lambda: Outbox(database).find("key"))
            assert time.monotonic() - before < longest


def test_neither_a_report_nor_a_stop_waits_for_a_silent_server(tmp_path: Path) -> None:
    """The report is asked for again; the stop is kept on the disk, and holds."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://u@127.0.0.1:{silent.getsockname()[1]}/x"
        before = time.monotonic()
        with pytest.raises(StoreError):
            Outbox(Database(url, within=0.25)).status("A" * 22, "SM1", Outcome.DELIVERED)
        assert time.monotonic() - before < SOON

        stops = Stops(Database(url, within=0.25), b"key", tmp_path / "stops.journal")
        for longest in (SOON, AT_ONCE):
            before = time.monotonic()
            stops.add(NUMBER, NOW)
            assert stops.has(NUMBER)
            assert time.monotonic() - before < longest


def test_a_frozen_connection_keeps_nobody_waiting(postgres_migrated: str) -> None:
    """No time limit of the server helps where the server itself stands still; what it does later is undone."""
    database = Database(postgres_migrated, within=0.25)
    days = Days(database)
    day = NOW.replace(year=2031)
    with database.reading() as connection:
        backend = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    os.kill(backend, signal.SIGSTOP)
    before = time.monotonic()
    try:
        with pytest.raises(StoreError, match="in time"):
            database.soon(lambda: days.count(hashed(NUMBER), day))
        assert time.monotonic() - before < SOON
    finally:
        os.kill(backend, signal.SIGCONT)
    _left_behind_end()
    assert days.count(hashed(NUMBER), day) == 0
    database.close()


def test_a_busy_database_is_not_taken_for_one_that_is_away(tmp_path: Path) -> None:
    """Another process writes for long: this caller is told soon, and the next one is tried again."""
    url = f"sqlite:///{tmp_path / 'line.db'}"
    other, database = Database(url), Database(url, within=0.25)
    other.migrate()
    days = Days(database)
    with other.writing():
        for _ in range(2):
            before = time.monotonic()
            with pytest.raises(StoreError, match="too busy"):
                database.soon(lambda: days.count(hashed(NUMBER), NOW))
            assert 0.05 < time.monotonic() - before < SOON
        assert set(database.soon(Outbox(database).totals).values()) == {0}, "readers wait for nobody"
    assert database.soon(lambda: days.count(hashed(NUMBER), NOW)) == 0
    other.close()
    database.close()


def test_what_comes_too_late_changes_nothing(database: Database, database_url: str) -> None:
    """Its asker was told that it is not done, so it must not be done."""
    hurried = Database(database_url, within=0.25)
    go_on = threading.Event()

    def slow() -> None:
        with hurried.writing() as connection:
            connection.execute(insert(OUTBOX).values(_whole()))
            go_on.wait(10)

    with pytest.raises(StoreError, match="in time"):
        hurried.soon(slow)
    go_on.set()
    _left_behind_end()
    assert set(Outbox(database).totals().values()) == {0}
    hurried.close()


def test_a_question_inside_a_question_is_the_same_question(hurried: Database) -> None:
    """One wait for both, in one thread."""
    outer = list[int]()

    def ask() -> int:
        outer.append(threading.get_ident())
        return hurried.soon(threading.get_ident)

    assert hurried.soon(ask) == outer[0] != threading.get_ident()


def test_a_patient_database_needs_no_thread(database: Database) -> None:
    """A worker waits as long as it takes."""
    assert database.soon(threading.get_ident) == threading.get_ident()


def test_what_a_question_raises_is_raised(hurried: Database) -> None:
    """A mistake of ours is no outage."""
    with pytest.raises(ZeroDivisionError):
        hurried.soon(lambda: 1 // 0)
    assert hurried.soon(lambda: 1) == 1


def test_a_forked_process_opens_its_own_connections(database_url: str) -> None:
    """A server may read its settings first and divide afterwards."""
    done = subprocess.run(
        [sys.executable, "-c", FORKING, database_url], capture_output=True, text=True, check=False, timeout=60
    )

    assert done.stdout.strip() == "40", done.stderr


def _whole() -> dict[str, object]:
    words = {column.name: "x" for column in OUTBOX.columns}
    return {**words, "number_hash": b"x", "edition": 1, "tries": 0, "state": "waiting", "created": NOW, "due": NOW}


def _left_behind_end() -> None:
    """Wait for the threads whose askers have gone."""
    for thread in threading.enumerate():
        if thread.name == "store":
            thread.join(10)
    hurry.check()
