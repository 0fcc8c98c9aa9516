"""Whatever breaks, somebody on the staff line hears a sentence and a way on; and no log names what they typed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ivr.content.model import Content
from ivr.content.staff import Phrase
from ivr.flow.session import Arrived, End, Key, Listen, Promised, Refused
from ivr.flow.staff.book import Book
from ivr.flow.staff.session import (
    CheckTake,
    Digits,
    Enter,
    Recorded,
    SignIn,
    StaffAnswer,
    StaffAsk,
    StaffSession,
    StaffTurn,
)
from ivr.line.staff import staff_turn
from tests.flow.staff.paper import NOON, PaperDesk

CALL = "somebody"
STARTED = int(NOON.timestamp())


class Desk(PaperDesk):
    """The desk on paper, which gives its answers one after another and breaks as often as it is told."""

    answers: list[StaffAnswer]
    asked: list[tuple[StaffAsk, StaffSession]]
    breaks: int = 0

    def answer(self, ask: StaffAsk, session: StaffSession, call: str) -> StaffAnswer:
        """The next answer."""
        assert call == CALL
        self.asked.append((ask, session))
        return self.answers.pop(0)

    def told(self, session: StaffSession, recording: str, call: str) -> None:
        """Nothing reports here."""
        raise AssertionError((session, recording, call))

    def book(self, session: StaffSession) -> Book:
        """What is known, unless it breaks."""
        if self.breaks:
            self.breaks -= 1
            raise RuntimeError("This page of the book is torn.")
        return super().book(session)


@pytest.fixture
def desk(content: Content) -> Desk:
    """A desk that nobody has asked anything."""
    made = Desk(content)
    made.answers, made.asked = [], []
    return made


def said(turn: StaffTurn) -> list[str]:
    """The phrases that are said."""
    return [each.id for each in turn.say if isinstance(each, Phrase)]


def test_who_has_signed_in_is_known_in_the_same_turn(desk: Desk) -> None:
    """They are greeted by their name, and get the menu of what they may do."""
    desk.answers = [Promised()]
    turn = staff_turn(StaffSession("pin.101", started=STARTED), Digits("8243"), CALL, NOON, desk)

    assert desk.asked[0][0] == SignIn(101, "8243")
    assert turn.session.person == 101
    assert turn.say[0] == Phrase("welcome", (("name", "Rosa Diaz"),))


def test_a_recording_is_told_to_the_desk_at_once(desk: Desk) -> None:
    """In the very request that brings it."""
    desk.answers = [Refused("unavailable")]
    at = StaffSession("record", person=101, prompt=6, started=STARTED)
    turn = staff_turn(at, Recorded("REaa", 3), CALL, NOON, desk)

    assert desk.asked[0][0] == CheckTake("REaa", 6)
    assert (turn.session.place, turn.session.recording) == ("checking", "REaa")


def test_what_breaks_once_is_an_apology_and_the_same_place(desk: Desk) -> None:
    """And the next key goes on from there."""
    desk.breaks = 1
    turn = staff_turn(StaffSession("prompt", person=101, prompt=6, started=STARTED), Key("3"), CALL, NOON, desk)
    assert said(turn)[0] == "broke"
    assert isinstance(turn.then, Listen)
    assert turn.session.place == "prompt"


def test_what_keeps_breaking_ends_the_call_kindly(desk: Desk, logs: Callable[[], str]) -> None:
    """Nothing that was typed is in the log, not even as a place."""
    desk.breaks = 9
    turn = staff_turn(StaffSession("pin.4711", started=STARTED), Digits("8243"), CALL, NOON, desk)
    assert said(turn) == ["away"]
    assert isinstance(turn.then, End)
    told = logs()
    assert "staff.broke.twice" in told
    assert "8243" not in told
    assert "4711" not in told


def test_a_desk_that_is_away_is_told_before_anything_is_typed(desk: Desk) -> None:
    """Nobody types their PIN for nothing."""
    desk.away = True
    turn = staff_turn(StaffSession(started=STARTED), Arrived(), CALL, NOON, desk)
    assert said(turn) == ["away"]
    assert not isinstance(turn.then, Enter)
