"""Keywords lead where they say: exact, with numbers, misspelt, and inside sentences."""

from __future__ import annotations

import pytest

from ivr.content.menus import main_menu
from ivr.content.model import Content
from ivr.content.texts import texts
from ivr.flow.session import StartTexts
from ivr.flow.texting.answer import answer, body
from ivr.flow.texting.thread import Kind, OptOut, Texted, TextTurn, Thread
from ivr.meaning.of_content import meaning_of

LEADS = [
    ("WHAT", "topic.what.1"),
    ("side", "topic.side.1"),
    ("Cope.", "topic.coping.1"),
    ("“COPE”", "topic.coping.1"),
    ("COPE 2", "topic.coping.2"),
    ("cope2", "topic.coping.2"),
    ("what 3", "topic.what.3"),
    ("COPE 99", "topic.coping.1"),
    ("COPE 0", "topic.coping.1"),
    ("RELIEF", "topic.relief.1"),
    ("comfort", "topic.relief.1"),
    ("Palliative", "topic.relief.1"),
    ("OUTLOOK", "outlook.ask"),
    ("OUTLOOK 2", "outlook.ask"),
    ("READ", "topic.outlook.1"),
    ("read.", "topic.outlook.1"),
    ("READ 99", "topic.outlook.1"),
    ("TIPS", "tip.1"),
    ("TIP 7", "tip.7"),
    ("tip #7", "tip.7"),
    ("tip 999", "tip.1"),
    ("NUMBERS", "numbers"),
    ("FEVER", "fever"),
    ("fever?", "fever"),
    ("RIDES", "rides"),
    ("MEALS", "meals"),
    ("TALK", "talk"),
    ("READY", "ready"),
    ("MENU", "menu"),
    ("MORE", "menu"),
    ("ESPANOL", "espanol"),
    ("español", "espanol"),
    ("0", "talk"),
    ("1", "topic.what.1"),
    ("5", "outlook.ask"),
    ("6", "numbers"),
    ("text COPE please", "topic.coping.1"),
    ("side efects", "topic.side.1"),
    ("sdie", "topic.side.1"),
    ("cpoe", "topic.coping.1"),
    ("cpoe 2", "topic.coping.2"),
    ("waht", "topic.what.1"),
    ("relif", "topic.relief.1"),
    ("palitive", "topic.relief.1"),
    ("outlok", "outlook.ask"),
    ("prognosys", "outlook.ask"),
    ("numers", "numbers"),
    ("spansh", "espanol"),
    ("tisp", "tip.1"),
    ("redy", "ready"),
    ("how do i cope with this", "topic.coping.1"),
    ("tell me about side effects please", "topic.side.1"),
    ("can I get a ride to the clinic?", "rides"),
    ("I need someone to talk to", "talk"),
    ("how long do i have", "outlook.ask"),
    ("am i dying", "outlook.ask"),
    ("FEEL", "feelings"),
    ("im scared", "feelings"),
    ("i am afraid", "feelings"),
    ("my wife is dying", "feelings"),
    ("my husband wont eat", "feelings"),
    ("this is too hard", "feelings"),
    ("i have no one to help me", "feelings"),
    ("i feel so lonely", "feelings"),
    ("my mom needs a ride", "rides"),
    ("my wife has side effects", "topic.side.1"),
    ("my husband has nausea", "topic.side.1"),
    ("my husband", "feelings"),
    ("thanks", "welcome"),
    ("Thank you!", "welcome"),
    ("ok", "welcome"),
    ("goodnight", "welcome"),
    ("bye", "welcome"),
    ("thanks, tell me about side effects", "topic.side.1"),
    ("i want to stop treatment", "choice"),
    ("stop chemo", "choice"),
    ("STOP chemo", "choice"),
    ("should i stop", "choice"),
    ("Should I STOP", "choice"),
    ("can i refuse treatment", "choice"),
    ("what should I bring on my first day?", "ready"),
]
NOWHERE = """hope
feet
fell
should i quit my job
shop
is it ok to take aspirin
stops
asdf qwer
hepl
star
the
xx
9
raed
reed
reads
READ it to me
🙂""".splitlines()


def _ask(content: Content, text: str, last: str = "", **event: object) -> TextTurn:
    thread = Thread("en", last, greeted=True)
    return answer(content, thread, Texted(text, **event), OptOut.OWN, meaning_of(content))  # type: ignore[arg-type]


@pytest.mark.parametrize(("text", "say"), LEADS)
def test_a_keyword_leads_to_its_text(content: Content, text: str, say: str) -> None:
    """In any case, with numbers, punctuation, politeness and slips."""
    assert _ask(content, text).say == (say,)


@pytest.mark.parametrize("text", NOWHERE)
def test_what_is_not_understood_is_not_guessed(content: Content, text: str) -> None:
    """A reply with the words that work, never some topic; least of all the outlook."""
    turn = _ask(content, text)
    assert turn.kind is Kind.MENU
    assert turn.say in {("unknown",), ("menu",)}


def test_every_text_is_reached_by_the_word_that_it_is_listed_under(content: Content) -> None:
    """The footer "Reply COPE 2" and `ivr texts` promise these words."""
    for text in texts(content, "en").values():
        if text.keyword is not None and text.id not in {"started", "stopped"}:
            assert _ask(content, text.keyword).say == (text.id,), text.keyword


def test_digits_follow_the_spoken_menu(content: Content) -> None:
    """What key 3 says on the phone, 3 says by text."""
    for digit, choice in enumerate(main_menu(content)):
        said = _ask(content, str(digit)).say[0]
        name = choice.rpartition(".")[2]
        assert name in said or (name, said) == ("person", "talk")


