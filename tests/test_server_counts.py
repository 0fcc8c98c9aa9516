"""The real server and its counts: several processes add up, the last are written at the end, a kill costs seconds."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bench.serving import Server, action, caller, start, stop
from ivr.content.model import Edition
from ivr.settings import Settings
from ivr.store.counts import Counts
from ivr.store.database import Database
from tests.waiting import comes

NOW = datetime(2026, 6, 17, 16, tzinfo=UTC)


@pytest.fixture
def data(settings: Settings, edition: Edition, tmp_path: Path) -> Path:
    """A data folder of the test's own, with the sounds that are there."""
    assert edition.number
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "rendered").symlink_to(settings.data / "rendered")
    return folder


def counted(url: str) -> Counter[str]:
    """Everything in the database by its kind."""
    database = Database(url)
    found = Counter[str]()
    for cell, times in Counts(database).between(NOW, NOW + timedelta(hours=1)).items():
        found[cell.kind] += times
    database.close()
    return found


def answering(server: Server) -> list[int]:
    """The processes that answer."""
    found = subprocess.run(["pgrep", "-P", str(server.process.pid)], capture_output=True, text=True, check=False)
    return [int(pid) for pid in found.stdout.split()]


def test_two_processes_count_everything_also_what_happens_last(data: Path, tmp_path: Path) -> None:
    """Calls spread over both, ended at once; told to end, they write what they have.

    Where these calls were left is counted a day later, since neither process knows what the other has not written.
    """
    url = f"sqlite:///{tmp_path / 'line.db'}"
    server = start(data, tmp_path / "log", "--workers", "2", IVR_DATABASE_URL=url)
    try:
        assert server.waits_until_ready()[-1] == 200, server.log.read_text()
        for number in range(12):
            form = caller(number)
            document = server.post("/voice", form).text
            server.post(action(document), form | {"Digits": "3"})
            server.post("/voice/status", form | {"CallStatus": "completed"})
        assert server.ended() == 0, server.log.read_text()
    finally:
        stop(server)
    found = counted(url)
    assert (found["call"], found["place"]) == (12, 12)
    database = Database(url)
    assert found["left"] + Counts(database).underway() == 12
    Counts(database).sweep(NOW + timedelta(days=1))
    database.close()
    assert counted(url)["left"] == 12


def test_a_killed_process_loses_seconds_of_counts_and_no_call(data: Path, tmp_path: Path) -> None:
    """What was written stays, and the caller hears the next part from the process that follows."""
    url = f"sqlite:///{tmp_path / 'line.db'}"
    server = start(data, tmp_path / "log", IVR_DATABASE_URL=url)
    try:
        assert server.waits_until_ready()[-1] == 200, server.log.read_text()
        form = caller()
        document = server.post("/voice", form).text
        assert comes(lambda: counted(url)["call"] == 1)
        pids = answering(server)
        assert pids
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        assert comes(lambda: server.health() == 200)
        document = server.post(action(document), form | {"Digits": "3"}).text
        assert re.search("<Gather", document)
        server.post("/voice/status", form | {"CallStatus": "completed"})
        assert server.ended() == 0
    finally:
        stop(server)
    assert counted(url) == {"call": 1, "place": 1}
    database = Database(url)
    assert Counts(database).underway() == 1, "it ended just now: the upkeep will count where it was left"
    database.close()
