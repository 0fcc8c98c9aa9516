"""A staff call asks whoever keeps their first recording whether callers may hear them; nobody is heard who says no."""

from __future__ import annotations

import pytest

from ivr.desk.people import require
from ivr.desk.takes import take_standings
from ivr.errors import DeskError
from ivr.store.audit import BY_TELEPHONE
from tests.desk.desks import approve, logged, silent
from tests.web.staff_line import StaffLine, reading


def kept(line: StaffLine) -> str:
    """Somebody who has not agreed records the first prompt and keeps it."""
    silent(line.desk)
    line.sign_in()
    line.press("2")
    line.press("1")
    line.speak(reading())
    line.fetched()
    line.wait()
    return line.press("1")


def test_one_key_agrees_and_the_recording_can_be_approved(line: StaffLine) -> None:
    """Noted with the day and the way; told twice it is once, and at the next recording nobody asks."""
    assert "It is kept. Callers will hear your voice when it is played. Do you agree" in kept(line)
    agreed = (line.key(), {"Digits": "1"})
    first = line.go(*agreed)
    assert "That is noted for all your recordings. Kept. Somebody else has to approve it" in first
    assert line.go(*agreed) == first
    assert require(line.desk, "rec").released.endswith("2026, by telephone")
    (*_, entry) = logged(line.desk, "staff voice")
    assert (entry.who, entry.before, entry.login) == ("rec", "", BY_TELEPHONE)
    assert len(logged(line.desk, "staff voice")) == 2, "taken back by the test, noted once"
    (standing,) = take_standings(line.desk)
    approve(line.desk, "ann", takes=[standing.take.id])


def test_a_key_that_comes_once_more_after_it_was_taken_back_agrees_to_nothing(line: StaffLine) -> None:
    """They are told so and asked anew; the key of the new question counts, and only that."""
    kept(line)
    agreed = (line.key(), {"Digits": "1"})
    assert "That is noted" in line.go(*agreed)
    silent(line.desk)
    for _ in range(2):
        heard = line.go(*agreed)
        assert heard.startswith("That was taken back since I asked you, so nothing was noted. I ask once more. It is k")
        assert "Do you agree to that?" in heard
        assert not require(line.desk, "rec").released
    assert "That is noted" in line.press("1")
    assert require(line.desk, "rec").released.endswith("2026, by telephone")
    assert "That is noted" in line.go(*agreed), "nobody is told that they did not agree"


def test_not_agreeing_keeps_the_recording_and_nobody_approves_it(line: StaffLine) -> None:
    """So does a hang-up at the question."""
    kept(line)
    assert "Your recording stays at the desk, and callers do not hear it." in line.press("2")
    (standing,) = take_standings(line.desk)
    with pytest.raises(DeskError, match="Rec of rec has not agreed"):
        approve(line.desk, "ann", takes=[standing.take.id])
    assert "Kept. Callers hear it after you agree" in line.press("7")
    assert "Prompt two" in line.press("1")
