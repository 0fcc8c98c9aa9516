"""A row belongs to one worker at a time, comes back when that worker is gone, and is closed by its owner only."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import timedelta

import pytest

from ivr.store.database import Database
from ivr.store.outbox import Outbox, Outcome, Row, State
from ivr.store.reasons import Why
from tests.store.promises import NOW, claimed, promise

# A worker of its own process: takes rows until there are none, or is killed with one in its hand.
WORKER = """
import os, signal, sys
from ivr.store.database import Database
from ivr.store.outbox import Outbox
outbox = Outbox(Database(sys.argv[1]))
while (row := outbox.claim(sys.argv[2], 0.5 if sys.argv[3] == "killed" else 60)) is not None:
    print(row.id, flush=True)
    if sys.argv[3] == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    assert outbox.accepted(row, f"SM {row.id}")
"""


@pytest.fixture
def outbox(database: Database) -> Outbox:
    """An empty one."""
    return Outbox(database)


def test_nothing_is_taken_from_an_empty_outbox(outbox: Outbox) -> None:
    """Nor a row twice."""
    assert outbox.claim("worker 1", 60) is None
    promise(outbox)
    claimed(outbox)
    assert outbox.claim("worker 2", 60) is None


def test_the_first_promised_is_taken_first(outbox: Outbox) -> None:
    """Nobody waits for ever."""
    rows = [promise(outbox, f"key {each}", now=NOW - timedelta(hours=each)).id for each in range(4)]

    assert [claimed(outbox).id for _ in rows] == rows


def test_two_workers_at_once_never_take_the_same_row(outbox: Outbox) -> None:
    """Four threads, forty rows, each taken once."""
    for each in range(40):
        promise(outbox, f"key {each}")
    taken: list[str] = []

    def work(name: str) -> None:
        while (row := outbox.claim(name, 60)) is not None:
            taken.append(row.id)

    threads = [threading.Thread(target=work, args=(f"worker {each}",)) for each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(taken) == len(set(taken)) == 40


def test_two_processes_never_take_the_same_row(outbox: Outbox, database_url: str) -> None:
    """The same with two programs on one database."""
    for each in range(30):
        promise(outbox, f"key {each}")
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, database_url, f"worker {each}", "lives"], stdout=subprocess.PIPE
        )
        for each in range(2)
    ]
    taken = [line for worker in workers for line in worker.communicate(timeout=60)[0].split()]

    assert [worker.returncode for worker in workers] == [0, 0]
    assert len(taken) == len(set(taken)) == 30
    assert outbox.totals()[State.ACCEPTED] == 30


def test_what_a_killed_worker_had_comes_back(outbox: Outbox, database_url: str) -> None:
    """After its lease, as the same row with one more try."""
    row = promise(outbox)
    killed = subprocess.run([sys.executable, "-c", WORKER, database_url, "worker 1", "killed"], check=False, timeout=60)
    assert killed.returncode == -9

    again = _waited_for(outbox)
    assert (again.id, again.tries, again.owner) == (row.id, 2, "worker 2")


def test_a_late_worker_changes_nothing_that_is_another_s(outbox: Outbox) -> None:
    """Its lease ended, the row was taken again: it is told so at every step."""
    promise(outbox)
    late = claimed(outbox, "worker 1", lease=0)
    current = claimed(outbox, "worker 2")
    assert current.id == late.id

    assert not outbox.accepted(late, "SM1")
    assert not outbox.again(late, 1, Why.TIMEOUT)
    assert not outbox.closed(late, State.FAILED, Why.NO_NUMBER)
    assert outbox.find(late.key) == current
    assert outbox.accepted(current, "SM2")


def test_the_same_worker_with_another_try_is_another(outbox: Outbox) -> None:
    """A name alone does not tell: a slow thread of the very same worker is late, too."""
    promise(outbox)
    late = claimed(outbox, lease=0)
    claimed(outbox)

    assert not outbox.accepted(late, "SM1")


def test_success_can_be_noted_twice(outbox: Outbox) -> None:
    """The note is repeated until it lands, and the first may have landed."""
    promise(outbox)
    taken = claimed(outbox)

    assert outbox.accepted(taken, "SM1")
    assert outbox.accepted(taken, "SM1")
    row = outbox.find(taken.key)
    assert row is not None
    assert (row.state, row.sid) == (State.ACCEPTED, "SM1")


def test_what_the_provider_said_first_stays(outbox: Outbox) -> None:
    """Its report overtook the worker: the row stays closed and still learns the message's name."""
    promise(outbox)
    taken = claimed(outbox)
    outbox.status(taken.id, "", Outcome.DELIVERED)

    assert outbox.accepted(taken, "SM1")
    row = outbox.find(taken.key)
    assert row is not None
    assert (row.state, row.sid, row.number) == (State.DELIVERED, "SM1", "")


def test_a_report_saves_a_row_from_a_second_try(outbox: Outbox) -> None:
    """The worker thought that it had failed; the provider knows better."""
    promise(outbox)
    taken = claimed(outbox)
    assert outbox.again(taken, 0, Why.TIMEOUT)
    outbox.status(taken.id, "SM1", Outcome.SENT)

    assert outbox.claim("worker 2", 60) is None


def test_another_try_waits_its_time(outbox: Outbox) -> None:
    """By the database's clock, and the reason is kept."""
    promise(outbox)
    assert outbox.again(claimed(outbox), 0.4, Why.OUT_OF_ORDER, "503")

    assert outbox.claim("worker 2", 60) is None
    row = _waited_for(outbox)
    assert (row.tries, row.why, row.code) == (2, "out of order", "503")


def _waited_for(outbox: Outbox) -> Row:
    """The next row as worker 2 gets it, within ten seconds."""
    pause = threading.Event()
    for _ in range(200):
        found = outbox.claim("worker 2", 60)
        if found is not None:
            return found
        pause.wait(0.05)
    raise AssertionError("The row never came back.")
