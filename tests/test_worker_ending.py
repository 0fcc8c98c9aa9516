"""How a worker ends, and what it does while the database is away: nothing sent is forgotten, nothing is flooded."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from sqlalchemy import text

from bench.twilio import faults
from bench.twilio.faults import Fault
from ivr.bootstrap import Parts
from ivr.carrier.sender import LaterError, Message, Sent
from ivr.errors import StoreError
from ivr.store.database import Database
from ivr.store.outbox import Outbox, Row, State
from ivr.store.reasons import Why
from ivr.store.stops import Stops
from ivr.worker import Worker
from tests.postgres import outage
from tests.twilio.deliveries import NUMBER, QUICK, STOP_KEY, Scene, now, plan, promised, scene, worker


@pytest.fixture
def stage(database: Database, parts: Parts, tmp_path: Path) -> Iterator[Scene]:
    """The store, the line's webhook and the provider."""
    with scene(database, parts, tmp_path) as found:
        yield found


class Forgetful(Outbox):
    """An outbox that fails to write for a while."""

    left = 3

    def accepted(self, taken: Row, sid: str) -> bool:
        """Three times not."""
        self.left -= 1
        if self.left >= 0:
            raise StoreError("The database cannot be reached.", away=True)
        return super().accepted(taken, sid)


def test_what_was_sent_is_written_down_however_often_that_takes(stage: Scene, database: Database) -> None:
    """Otherwise it would be sent twice; one line in the log, not a flood."""
    plan(stage, Fault(reports=faults.SILENT))
    row = promised(stage.outbox)
    with structlog.testing.capture_logs() as logs:
        Worker(Forgetful(database), stage.stops, stage.sender(), now, QUICK).one()
    assert stage.row(row).state is State.ACCEPTED
    assert len([each for each in logs if each["event"] == "text.not-written-down"]) == 1


def test_a_worker_that_shall_end_does_not_wait_for_the_database_for_ever(stage: Scene, database: Database) -> None:
    """The next worker asks the provider."""
    promised(stage.outbox)
    outbox = Forgetful(database)
    outbox.left = 1_000_000
    ending = threading.Event()
    ending.set()
    began = time.monotonic()
    Worker(outbox, stage.stops, stage.sender(), now, QUICK).one(ending)
    assert time.monotonic() - began < 5


@dataclass
class Gate:
    """A sender that takes its time."""

    entered: threading.Event
    leave: threading.Event

    def send(self, message: Message) -> Sent:
        """Wait, then take it."""
        assert message.text
        self.entered.set()
        assert self.leave.wait(10)
        return Sent("SM" + "0" * 32)

    def find(self, message: Message) -> tuple[str, ...]:
        """Nothing."""
        raise LaterError(Why.OTHER, code=message.id)


def test_a_worker_that_is_told_to_end_finishes_the_send_in_hand(stage: Scene) -> None:
    """And takes no other."""
    first, second = promised(stage.outbox, "call-1"), promised(stage.outbox, "call-2")
    gate, until = Gate(threading.Event(), threading.Event()), threading.Event()
    line = Worker(stage.outbox, stage.stops, gate, now, QUICK)
    thread = threading.Thread(target=line.run, args=(until,))
    thread.start()
    assert gate.entered.wait(10)
    until.set()
    gate.leave.set()
    thread.join(10)
    assert not thread.is_alive()
    assert sorted((stage.row(first).state, stage.row(second).state)) == [State.ACCEPTED, State.WAITING]


class Lost(Outbox):
    """An outbox whose database is away until told otherwise."""

    away = True

    def claim(self, owner: str, lease_seconds: float) -> Row | None:
        """Nothing can be taken while it is away."""
        if self.away:
            raise StoreError("The database cannot be reached.", away=True)
        return super().claim(owner, lease_seconds)


def test_a_lost_database_is_waited_for_with_one_line(stage: Scene, database: Database) -> None:
    """Then the work goes on by itself."""
    row = promised(stage.outbox)
    outbox, until = Lost(database), threading.Event()
    with structlog.testing.capture_logs() as logs:
        thread = threading.Thread(
            target=Worker(outbox, stage.stops, stage.sender(), now, QUICK).run, args=(until,), daemon=True
        )
        thread.start()
        time.sleep(0.4)
        outbox.away = False
        deadline = time.monotonic() + 10
        while not stage.row(row).final and time.monotonic() < deadline:
            time.sleep(0.02)
        until.set()
        thread.join(10)
    assert stage.row(row).state is State.DELIVERED
    assert [each["event"] for each in logs if each["event"].startswith("worker.")] == [
        "worker.waits",
        "worker.works-again",
    ]


