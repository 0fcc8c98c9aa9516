"""Machines and phones that answer for people: no reply, and never an endless exchange."""

from __future__ import annotations

import pytest

from ivr.content.model import Content
from ivr.content.texts import texts
from ivr.flow.session import End, StartTexts
from ivr.flow.texting.answer import ORDINARY_A_DAY, SERVICE_A_DAY, answer
from ivr.flow.texting.thread import Kind, OptOut, Texted, TextTurn, Thread
from ivr.meaning.of_content import meaning_of


def _ask(content: Content, text: str, **event: object) -> TextTurn:
    return answer(content, Thread("en", greeted=True), Texted(text, **event), OptOut.OWN, meaning_of(content))  # type: ignore[arg-type]


@pytest.mark.parametrize("form", ['Liked "{}"', "Loved “{}”", 'Laughed at "{}"', "👍 to “{}”", "Le gustó “{}”"])
def test_a_reaction_to_any_text_of_ours_gets_no_answer(content: Content, form: str) -> None:
    """Though it quotes 911, 988 and every word of danger that we write."""
    for text in texts(content, "en").values():
        turn = _ask(content, form.format(text.body))
        assert (turn.kind, turn.say) == (Kind.SILENT, ()), text.id


def test_a_reaction_to_a_picture_gets_no_answer(content: Content) -> None:
    """It quotes nothing."""
    assert _ask(content, "Liked an image").say == ()


@pytest.mark.parametrize("text", ['Loved "i want to die"', "loved ones are better off without me"])
def test_words_that_are_not_ours_are_read_for_danger(content: Content, text: str) -> None:
    """Quotation marks do not hide them."""
    assert _ask(content, text).kind is Kind.CRISIS


@pytest.mark.parametrize(
    "text",
    [
        "I'm driving with Do Not Disturb While Driving turned on. I'll see your message when I get there.",
        "Im out of the office until Monday, contact Jo",
        "This is an automated reply",
        "Can't talk right now. What's up?",
    ],
)
def test_automatic_replies_get_no_answer(content: Content, text: str) -> None:
    """One of their everyday words is too thin to answer."""
    assert (_ask(content, text).kind, _ask(content, text).say) == (Kind.SILENT, ())


def test_a_person_who_drives_is_answered(content: Content) -> None:
    """A clear question counts more than "I'm driving"."""
    assert _ask(content, "im driving to chemo, what should i bring").say == ("ready",)


@pytest.mark.parametrize(("text", "media", "say"), [("", 0, "menu"), ("  \n", 0, "menu"), ("", 1, "picture")])
def test_an_empty_text_gets_the_menu_and_a_picture_its_own_reply(
    content: Content,
    text: str,
    media: int,
    say: str,
) -> None:
    """Nobody is left without a way on."""
    assert _ask(content, text, media=media).say == (say,)


def test_a_word_beside_a_picture_counts(content: Content) -> None:
    """The picture is not seen, the word is."""
    assert _ask(content, "COPE", media=1).say == ("topic.coping.1",)


def test_the_limit_is_said_once_and_then_nothing(content: Content) -> None:
    """Thirty ordinary replies a day, then one word about it, then silence."""
    assert _ask(content, "COPE", ordinary_today=ORDINARY_A_DAY - 1).say == ("topic.coping.1",)
    turn = _ask(content, "COPE", ordinary_today=ORDINARY_A_DAY)
    assert (turn.say, turn.kind, turn.ordinary) == (("limit",), Kind.LIMIT, True)
    assert _ask(content, "COPE", ordinary_today=ORDINARY_A_DAY + 1).say == ()


@pytest.mark.parametrize("text", ["STOP", "I want to die", "911", "temp 102"])
def test_what_must_be_answered_is_never_limited(content: Content, text: str) -> None:
    """Nor does it count."""
    turn = _ask(content, text, ordinary_today=10 * ORDINARY_A_DAY)
    assert turn.say
    assert not turn.ordinary


def test_the_first_ordinary_reply_says_that_texts_are_not_private(content: Content) -> None:
    """Once in a conversation."""
    first = answer(content, Thread("en"), Texted("cope"), OptOut.OWN, meaning_of(content))
    assert first.say == ("topic.coping.1", "private")
    second = answer(content, first.thread, Texted("more"), OptOut.OWN, meaning_of(content))
    assert second.say == ("topic.coping.2",)


@pytest.mark.parametrize("stopped", [False, True])
@pytest.mark.parametrize(("text", "then"), [("HELP", End()), ("AYUDA", End()), ("START", StartTexts())])
def test_help_and_start_end_later_than_the_rest_but_they_end(
    content: Content,
    text: str,
    then: End | StartTexts,
    stopped: bool,  # noqa: FBT001
) -> None:
    """Two machines that ask each other for help come to an end; what START does is done all the same."""
    turn = _ask(content, text, ordinary_today=SERVICE_A_DAY - 1, stopped=stopped)
    assert (bool(turn.say), turn.ordinary) == (True, True)
    turn = _ask(content, text, ordinary_today=SERVICE_A_DAY, stopped=stopped)
    assert (turn.say, turn.then) == ((), then)
