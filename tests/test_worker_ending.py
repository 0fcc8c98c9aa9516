"""How a worker ends, and what it does while the database is away: nothing sent is forgotten, nothing is flooded."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import structlog

from ivr.bootstrap import Parts
from ivr.carrier.sender import LaterError, Message, Sent
from ivr.errors import StoreError
from ivr.store.database import Database
from ivr.store.outbox import Outbox, Row, State
from ivr.worker import Worker
from tests.twilio import faults
from tests.twilio.deliveries import QUICK, Scene, now, plan, promised, scene
from tests.twilio.faults import Fault


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
        raise LaterError(message.id)


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
