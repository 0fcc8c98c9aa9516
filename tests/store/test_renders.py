"""The sounds of a draft are made by one worker at a time, while the draft waits, and by another after a kill."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from datetime import UTC, datetime

import pytest

from ivr.store import drafts, renders
from ivr.store.database import Database
from ivr.store.drafts import Draft
from ivr.store.renders import Render, Renders, RenderState

NOW = datetime(2026, 11, 21, 17, tzinfo=UTC)
# A worker of its own process, killed with a draft in its hand.
KILLED = """
import os, signal, sys
from ivr.store.database import Database
from ivr.store.renders import Renders
assert Renders(Database(sys.argv[1])).claim("killed", 0.5)
os.kill(os.getpid(), signal.SIGKILL)
"""


def drafted(database: Database) -> int:
    """A draft and its render, in one transaction."""
    with database.writing() as connection:
        number = drafts.add(connection, Draft(0, "where.main", "en", "", "Main.", "ed", NOW))
        renders.ask(connection, number)
    return number


def claimed(found: Renders, owner: str = "one", seconds: float = 60) -> Render:
    """What is due."""
    taken = found.claim(owner, seconds)
    assert taken
    return taken


@pytest.fixture
def found(database: Database) -> Renders:
    """No draft waits."""
    return Renders(database)


def test_the_oldest_draft_is_taken_first_and_once(database: Database, found: Renders) -> None:
    """Two workers get two drafts, and a third nothing."""
    first, second = drafted(database), drafted(database)

    assert (claimed(found).draft, claimed(found, "two").draft) == (first, second)
    assert found.claim("three", 60) is None


def test_what_was_made_is_kept_and_not_made_again(database: Database, found: Renders) -> None:
    """Likewise what could not be made."""
    good, bad = drafted(database), drafted(database)
    assert found.done(claimed(found), "the table")
    assert found.failed(claimed(found), "The voice is gone.")

    assert found.claim("one", 60) is None
    made, failed = found.find(good), found.find(bad)
    assert made
    assert (made.state, made.sounds, made.says) == (RenderState.DONE, "the table", "")
    assert failed
    assert (failed.state, failed.sounds, failed.says) == (RenderState.FAILED, "", "The voice is gone.")
    assert found.find(bad + 1) is None


def test_whoever_was_killed_loses_the_lease_and_nothing_else(database_url: str, database: Database) -> None:
    """Another worker takes the draft when the lease is over, and its word alone counts."""
    found, number = Renders(database), drafted(database)
    done = subprocess.run([sys.executable, "-c", KILLED, database_url], check=False, capture_output=True)
    assert done.returncode < 0, done.stderr
    lost = found.find(number)
    assert lost
    assert (lost.state, lost.owner, lost.tries) == (RenderState.WORKING, "killed", 1)

    deadline = time.monotonic() + 10
    while (taken := found.claim("next", 60)) is None and time.monotonic() < deadline:
        time.sleep(0.05)

    assert taken
    assert (taken.draft, taken.tries) == (number, 2)
    assert not found.done(lost, "late")
    assert not found.failed(lost, "late")
    assert not found.going_on(lost, 60)
    assert found.done(taken, "the table")


def test_a_lease_can_be_made_longer(database: Database, found: Renders) -> None:
    """A long draft is not taken away from whoever is at it."""
    drafted(database)
    taken = claimed(found, seconds=0.0)
    assert found.going_on(taken, 60)
    assert found.claim("two", 60) is None


def test_a_draft_that_was_given_back_waits_as_long_as_is_said(database: Database, found: Renders) -> None:
    """At once, or later."""
    drafted(database)
    assert found.again(claimed(found), 0.0, "")
    assert found.again(claimed(found, "two"), 60.0, "It broke.")
    assert found.claim("three", 60) is None


def test_nobody_renders_what_was_withdrawn(database: Database, found: Renders) -> None:
    """Its row stays."""
    number = drafted(database)
    with database.writing() as connection:
        drafts.withdraw(connection, number)

    assert found.claim("one", 60) is None
    assert found.find(number)


def test_one_draft_can_be_asked_for_and_a_failed_one_once_more(database: Database, found: Renders) -> None:
    """By whoever wants to hear it now."""
    first, second = drafted(database), drafted(database)
    taken = found.claim("one", 60, second)
    assert taken
    assert taken.draft == second
    assert not found.afresh(second), "somebody is at it"

    found.failed(taken, "The disk is full.")
    assert found.afresh(second)
    again = found.claim("one", 60, second)
    assert again
    assert (again.draft, again.tries) == (second, 1)
    assert claimed(found).draft == first


def test_workers_at_once_never_take_the_same_draft(database: Database, found: Renders) -> None:
    """Four threads, twenty drafts, each taken once."""
    numbers = [drafted(database) for _ in range(20)]
    taken: list[int] = []

    def work(name: str) -> None:
        while (row := found.claim(name, 60)) is not None:
            taken.append(row.draft)

    threads = [threading.Thread(target=work, args=(f"worker {each}",)) for each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(taken) == numbers
