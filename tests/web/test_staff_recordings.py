"""Recordings on a staff call: old words never become a recording of new ones, and no refusal goes untold."""

from __future__ import annotations

from ivr.content.items import written
from ivr.desk.desk import current
from ivr.desk.takes import take_standings
from tests.desk.desks import publish_words
from tests.web.staff_line import GREETING, StaffLine, reading


def test_whoever_heard_other_words_hears_the_new_ones_before_the_beep(line: StaffLine) -> None:
    """Between the words and the beep, and between the beep and the check: old words never become a new recording."""
    line.sign_in()
    line.press("2")
    _new_words(line, "Hello. You have reached the Rescue Treatment Line.")
    assert "The words of this prompt have changed since you heard them." in line.press("1")
    assert "You have reached the Rescue Treatment Line." in line.said

    line.press("1")
    _new_words(line, GREETING.replace("This", "Yes, this"))
    line.speak(reading())
    line.fetched()
    assert "have changed since you heard them. Please record it again." in line.wait()
    assert "Yes, this is the Rescue Treatment Line." in line.said
    assert "After the beep" not in line.said
    assert take_standings(line.desk) == ()


def _new_words(line: StaffLine, words: str) -> None:
    publish_words(line.desk, written(current(line.desk).content, "greeting.name", "en", words))


def test_what_was_refused_after_a_hang_up_is_told_at_the_next_sign_in(line: StaffLine) -> None:
    """With the prompt's name and the first reason, to nobody else."""
    line.sign_in()
    line.press("2")
    line.press("1")
    line.speak(reading(0.1), hangs_up=True)
    line.fetched()

    assert "Greeting: who we are" in line.sign_in()
    assert "too quiet" in line.said
    assert "too quiet" in line.sign_in(), "the same second is the same call, where the provider asks twice"
    assert "too quiet" not in line.sign_in("ed")
