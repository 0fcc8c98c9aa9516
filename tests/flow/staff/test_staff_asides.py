"""Staff calls beside the usual way: what is told at the sign-in, and notices at midnight."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from ivr.content.model import Content
from ivr.content.staff import Phrase, filled
from ivr.flow.session import Arrived, Broke, Key, NotYet, Promised, Refused, Silence
from ivr.flow.staff.book import Book, Heard, Unheard, Untold
from ivr.flow.staff.session import (
    AgreeVoice,
    Aloud,
    Answered,
    CheckTake,
    Digits,
    KeepTake,
    SignIn,
    StaffEvent,
    StaffSession,
    StaffTurn,
    SwitchOn,
    Taken,
)
from ivr.flow.staff.step import staff_step
from tests.flow.staff.paper import NOON, ROLES, book_of

STARTED = int(NOON.timestamp())


@pytest.fixture
def book(content: Content) -> Book:
    """Of whoever has signed in as 101."""
    return replace(book_of(content), member=ROLES[101])


def said(book: Book, turn: StaffTurn) -> str:
    """All words of a turn."""
    words = (each.words if isinstance(each, Aloud) else "" for each in turn.say)
    fixed = (filled(book.words, each) if isinstance(each, Phrase) else "" for each in turn.say)
    return " ".join(one or other for one, other in zip(words, fixed, strict=True))


def at(place: str, **values: object) -> StaffSession:
    """Somebody who has signed in."""
    return StaffSession(place, person=101, started=STARTED, **values)  # type: ignore[arg-type]


def test_whoever_signs_in_hears_which_recordings_were_not_taken(book: Book) -> None:
    """Right after the welcome, and not again at the next key."""
    told = (Untold(14, "Greeting: fever", "It is too quiet."), Untold(0, "gone", "The prompt is gone."))
    book = replace(book, untold=told)
    ask = SignIn(101, "8243")
    turn = staff_step(book, replace(at("pin.101"), person=0), Answered(ask, Promised()), NOON)
    assert said(book, turn).startswith(
        "Hello, Rosa Diaz. Your recording of prompt 14, Greeting: fever, was not taken. It is too quiet. "
        "One of your recordings was not taken. The prompt is gone. Main menu."
    )
    again = staff_step(book, turn.session, Key("7"), NOON)
    assert "not taken" not in said(book, again)


def test_a_prompt_is_called_by_its_name(book: Book) -> None:
    """As the desk's pages call it, without a full stop in the middle of the sentence."""
    prompts = {**book.prompts, 3: replace(book.prompts[3], name="Greeting: fever.")}
    turn = staff_step(replace(book, prompts=prompts), at("choose"), Digits("3"), NOON)
    assert said(book, turn).startswith("Prompt 3, Greeting: fever. Here are the words.")


@pytest.mark.parametrize(("place", "says"), [("number", "Your admin gives you"), ("pin.101", "Your pin has 6 to 8")])
def test_whoever_hesitates_at_the_sign_in_hears_what_is_wanted_there(book: Book, place: str, says: str) -> None:
    """At once after the first silence, and by a nought: of the PIN where that is typed."""
    new = replace(at(place), person=0)
    for event in (Silence(), Digits("0")):
        turn = staff_step(replace(book, member=None), new, event, NOON)
        assert says in said(book, turn)


def test_whoever_keeps_a_later_recording_knows_before_that_an_agreed_one_gives_way(book: Book) -> None:
    """After it was heard back and before the keys; nothing of it where the only one agreed to is this very one."""
    prompts = {**book.prompts, 1: replace(book.prompts[1], agreed=(5,))}
    answer = Answered(CheckTake("REaa", 1), Taken(7))
    checking = at("checking", prompt=1, recording="REaa")
    turn = staff_step(replace(book, prompts=prompts), checking, answer, NOON)
    words = said(book, turn)
    assert "If you keep this one, it takes that one's place, and has to be approved again." in words
    assert words.index("Somebody agreed to an earlier recording of yours.") < words.index("Keep it. Press 1.")
    for agreed in ((), (7,)):
        prompts = {**book.prompts, 1: replace(book.prompts[1], agreed=agreed)}
        assert "takes that one's place" not in said(
            book, staff_step(replace(book, prompts=prompts), checking, answer, NOON)
        )


