"""What was recorded by telephone is brought in once, whatever is in the way, and deleted only after it is kept."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import select, update

from ivr.desk.desk import Desk
from ivr.desk.people import end
from ivr.desk.phone import fetching
from ivr.desk.phone.by_phone import Gone, NotTaken, Standing, Taken, Waiting, state_of
from ivr.desk.phone.fetching import NOT_GIVEN, NOT_THERE_TRIES, UNREADABLE_TRIES, Fetcher
from ivr.desk.takes import hand_in, take_standings
from ivr.errors import IvrError, TakeError
from ivr.phones.recordings import FolderRecordings
from ivr.store.database import Database
from ivr.store.desk_tables import RECORDINGS
from ivr.store.moments import clock_plus
from ivr.store.recordings import Recordings, State
from tests.conftest import ROOT
from tests.desk.desks import empty_desk, logged, publish_words, staffed
from tests.desk.phone.calling import brought, file_of, provider_in, said_on_a_call, spoken, told
from tests.postgres import outage

NAME = "RE" + "5" * 32
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


@dataclass
class Scripted:
    """A provider that does what a test says, one answer after the other; the last one again and again."""

    answers: list[bytes | Exception | None]
    gone: list[str] = field(default_factory=list)
    asked: int = 0
    deletes: list[Exception | None] = field(default_factory=lambda: [None])

    def fetch(self, _recording: str) -> bytes | None:
        """The next answer."""
        answer = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        if isinstance(answer, Exception):
            raise answer
        return answer

    def delete(self, recording: str) -> None:
        """The next answer."""
        self.gone.append(recording)
        answer = self.deletes[min(len(self.gone) - 1, len(self.deletes) - 1)]
        if answer:
            raise answer


@pytest.fixture
def lone(tmp_path: Path) -> Iterator[Desk]:
    """A desk with SQLite alone, for what no database has a part in."""
    database = Database(f"sqlite:///{tmp_path / 'lone.db'}")
    database.migrate()
    desk = staffed(empty_desk(database, tmp_path / "lone"))
    publish_words(desk)
    yield desk
    database.close()


def waited(desk: Desk, source: Scripted) -> tuple[Standing, list[float]]:
    """Everything done as if each pause were over at once: what became of the recording, and the pauses in seconds."""
    fetcher, pauses = Fetcher(desk, source), list[float]()
    while fetcher.one():
        with desk.database.writing() as connection:
            due, state = connection.execute(select(RECORDINGS.c.due, RECORDINGS.c.state)).one()
            (now,) = connection.execute(select(clock_plus())).one()
            seconds = float(round((due - now).total_seconds()))
            connection.execute(update(RECORDINGS).values(due=clock_plus()))
        if seconds > 0 and state != State.DELETED:
            pauses.append(seconds)
    return state_of(desk, NAME), pauses


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
    done = subprocess.run(command, check=False, capture_output=True, cwd=ROOT)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert file_of(tmp_path, recording).exists() or isinstance(state_of(desk, recording), Taken)

    fetcher, deadline = Fetcher(desk, provider), time.monotonic() + 20
    while not _done(desk, recording) and time.monotonic() < deadline:
        if not fetcher.one():
            time.sleep(0.05)

    assert _done(desk, recording)
    found = state_of(desk, recording)
    assert isinstance(found, Taken)
    assert [each.take.id for each in take_standings(desk)] == [found.take]
    assert len(logged(desk, "record")) == 1
    assert not file_of(tmp_path, recording).exists()


def _done(desk: Desk, recording: str) -> bool:
    row = Recordings(desk.database).find(recording)
    return row is not None and row.state is State.DELETED


def test_one_that_is_not_there_yet_is_asked_for_again(lone: Desk) -> None:
    """After one second, two, four; and nobody deletes anything before it came."""
    source = Scripted([None, None, None, spoken()])
    told(lone, NAME)
    found, pauses = waited(lone, source)

    assert isinstance(found, Taken)
    assert pauses == [1.0, 2.0, 4.0]
    assert source.gone == [NAME]


def test_one_that_is_never_there_is_given_up_after_ten_minutes(lone: Desk) -> None:
    """It was too short or silent, and there is nothing to delete."""
    source = Scripted([None])
    told(lone, NAME)
    found, pauses = waited(lone, source)

    assert found == Gone()
    assert source.asked == NOT_THERE_TRIES
    assert 9 * 60 < sum(pauses) < 11 * 60
    assert source.gone == []


def test_one_that_comes_after_all_is_taken_when_it_is_told_again(lone: Desk) -> None:
    """The provider's status callback was late."""
    told(lone, NAME)
    assert waited(lone, Scripted([None]))[0] == Gone()
    told(lone, NAME)
    assert isinstance(waited(lone, Scripted([spoken()]))[0], Taken)


