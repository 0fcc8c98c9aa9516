"""Notices by text: with the first ordinary reply and with MENU, where they fit, and never with danger."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ivr import gsm
from ivr.content.model import Content
from ivr.content.readers import read_content
from ivr.content.texts import texts
from ivr.content.whole import cut
from ivr.flow.texting.answer import ALONE, answer, body
from ivr.flow.texting.thread import OptOut, Texted, TextTurn, Thread
from tests.content.altered import Files
from tests.spanish import two_languages

FRESH, KNOWN = Thread("en"), Thread("en", greeted=True)


def texted(content: Content, text: str, *notices: str, thread: Thread = FRESH) -> TextTurn:
    """The answer to a text while these notices are on."""
    return answer(content, thread, Texted(text, notices=notices), OptOut.OWN)


def test_the_first_ordinary_reply_carries_what_is_on_between_answer_and_privacy(content: Content) -> None:
    """What was asked for comes first; the next reply is the answer alone."""
    first = texted(content, "cope", "storm")
    assert first.say == ("topic.coping.1", "notice.storm", "private")
    assert "Rescue Treatment Line: a storm may stop rides today. Call your ride" in body(content, first)
    assert texted(content, "more", "storm", thread=first.thread).say == ("topic.coping.2",)


def test_the_menu_carries_it_every_time(content: Content) -> None:
    """Whoever asks for MENU asks what there is."""
    assert texted(content, "MENU", "storm", "busy", thread=KNOWN).say == ("menu", "notice.storm", "notice.busy")
    assert texted(content, "", "storm", thread=KNOWN).say == ("menu", "notice.storm")
    assert texted(content, "MENU", thread=KNOWN).say == ("menu",)


@pytest.mark.parametrize("thread", [FRESH, KNOWN])
@pytest.mark.parametrize(
    "text",
    [
        "i want to die",
        "took all my pills",
        "chest pain",
        "fever of 103",
        "quiero morir",
        "STOP",
        "HELP",
        "AYUDA",
        "START",
    ],
)
def test_danger_stop_help_and_start_never_carry_one(content: Content, thread: Thread, text: str) -> None:
    """Their words are the same whatever is on."""
    assert texted(content, text, "office-closed", "storm", thread=thread) == texted(content, text, thread=thread)


@pytest.mark.parametrize("text", ["FEVER", "outlook", "i am so scared", "should i stop chemo", "espanol"])
def test_what_should_be_read_alone_is_sent_alone(content: Content, text: str) -> None:
    """A fever, fear, hard words, and words in another language; "closed" must not stand behind "call your team"."""
    turn = texted(content, text, "office-closed")
    assert turn == texted(content, text)
    assert turn.say[0] in {*ALONE, "espanol"}


def test_an_offer_of_two_words_carries_it_too(content: Content) -> None:
    """The offered words are filled in, and the notice is not lost beside them."""
    turn = replace(texted(content, "cope"), say=("near", "notice.storm", "private"), near=("COPE", "TALK"))
    said = body(content, turn)
    assert said.startswith("Did you mean COPE or TALK?")
    assert "a storm may stop rides" in said


def test_whatever_is_on_every_first_reply_keeps_to_three_segments_and_cuts_no_number(content: Content) -> None:
    """For each text that a word gets, with every two notices, in any order."""
    names = list(content.words["en"].notices)
    pairs = [(one, other) for one in names for other in names if one != other]
    carried = 0
    for text in texts(content, "en").values():
        for pair in pairs if text.keyword else ():
            turn = texted(content, text.keyword or "", *pair)
            said = body(content, turn)
            assert gsm.segments(said) <= 3, (text.id, pair)
            assert not cut(said), (text.id, pair)
            carried += any(part.startswith("notice.") for part in turn.say)
    assert carried > len(pairs) * 20


def test_a_notice_that_does_not_fit_is_left_out_and_a_shorter_one_still_comes(content: Content) -> None:
    """The answer itself is never cut for it."""
    words = content.words["en"]
    long = replace(words.notices["storm"], id="long", text="A storm. " * 33)
    line = replace(content, words={"en": replace(words, notices={**words.notices, "long": long})})
    assert texted(line, "cope", "long", "busy").say == ("topic.coping.1", "notice.busy", "private")


def test_a_notice_never_cuts_the_number_in_an_answer(content: Content) -> None:
    """One segment becomes two, and a number at its end would be cut: then the answer goes alone."""
    words = content.words["en"]
    answered = {**words.texts, "welcome": "x" * 147 + " 988-4567", "private": ""}
    line = replace(content, words={"en": replace(words, texts=answered)})
    assert texted(line, "thanks").say[0] == "welcome"
    assert not cut(body(line, texted(line, "thanks")))
    assert texted(line, "thanks", "storm").say == ("welcome", "private")


def test_unknown_notices_are_left_out(content: Content) -> None:
    """Nothing is said of what has no words."""
    assert texted(content, "cope", "flood").say == ("topic.coping.1", "private")


def test_a_spanish_thread_gets_spanish_words(files: Files) -> None:
    """As wide text, with less room."""
    both = read_content(two_languages(files))[0]
    turn = texted(both, "MENU", "storm", "new-phones", thread=Thread("es", greeted=True))
    assert turn.say[:2] == ("menu", "notice.storm")
    assert "por la tormenta" in body(both, turn)
    assert gsm.segments(body(both, turn)) <= 3
