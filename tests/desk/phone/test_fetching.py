"""What was recorded by telephone is brought in once, whoever is killed or away, and deleted only after it is kept."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Event, Thread

import pytest
from structlog.testing import capture_logs

from ivr.desk.desk import Desk
from ivr.desk.phone.by_phone import Taken, state_of
from ivr.desk.phone.fetching import Fetcher
from ivr.desk.takes import take_standings
from ivr.phones.recordings import FolderRecordings
from ivr.store.desk_tables import RECORDINGS
from tests.conftest import ROOT
from tests.desk.desks import logged
from tests.desk.phone.calling import brought, done, file_of, provider_in, said_on_a_call
from tests.postgres import outage
from tests.waiting import comes

# A process that is killed at one moment of bringing a recording in.
KILLED = """
import os, signal, sys
from pathlib import Path
from ivr.desk import takes
from ivr.desk.phone import fetching
from ivr.desk.phone.fetching import Fetcher
from ivr.phones.recordings import FolderRecordings
from ivr.store import recordings
from ivr.store.database import Database
from tests.desk.desks import empty_desk

url, data, folder, moment = sys.argv[1:]

def die(*_given, **_named):
    os.kill(os.getpid(), signal.SIGKILL)

class Provider(FolderRecordings):
    def fetch(self, recording):
        found = super().fetch(recording)
        if moment == "fetched":
            die()
        return found

    def delete(self, recording):
        if moment == "before it is deleted":
            die()
        super().delete(recording)
        if moment == "deleted":
            die()

def kept(*given):
    before(*given)
    die()

if moment == "its bytes are kept":
    takes._kept = die
if moment == "take and row are written":
    before, recordings.kept = recordings.kept, kept
fetcher = Fetcher(empty_desk(Database(url), Path(data)), Provider(Path(folder)), lease=0.2)
while fetcher.one():
    pass
"""
MOMENTS = ("fetched", "its bytes are kept", "take and row are written", "before it is deleted", "deleted")


@pytest.fixture
def provider(tmp_path: Path) -> FolderRecordings:
    """Where recordings lie."""
    return provider_in(tmp_path)


def test_it_is_kept_and_only_then_deleted_at_the_provider(
    desk: Desk, provider: FolderRecordings, tmp_path: Path
) -> None:
    """One step each."""
    recording = said_on_a_call(desk, provider)
    fetcher = Fetcher(desk, provider)

    assert fetcher.one()
    assert isinstance(state_of(desk, recording), Taken)
    assert file_of(tmp_path, recording).exists()
    assert fetcher.one()
    assert isinstance(state_of(desk, recording), Taken)
    assert not file_of(tmp_path, recording).exists()
    assert not fetcher.one()
    assert len(logged(desk, "record")) == 1


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_process_that_is_killed_loses_nothing_and_doubles_nothing(
    desk: Desk, provider: FolderRecordings, database_url: str, tmp_path: Path, moment: str
) -> None:
    """The next one finishes what it began."""
    recording = said_on_a_call(desk, provider)
    command = [sys.executable, "-c", KILLED, database_url, str(tmp_path / "data"), str(tmp_path / "recordings"), moment]
    ended = subprocess.run(command, check=False, capture_output=True, cwd=ROOT)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert file_of(tmp_path, recording).exists() or isinstance(state_of(desk, recording), Taken)

    fetcher = Fetcher(desk, provider)
    assert comes(lambda: not fetcher.one() and done(desk, recording))  # when the lease of the dead one has ended
    found = state_of(desk, recording)
    assert isinstance(found, Taken)
    assert [each.take.id for each in take_standings(desk)] == [found.take]
    assert len(logged(desk, "record")) == 1
    assert not file_of(tmp_path, recording).exists()


def test_it_goes_on_when_the_database_is_back(desk: Desk, provider: FolderRecordings) -> None:
    """What was recorded before is brought in then; one line in the log says that it waits, and one that it is over."""
    recording, until = said_on_a_call(desk, provider), Event()
    thread = Thread(target=Fetcher(desk, provider).run, args=(until,))
    with capture_logs() as lines:
        with outage(desk.database):
            thread.start()
            assert comes(lambda: _events(lines) == ["fetcher.waits"])
        try:
            assert comes(lambda: done(desk, recording))
        finally:
            until.set()
            thread.join(20)
    assert isinstance(state_of(desk, recording), Taken)
    assert _events(lines) == ["fetcher.waits", "fetcher.works-again"]


def _events(lines: Sequence[Mapping[str, object]]) -> list[object]:
    return [each["event"] for each in lines if str(each["event"]).startswith("fetcher.")]


def test_no_number_and_no_word_of_the_recording_lies_in_its_row(desk: Desk, provider: FolderRecordings) -> None:
    """A pseudonym, an id of ours and a prompt are all that is known of a call."""
    recording = said_on_a_call(desk, provider)
    brought(desk, provider, recording)
    with desk.database.reading() as connection:
        (row,) = connection.execute(RECORDINGS.select()).mappings().all()
    assert (row["call"], row["person"]) == ("abcdefghijkl", "rec")
    assert set(row) == {"id", "asked_at", "state", "owner", "due", "tries", "says", "take"} | {
        *("call", "person", "prompt", "language", "script", "told_in")
    }