@pytest.mark.parametrize(
    ("last", "say"),
    [
        ("", "menu"),
        ("topic.coping.1", "topic.coping.2"),
        ("topic.coping.3", "menu"),
        ("tip.3", "tip.4"),
        ("tip.16", "tip.1"),
        ("outlook.ask", "menu"),
        ("nonsense", "menu"),
    ],
)
def test_more_goes_on_from_the_last_text(content: Content, last: str, say: str) -> None:
    """And never into a topic that asks first."""
    assert _ask(content, "more", last).say == (say,)


@pytest.mark.parametrize(("last", "say"), [("", "tip.1"), ("tip.1", "tip.2"), ("tip.16", "tip.1"), ("menu", "tip.1")])
def test_tips_gives_the_next_tip(content: Content, last: str, say: str) -> None:
    """After the last one, the first again."""
    assert len(content.words["en"].tips) == 16
    assert _ask(content, "TIPS", last).say == (say,)


@pytest.mark.parametrize("text", ["raed", "reed", "reads", "redd"])
def test_a_misspelt_read_asks_again(content: Content, text: str) -> None:
    """The hard text opens at the exact word only."""
    assert _ask(content, text, "outlook.ask").say == ("outlook.ask",)


@pytest.mark.parametrize("text", ["redy", "ready", "raedy", "yeah", "1", "ok", "more", "next", "go on", "read it"])
def test_nothing_but_read_leads_into_the_outlook(content: Content, text: str) -> None:
    """Not even right after its question."""
    assert not _ask(content, text, "outlook.ask").say[0].startswith("topic.outlook")


@pytest.mark.parametrize("text", ["yes", "YES!", "yes please"])
def test_yes_opens_the_outlook_right_after_its_question(content: Content, text: str) -> None:
    """It is how people answer, so it counts, but only there."""
    assert _ask(content, text, "outlook.ask").say == ("topic.outlook.1",)
    assert _ask(content, text, "topic.what.1").say != ("topic.outlook.1",)


@pytest.mark.parametrize("opt_out", [OptOut.DEFAULT, OptOut.ADVANCED])
@pytest.mark.parametrize("stopped", [False, True])
def test_yes_stays_a_start_where_it_is_not_ours_to_answer(content: Content, opt_out: OptOut, stopped: bool) -> None:  # noqa: FBT001
    """The provider answers YES itself; and a stopped number that says YES wants texts again."""
    thread = Thread("en", "outlook.ask", greeted=True)
    turn = answer(content, thread, Texted("yes", stopped=stopped), opt_out, meaning_of(content))
    assert (turn.say, turn.then) == ((), StartTexts())
    own = answer(content, thread, Texted("yes", stopped=True), OptOut.OWN, meaning_of(content))
    assert (own.say, own.then) == (("started",), StartTexts())


@pytest.mark.parametrize("text", ["i want to die", "MENU", "HELP", "numbers", "no"])
def test_a_question_is_over_once_something_else_was_said(content: Content, text: str) -> None:
    """A later yes is never taken for an answer to it."""
    turn = _ask(content, text, "outlook.ask")
    later = answer(content, turn.thread, Texted("yes"), OptOut.OWN, meaning_of(content))
    assert not later.say[0].startswith("topic.outlook")


@pytest.mark.parametrize("text", ["no", "No thanks", "not today", "NO."])
def test_no_after_the_question_is_taken_kindly(content: Content, text: str) -> None:
    """Nobody is told that a no was not understood."""
    assert _ask(content, text, "outlook.ask").say == ("outlook.later",)
    assert _ask(content, text).say != ("outlook.later",)


@pytest.mark.parametrize(
    ("last", "digit", "say"),
    [
        ("topic.what.1", "2", "topic.what.2"),
        ("topic.what.2", "3", "topic.what.3"),
        ("topic.side.2", "3", "topic.coping.1"),
        ("topic.what.1", "3", "topic.coping.1"),
        ("topic.what.99", "100", "unknown"),
        ("tip.1", "2", "topic.side.1"),
        ("", "2", "topic.side.1"),
    ],
)
def test_a_bare_digit_means_the_next_part_if_there_is_one(content: Content, last: str, digit: str, say: str) -> None:
    """After "Reply WHAT 2" people reply 2; any other digit is the menu's."""
    assert _ask(content, digit, last).say == (say,)


def test_two_keywords_as_near_are_both_offered(content: Content) -> None:
    """Never a guess on a thin margin: the reply names the two words."""
    turn = _ask(content, "rides meals")
    assert (turn.kind, turn.say) == (Kind.NEAR, ("near",))
    assert set(turn.near) == {"MEALS", "RIDES"}
    assert all(word in body(content, turn) for word in turn.near)


def test_the_offer_of_two_words_is_listed_at_its_longest(content: Content) -> None:
    """It is checked for segments and tone like any other, and what is sent names the two words that are meant."""
    listed = texts(content, "en")["near"]
    sent = body(content, _ask(content, "rides meals"))
    assert listed.keyword is None
    assert "{" not in listed.body
    assert len(listed.body) >= len(sent)
    assert "MEALS" in sent


@pytest.mark.parametrize("word", ["MEALS", "rides", "Rides."])
def test_either_of_two_words_that_were_offered_is_an_answer(content: Content, word: str) -> None:
    """The next text after the question need be no more than the word."""
    asked = _ask(content, "rides meals")
    assert answer(content, asked.thread, Texted(word), OptOut.OWN, meaning_of(content)).say == (
        word.strip(".").lower(),
    )
