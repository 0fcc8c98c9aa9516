"""Recordings that do not come at once: asked for again with pauses, refused, given up, and deleted only when kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
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
from ivr.store.database import Database
from ivr.store.desk_tables import RECORDINGS
from ivr.store.moments import clock_plus
from ivr.store.recordings import State
from tests.desk.desks import empty_desk, publish_words, staffed
from tests.desk.phone.calling import brought, done, spoken, told

NAME = "RE" + "5" * 32


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


def test_deleting_is_tried_until_it_isdone(lone: Desk) -> None:
    """The take is there all the while."""
    away = IvrError("Twilio answered with status 500.")
    source = Scripted([spoken()], deletes=[away, RuntimeError("odd"), away, None])
    told(lone, NAME)
    found, pauses = waited(lone, source)
    assert isinstance(found, Taken)
    assert source.gone == [NAME] * 4
    assert pauses == [1.0, 2.0, 4.0]
    assert done(lone, NAME)


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