@pytest.mark.parametrize(
    ("typed", "says"), [("777", "There is no prompt 777 on the sheet."), ("7" * 30, "That is not a number")]
)
def test_a_wrong_number_is_told_once_and_help_comes_all_the_same(book: Book, typed: str, says: str) -> None:
    """Nothing about keys that do nothing; after some of them whom to ask."""
    session, heard = at("choose"), ""
    for _ in range(4):
        turn = staff_step(book, session, Digits(typed), NOON)
        assert said(book, turn).startswith(says)
        assert "does nothing" not in said(book, turn)
        assert said(book, turn).count("Type the number") == 1
        session, heard = turn.session, heard + said(book, turn)
    assert "For help, ask Ada Byron" in heard


def test_with_nothing_left_to_record_the_menu_follows_a_recording_that_does_not_come(book: Book) -> None:
    """With the truth first."""
    book = replace(book, prompts={1: replace(book.prompts[1], heard=Heard.PERSON)})
    waiting = at("checking", prompt=1, recording="REaa", waited=60)
    turn = staff_step(book, waiting, Answered(CheckTake("REaa", 1), NotYet()), NOON)
    assert (turn.session.place, turn.session.recording) == ("main", "")
    assert said(book, turn).startswith("I could not get your recording yet.")
    away = staff_step(book, waiting, Answered(CheckTake("REaa", 1), Refused("unavailable")), NOON)
    assert said(book, away).startswith("I cannot reach the desk just now")


def test_what_was_asked_before_midnight_is_not_done_for_the_next_day(book: Book) -> None:
    """The day that was heard counts; when it is over nothing is switched, and that is told."""
    asked = staff_step(book, at(book.notices[0].place), Key("1"), NOON)
    turn = staff_step(book, asked.session, Key("1"), NOON)
    assert turn.then == SwitchOn(book.notices[0].id, date(2026, 6, 17))
    later = replace(book, today=date(2026, 6, 18))
    turn = staff_step(later, asked.session, Key("1"), NOON)
    assert "nothing was done" in said(book, turn)
    assert turn.session.place == book.notices[0].place


def test_a_notice_that_somebody_else_switched_meanwhile_is_told_as_it_is_now(book: Book) -> None:
    """Off or on, until when they wanted it or not: nothing is switched by a key that was meant for something else."""
    notice = book.notices[0]
    asked = staff_step(book, at(notice.place), Key("1"), NOON)
    for end, says in ((18, "Done."), (19, "This notice has changed")):
        on = replace(
            notice,
            begins=datetime(2026, 6, 17, 9),  # noqa: DTZ001 - a wall time
            ends=datetime(2026, 6, end),  # noqa: DTZ001
            on=True,
            turns=3,
        )
        turn = staff_step(replace(book, notices=(on, *book.notices[1:])), asked.session, Key("1"), NOON)
        assert said(book, turn).startswith(says)
        assert turn.session.place == on.place


def test_whoever_agreed_to_be_heard_elsewhere_meanwhile_is_not_told_that_they_did_not(book: Book) -> None:
    """In the browser, while the call asks: both keys lead on, and agreeing once more is the same."""
    asked = staff_step(replace(book, member=ROLES[103]), at("good.7", prompt=1, recording="REaa"), Key("1"), NOON)
    kept = Answered(KeepTake("REaa"), Promised())
    asked = staff_step(replace(book, member=ROLES[103]), asked.session, kept, NOON)
    assert asked.session.place == "voice.0"
    assert said(book, asked).startswith("It is kept. Callers will hear your voice when it is played. Do you agree")

    for key in ("2", "*"):
        on = staff_step(book, asked.session, Key(key), NOON)
        assert said(book, on).startswith("Kept. Somebody else has to approve it before callers hear it.")
    agreed = staff_step(book, asked.session, Key("1"), NOON)
    assert agreed.then == AgreeVoice(0)
    assert staff_step(book, asked.session, kept, NOON).session.place == "kept"


