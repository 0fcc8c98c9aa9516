"""A text is answered once, after the stop list and the count were asked, and they are told what happened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from ivr.content.model import Content
from ivr.flow.texting.answer import body
from ivr.flow.texting.thread import Kind, OptOut, Texted, TextTurn, Thread
from ivr.line.answers import MemoryHouse
from ivr.line.texts import Texter, reply

NUMBER = "+12025550147"
NOW = datetime(2026, 6, 17, 16, 0, tzinfo=UTC)


@dataclass
class Phone:
    """Somebody's phone, texting the line."""

    content: Content
    house: MemoryHouse
    number: str = NUMBER
    now: datetime = NOW
    opt_out: OptOut = OptOut.OWN
    thread: Thread = field(default_factory=lambda: Thread("en"))

    def sends(self, words: str, opt_out_type: str = "") -> TextTurn:
        """One text, and what comes of it."""
        texted = Texted(words, opt_out_type=opt_out_type)
        turn = reply(self.content, self.thread, texted, Texter(self.number, self.now, self.opt_out), self.house)
        self.thread = turn.thread
        return turn


@pytest.fixture
def house() -> MemoryHouse:
    """Nobody stopped, nothing counted."""
    return MemoryHouse("a key of the tests")


@pytest.fixture
def phone(content: Content, house: MemoryHouse) -> Phone:
    """A phone of somebody who has not texted yet."""
    return Phone(content, house)


def test_an_ordinary_reply_is_counted(phone: Phone, house: MemoryHouse) -> None:
    """Each one, for this number on this day."""
    for words in ("COPE", "TIPS", "MENU"):
        assert phone.sends(words).say
    assert house.ordinary_today(NUMBER, NOW) == 3
    assert house.ordinary_today("+12025550148", NOW) == 0


@pytest.mark.parametrize("words", ["I want to die", "chest pain", "fever of 103", "HELP", "Liked \u201cCOPE\u201d"])
def test_danger_help_and_silence_are_not_counted(phone: Phone, house: MemoryHouse, words: str) -> None:
    """They use up nobody's thirty replies."""
    phone.sends(words)
    assert house.ordinary_today(NUMBER, NOW) == 0


def test_after_thirty_replies_one_says_so_and_then_nothing(phone: Phone, house: MemoryHouse) -> None:
    """Two machines cannot answer each other for ever; danger is answered still, and tomorrow is another day."""
    for _ in range(30):
        assert phone.sends("COPE").kind is Kind.CONTENT
    assert phone.sends("COPE").kind is Kind.LIMIT
    assert phone.sends("COPE").say == ()
    assert phone.sends("COPE").say == ()
    assert phone.sends("I want to die").kind is Kind.CRISIS

    phone.now = NOW + timedelta(days=1)
    assert phone.sends("COPE").kind is Kind.CONTENT
    assert house.ordinary_today(NUMBER, phone.now) == 1


@pytest.mark.parametrize("words", ["STOP", "please stop texting me", "I want to die, stop texting me", "alto"])
def test_a_stop_goes_onto_the_list_at_once(phone: Phone, house: MemoryHouse, words: str) -> None:
    """Whatever else the text says, and one confirmation at most."""
    assert phone.sends(words).say
    assert house.stopped(NUMBER)
    assert phone.sends("COPE").say == ()
    assert phone.sends("STOP").say == ()


def test_a_stopped_number_can_start_again(phone: Phone, house: MemoryHouse) -> None:
    """And then is answered like any other."""
    phone.sends("STOP")
    assert phone.sends("START").say == ("started",)
    assert not house.stopped(NUMBER)
    assert phone.sends("COPE").kind is Kind.CONTENT


def test_danger_from_a_stopped_number_is_answered(phone: Phone, house: MemoryHouse, content: Content) -> None:
    """And leaves it stopped."""
    phone.sends("STOP")
    found = phone.sends("I want to kill myself")

    assert found.kind is Kind.CRISIS
    assert "988" in body(content, found)
    assert house.stopped(NUMBER)


@pytest.mark.parametrize("opt_out", [OptOut.DEFAULT, OptOut.ADVANCED])
def test_where_the_provider_answers_we_only_write_it_down(phone: Phone, house: MemoryHouse, opt_out: OptOut) -> None:
    """The exact words get no second answer from us."""
    phone.opt_out = opt_out
    assert phone.sends("STOP", "STOP" if opt_out is OptOut.ADVANCED else "").say == ()
    assert house.stopped(NUMBER)
    assert phone.sends("START", "START" if opt_out is OptOut.ADVANCED else "").say == ()
    assert not house.stopped(NUMBER)


def test_the_stop_list_does_not_care_how_a_number_is_written(content: Content, house: MemoryHouse) -> None:
    """The same person in another form is still stopped."""
    Phone(content, house, "+12025550147").sends("STOP")
    assert Phone(content, house, "(202) 555-0147").sends("COPE").say == ()
    assert Phone(content, house, "+12025550148").sends("COPE").say


@pytest.mark.parametrize("number", ["", "anonymous"])
def test_a_hidden_number_is_answered_too(content: Content, house: MemoryHouse, number: str) -> None:
    """Nothing can be kept for it, and nothing breaks."""
    phone = Phone(content, house, number)
    assert phone.sends("COPE").kind is Kind.CONTENT
    assert phone.sends("STOP").say == (), "nothing was noted, so nothing may be said of it"
    assert not house.stopped(number)


@pytest.mark.parametrize("make", [lambda: "x" * 100_000, lambda: "\ud800\x00", lambda: "", lambda: "\n"])
def test_any_words_are_safe(phone: Phone, make: Callable[[], str]) -> None:
    """Nothing that is written breaks the reply."""
    assert phone.sends(make()).thread.language == "en"
