"""A text is answered once, after the stop list and the count were asked, and they are told what happened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from ivr.content.model import Content
from ivr.content.notices import On
from ivr.flow.session import Refused
from ivr.flow.texting.answer import body
from ivr.flow.texting.thread import Kind, OptOut, Texted, TextTurn, Thread
from ivr.line.answers import Asked
from ivr.line.texts import Texter, reply
from tests.line.houses import PaperHouse

NUMBER = "+12025550147"
NOW = datetime(2026, 6, 17, 16, 0, tzinfo=UTC)


@dataclass
class Phone:
    """Somebody's phone, texting the line."""

    content: Content
    house: PaperHouse
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
def house() -> PaperHouse:
    """Nobody stopped, nothing counted."""
    return PaperHouse()


@pytest.fixture
def phone(content: Content, house: PaperHouse) -> Phone:
    """A phone of somebody who has not texted yet."""
    return Phone(content, house)


def test_an_ordinary_reply_is_counted(phone: Phone, house: PaperHouse) -> None:
    """Each one, for this number on this day."""
    for words in ("COPE", "TIPS", "MENU"):
        assert phone.sends(words).say
    assert house.counts == {(NOW.date(), NUMBER): 3}


def test_the_time_of_a_text_decides_which_notices_it_brings(phone: Phone) -> None:
    """On until one in the afternoon: at noon the first reply tells of it, later not even MENU does."""
    noon = NOW.replace(tzinfo=None)
    on = On("storm", noon, noon + timedelta(hours=1), "UTC", "Maria")
    phone.content = replace(phone.content, notices=(on,))
    assert phone.sends("COPE").say == ("topic.coping.1", "notice.storm", "private")
    assert phone.sends("MENU").say == ("menu", "notice.storm")
    phone.now += timedelta(hours=1)
    assert phone.sends("MENU").say == ("menu",)


@pytest.mark.parametrize("words", ["I want to die", "chest pain", "fever of 103", "Liked \u201cCOPE\u201d"])
def test_danger_and_silence_are_not_counted(phone: Phone, house: PaperHouse, words: str) -> None:
    """They use up nobody's thirty replies."""
    phone.sends(words)
    assert not house.counts


def test_after_thirty_replies_one_says_so_and_then_nothing(phone: Phone, house: PaperHouse) -> None:
    """Two machines cannot answer each other for ever; danger is answered still, and tomorrow is another day."""
    for _ in range(30):
        assert phone.sends("COPE").kind is Kind.CONTENT
    assert phone.sends("COPE").kind is Kind.LIMIT
    assert phone.sends("COPE").say == ()
    assert phone.sends("COPE").say == ()
    assert phone.sends("I want to die").kind is Kind.CRISIS

    phone.now = NOW + timedelta(days=1)
    assert phone.sends("COPE").kind is Kind.CONTENT
    assert house.counts[phone.now.date(), NUMBER] == 1


@pytest.mark.parametrize("words", ["STOP", "please stop texting me", "I want to die, stop texting me", "alto"])
def test_a_stop_goes_onto_the_list_at_once(phone: Phone, house: PaperHouse, words: str) -> None:
    """Whatever else the text says, and one confirmation at most."""
    assert phone.sends(words).say
    assert house.stopped(NUMBER)
    assert phone.sends("COPE").say == ()
    assert phone.sends("STOP").say == ()


def test_a_stopped_number_can_start_again(phone: Phone, house: PaperHouse) -> None:
    """And then is answered like any other."""
    phone.sends("STOP")
    assert phone.sends("START").say == ("started",)
    assert not house.stopped(NUMBER)
    assert phone.sends("COPE").kind is Kind.CONTENT


def test_danger_from_a_stopped_number_is_answered(phone: Phone, house: PaperHouse, content: Content) -> None:
    """And leaves it stopped."""
    phone.sends("STOP")
    found = phone.sends("I want to kill myself")

    assert found.kind is Kind.CRISIS
    assert "988" in body(content, found)
    assert house.stopped(NUMBER)


@pytest.mark.parametrize("opt_out", [OptOut.DEFAULT, OptOut.ADVANCED])
def test_where_the_provider_answers_we_only_write_it_down(phone: Phone, house: PaperHouse, opt_out: OptOut) -> None:
    """The exact words get no second answer from us."""
    phone.opt_out = opt_out
    assert phone.sends("STOP", "STOP" if opt_out is OptOut.ADVANCED else "").say == ()
    assert house.stopped(NUMBER)
    assert phone.sends("START", "START" if opt_out is OptOut.ADVANCED else "").say == ()
    assert not house.stopped(NUMBER)


def test_a_hidden_number_is_answered_too(content: Content, house: PaperHouse) -> None:
    """Nothing can be kept for it, and nothing breaks."""
    phone = Phone(content, house, "")
    assert phone.sends("COPE").kind is Kind.CONTENT
    assert phone.sends("STOP").say == (), "nothing was noted, so nothing may be said of it"
    assert not house.stops
    assert phone.sends("I want to die, stop texting me").say == ("crisis",), "nor beside the words that may save a life"


def test_two_texts_at_once_cannot_both_be_the_last_that_is_answered(content: Content, house: PaperHouse) -> None:
    """Both are understood before either is counted, and still only one is the thirtieth."""
    house.counts[NOW.date(), NUMBER] = 29
    others: list[Kind] = []

    class Meanwhile(PaperHouse):
        """A door to the same house through which another text comes in first."""

        def count_ordinary(self, number: str, now: datetime) -> int:
            """Let it, then count this one."""
            others.append(Phone(content, house).sends("TIPS").kind)
            return house.count_ordinary(number, now)

    mine = Phone(content, Meanwhile()).sends("COPE").kind

    assert others == [Kind.CONTENT]
    assert mine is Kind.LIMIT


class Fallen(PaperHouse):
    """A house whose store is away."""

    def count_ordinary(self, number: str, now: datetime) -> int:
        """Fail."""
        del number, now
        raise OSError("away")


def test_a_house_that_cannot_count_answers_all_the_same(content: Content) -> None:
    """A person's answer matters more than a limit that is there for machines."""
    assert Phone(content, Fallen()).sends("COPE").kind is Kind.CONTENT


def test_danger_is_answered_when_the_stop_list_breaks_and_no_stop_is_claimed(content: Content) -> None:
    """The words that may save a life go out; "no other texts" is said only where it was noted."""
    phone = Phone(content, PaperHouse(OSError("away")))
    assert phone.sends("I want to die, stop texting me").say == ("crisis",)
    with pytest.raises(OSError, match="away"):
        phone.sends("STOP")


def test_the_house_is_told_who_asks_and_when(phone: Phone, house: PaperHouse) -> None:
    """A text belongs to no call."""
    phone.sends("STOP")
    assert [asked for _, asked in house.asked] == [Asked(NUMBER, "", NOW)]


@pytest.mark.parametrize("make", [lambda: "x" * 100_000, lambda: "\ud800\x00", lambda: "", lambda: "\n"])
def test_any_words_are_safe(phone: Phone, make: Callable[[], str]) -> None:
    """Nothing that is written breaks the reply."""
    assert phone.sends(make()).thread.language == "en"


@pytest.mark.parametrize("text", ["STOP", "please stop texting me"])
def test_a_stop_that_could_not_be_noted_is_told(content: Content, text: str) -> None:
    """Silence would be taken for a promise kept."""
    house = PaperHouse(Refused("unavailable"))

    assert Phone(content, house).sends(text).say == ("not-noted",)
    assert house.stops == set()