def test_what_the_intake_refuses_is_told_and_deleted(lone: Desk) -> None:
    """It will never be a take."""
    source = Scripted([spoken(0.004)])
    told(lone, NAME)
    found, pauses = waited(lone, source)

    assert isinstance(found, NotTaken)
    assert found.says
    assert "taken in" not in " ".join(found.says)
    assert (source.gone, pauses) == ([NAME], [])
    assert take_standings(lone) == ()


def test_what_is_far_too_big_is_refused_and_deleted(lone: Desk) -> None:
    """The provider said so before it was fetched whole."""
    source = Scripted([TakeError("The recording is bigger than 25 MB.")])
    told(lone, NAME)
    assert waited(lone, source)[0] == NotTaken(("The recording is bigger than 25 MB.",))
    assert source.gone == [NAME]


@pytest.mark.parametrize("answer", [b"<html>no sound</html>", spoken()[:-2000]])
def test_what_cannot_be_read_is_tried_again_and_never_deleted(lone: Desk, answer: bytes) -> None:
    """It may have been half written; and it may be our own fault."""
    source = Scripted([answer])
    told(lone, NAME)
    found, pauses = waited(lone, source)
    assert isinstance(found, NotTaken)
    assert source.gone == []
    assert len(pauses) == UNREADABLE_TRIES - 1

    told(lone, NAME)
    assert isinstance(waited(lone, Scripted([answer, spoken()]))[0], Taken)


def test_a_provider_that_is_away_is_asked_again_for_two_days(lone: Desk) -> None:
    """A wrong login, too; nothing is deleted, and what is told is told in the end."""
    source = Scripted([IvrError("Twilio does not accept the account's login.")])
    told(lone, NAME)
    found, pauses = waited(lone, source)
    assert found == NotTaken((NOT_GIVEN,))
    assert 36 * 3600 < sum(pauses) < 3 * 86400
    assert max(pauses) == 3600
    assert source.gone == []

    told(lone, NAME)
    found, _ = waited(lone, Scripted([IvrError("away"), RuntimeError("odd"), spoken()]))
    assert isinstance(found, Taken)


def test_deleting_is_tried_until_it_is_done(lone: Desk) -> None:
    """The take is there all the while."""
    away = IvrError("Twilio answered with status 500.")
    source = Scripted([spoken()], deletes=[away, RuntimeError("odd"), away, None])
    told(lone, NAME)
    found, pauses = waited(lone, source)
    assert isinstance(found, Taken)
    assert source.gone == [NAME] * 4
    assert pauses == [1.0, 2.0, 4.0]
    assert _done(lone, NAME)


def test_what_somebody_recorded_who_has_left_since_is_not_kept(lone: Desk) -> None:
    """Nor of somebody whom nobody knows, nor of a prompt that is gone."""
    for number, (by, prompt) in enumerate(
        [("ann", "where.main"), ("nobody", "where.main"), ("rec", "where.nowhere"), ("eve", "where.main")]
    ):
        if by == "eve":
            end(lone, "ada", "eve")
        name = f"RE{number}"
        told(lone, name, prompt, by)
        source = Scripted([spoken()])
        brought(lone, source, name)
        found = state_of(lone, name)
        assert isinstance(found, NotTaken), found
        assert source.gone == [name]
    assert take_standings(lone) == ()


def test_a_process_that_shall_end_gives_the_recording_back(lone: Desk) -> None:
    """The next one has it at once."""
    told(lone, NAME)
    until = Event()
    until.set()
    assert Fetcher(lone, Scripted([spoken()])).one(until)
    assert state_of(lone, NAME) == Waiting()
    assert isinstance(waited(lone, Scripted([spoken()]))[0], Taken)


def test_the_intake_s_own_failure_keeps_the_recording(lone: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever broke, it is tried again."""
    told(lone, NAME)
    tries = [RuntimeError("a disk"), OSError("no space"), None]

    def broken(*given: Any) -> object:  # noqa: ANN401 - as the real one is given
        problem = tries.pop(0)
        if problem:
            raise problem
        return hand_in(*given)

    monkeypatch.setattr(fetching, "hand_in", broken)
    source = Scripted([spoken()])
    found, _ = waited(lone, source)
    assert isinstance(found, Taken)
    assert source.asked == 3


def test_it_goes_on_when_the_database_is_back(desk: Desk, provider: FolderRecordings) -> None:
    """What was recorded before is brought in then."""
    recording, until = said_on_a_call(desk, provider), Event()
    with outage(desk.database):
        thread = Thread(target=Fetcher(desk, provider).run, args=(until,))
        thread.start()
        time.sleep(0.3)
    deadline = time.monotonic() + 20
    try:
        while not _done(desk, recording) and time.monotonic() < deadline:
            time.sleep(0.05)
    finally:
        until.set()
        thread.join(20)
    assert isinstance(state_of(desk, recording), Taken)


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