@pytest.mark.parametrize("event", [Key("7"), Key("0"), Silence(), Arrived(), Broke()])
def test_whoever_was_asked_before_it_was_taken_back_is_asked_once_more(book: Book, event: StaffEvent) -> None:
    """Whatever happens there, and wherever they come back from: the old question's key agrees to nothing."""
    asked = replace(ROLES[103], turn=4)
    taken_back = replace(book, member=replace(asked, turn=6))
    old = at("voice.4", prompt=1, recording="REaa")
    assert staff_step(replace(book, member=asked), old, Key("7"), NOON).session.place == "voice.4"
    assert staff_step(taken_back, old, Key("1"), NOON).then == AgreeVoice(4)
    for here in (
        staff_step(taken_back, old, Answered(AgreeVoice(4), Refused("changed")), NOON),
        staff_step(taken_back, old, event, NOON),
        staff_step(taken_back, at("end", prompt=1, recording="REaa", back="voice.4"), Key("2"), NOON),
    ):
        assert here.session.place == "voice.6"
        assert said(book, here).startswith("That was taken back since I asked you, so nothing was noted. I ask once")
        assert "Do you agree to that?" in said(book, here)
        assert staff_step(taken_back, here.session, Key("1"), NOON).then == AgreeVoice(6)
    assert staff_step(taken_back, at("voice", prompt=1), Key("1"), NOON).then == AgreeVoice(-1), "from before"


def test_whoever_does_not_agree_is_never_told_that_callers_will_hear_it(book: Book) -> None:
    """Nor when they hear it again."""
    book = replace(book, member=ROLES[103])
    on = staff_step(book, at("voice"), Key("2"), NOON)
    assert said(book, on).startswith("That is all right. Your recording stays at the desk, and callers do not hear it.")
    again = staff_step(book, on.session, Key("7"), NOON)
    assert said(book, again).startswith("Kept. Callers hear it after you agree that they hear your voice")


def test_a_nought_before_the_pin_is_help_and_no_wrong_try(book: Book) -> None:
    """Typed before help came, the two are one entry; a PIN that itself begins so is taken the second time."""
    new = replace(at("pin.101"), person=0)
    book = replace(book, member=None)
    turn = staff_step(book, new, Digits("07394"), NOON)
    assert "You pressed 0 first, and that asks for help. So nothing was tried" in said(book, turn)
    assert turn.session.tries == 0
    for typed in ("07394", "7394"):
        assert staff_step(book, turn.session, Digits(typed), NOON).then == SignIn(101, typed)
    asked = staff_step(book, new, Digits("0"), NOON)
    assert "You pressed 0 first" not in said(book, asked)
    assert "For help, press 0 and the pound key." in said(book, asked)


def test_a_recording_of_an_earlier_call_is_heard_back_as_a_new_one(book: Book) -> None:
    """It is told with its time and has a key of its own; then it is kept, made again or canceled."""
    mine = Unheard("RE0a", datetime(2026, 6, 17, 11, 3))  # noqa: DTZ001 - a wall time
    book = replace(book, prompts={**book.prompts, 3: replace(book.prompts[3], waits=True, mine=mine)})
    here = staff_step(book, at("choose"), Digits("3"), NOON)
    told = said(book, here)
    assert "Your recording, made on Wednesday, June 17, at 11:03 a.m., waits for you to keep it or cancel it." in told
    assert "Hear your recording, then keep it or cancel it. Press 5." in told
    assert "waits for approval" not in told
    asked = staff_step(book, here.session, Key("5"), NOON)
    assert asked.then == CheckTake("RE0a", 3)
    back = staff_step(book, asked.session, Answered(asked.then, Taken(7)), NOON)
    assert back.session.place == "good.7"
    assert staff_step(book, back.session, Key("1"), NOON).then == KeepTake("RE0a")


def test_whoever_leaves_a_recording_neither_kept_nor_canceled_hears_that_it_waits(book: Book) -> None:
    """It is at the desk; of one that was kept, or is not there yet, nothing is said at the end."""
    mine = Unheard("RE0a", datetime(2026, 6, 17, 11, 3))  # noqa: DTZ001 - a wall time
    waiting = replace(book, prompts={**book.prompts, 3: replace(book.prompts[3], waits=True, mine=mine)})
    here = replace(at("good.7"), prompt=3, recording="RE0a")
    for known, told in ((waiting, "Your recording waits at the desk. Goodbye."), (book, "Goodbye.")):
        asked = staff_step(known, here, Key("9"), NOON)
        assert "To end the call, press 9 again." in said(known, asked)
        assert said(known, staff_step(known, asked.session, Key("9"), NOON)).strip() == told