def test_old_numbers_are_swept_by_the_way(stage: Scene) -> None:
    """A text that nobody could send for a day is closed, and its number erased."""
    row = promised(stage.outbox)
    until = threading.Event()
    late = Worker(stage.outbox, stage.stops, stage.sender(), lambda: now() + timedelta(hours=25), QUICK)
    thread = threading.Thread(target=late.run, args=(until,))
    thread.start()
    deadline = time.monotonic() + 10
    while not stage.row(row).final and time.monotonic() < deadline:
        time.sleep(0.02)
    until.set()
    thread.join(10)
    assert stage.row(row).number == ""
    assert stage.twilio.taken == []


def test_one_text_alone_has_the_upkeep_done_before_it(stage: Scene) -> None:
    """As `ivr worker --once` and a phone in the terminal send: a text of last week is not sent, and its number goes."""
    row = promised(stage.outbox)
    late = Worker(stage.outbox, stage.stops, stage.sender(), lambda: now() + timedelta(days=7), QUICK)
    assert not late.one()
    assert (stage.row(row).state, stage.row(row).why, stage.row(row).number) == (State.FAILED, Why.TOO_OLD, "")
    assert stage.twilio.taken == []


def test_a_text_that_grew_too_old_since_the_last_sweep_is_not_sent(stage: Scene) -> None:
    """The worker itself looks how old it is."""
    later = [timedelta()]
    line = Worker(stage.outbox, stage.stops, stage.sender(), lambda: now() + later[0], QUICK)
    assert not line.one()
    row = promised(stage.outbox)
    later[0] = timedelta(hours=24)
    assert line.one()
    assert (stage.row(row).state, stage.row(row).why, stage.row(row).number) == (State.FAILED, Why.TOO_OLD, "")
    assert stage.twilio.taken == []


def test_a_worker_brings_the_stops_off_the_disk(stage: Scene, database: Database, tmp_path: Path) -> None:
    """Another machine, which has another disk, knows them then."""
    with outage(database):
        stage.stops.add(NUMBER, now())
    elsewhere = Stops(database, STOP_KEY, tmp_path / "elsewhere.journal")
    assert not elsewhere.has(NUMBER)
    worker(stage).one()
    assert elsewhere.has(NUMBER)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_worker_waits_for_a_database_that_was_never_there(stage: Scene, tmp_path: Path) -> None:
    """It makes the tables as soon as there is a place for them, and goes on."""
    place = tmp_path / "place"
    place.write_text("no folder", encoding="ascii")
    database = Database(f"sqlite:///{place / 'line.db'}")
    outbox, until = Outbox(database), threading.Event()
    line = Worker(outbox, Stops(database, STOP_KEY, tmp_path / "its.journal"), stage.sender(), now, QUICK)
    line.prepare()
    thread = threading.Thread(target=line.run, args=(until,), daemon=True)
    thread.start()
    time.sleep(0.2)
    place.unlink()
    row = None
    deadline = time.monotonic() + 10
    while row is None and time.monotonic() < deadline:
        try:
            row = promised(outbox)
        except StoreError:
            time.sleep(0.05)
    while not stage.twilio.taken and time.monotonic() < deadline:
        time.sleep(0.02)
    until.set()
    thread.join(10)
    assert len(stage.twilio.taken) == 1
    database.close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_worker_of_an_older_program_does_not_start(stage: Scene, database: Database) -> None:
    """Waiting would not help, so whoever starts it is told."""
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer version"):
        worker(stage).prepare()


def test_a_worker_that_cannot_write_hears_that_it_shall_end(stage: Scene, database: Database) -> None:
    """In the middle of a long wait."""
    promised(stage.outbox)
    outbox, until = Forgetful(database), threading.Event()
    outbox.left = 1_000_000
    slow = replace(QUICK, away=60.0)
    thread = threading.Thread(target=Worker(outbox, stage.stops, stage.sender(), now, slow).one, args=(until,))
    thread.start()
    time.sleep(2)  # its waits have grown to a second and more
    until.set()
    before = time.monotonic()
    thread.join(10)
    assert not thread.is_alive()
    assert time.monotonic() - before < 1.5
