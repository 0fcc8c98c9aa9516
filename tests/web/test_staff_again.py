"""Staff calls through the application: what comes twice, what is stopped by a star, and what is recorded again."""

from __future__ import annotations

from ivr.desk.desk import current
from ivr.desk.notices import listed
from ivr.desk.takes import take_standings
from tests.desk.desks import approve
from tests.desk.phone.calling import spoken
from tests.web.staff_line import StaffLine, reading


def test_a_request_about_a_notice_that_comes_twice_is_done_once(line: StaffLine) -> None:
    """The provider may send it again: the same answer, one edition; and what comes much later switches nothing on."""
    line.sign_in("ann")
    line.press("3")
    line.press("1")
    switched_on = (line.key(), {"Digits": "1"})
    first, edition = line.go(*switched_on), current(line.desk).number
    assert "Done." in first
    assert line.go(*switched_on) == first
    assert current(line.desk).number == edition

    switched_off = (line.key(), {"Digits": "4"})
    first, edition = line.go(*switched_off), current(line.desk).number
    assert "Done." in first
    assert line.go(*switched_off) == first
    assert "has changed since you heard it, so nothing was done" in line.go(*switched_on)
    assert current(line.desk).number == edition
    assert not [on for each in listed(line.desk) for on in each.on]


def test_a_star_stops_a_recording_that_shall_not_be_kept(line: StaffLine) -> None:
    """It comes to nothing, though the provider's report comes later or came before, and is deleted there."""
    line.sign_in()
    line.press("2")
    for order in ("after", "before"):
        line.press("1")
        assert "To stop without keeping it, press star." in line.said
        record = next(line.root.iter("Record")) if line.root is not None else None
        assert record is not None
        tape = line.tapes.keep(reading())
        if order == "before":
            line.tell(record, tape)
        stopped = {"RecordingSid": tape, "RecordingDuration": "4", "Digits": "*"}
        assert "That recording is not kept." in line.go(record.get("action", ""), stopped)
        assert "Record it." in line.said
        line.tell(record, tape)
        line.fetched()
        assert line.tapes.fetch(tape) is None
    assert take_standings(line.desk) == ()


def test_recording_it_again_takes_the_first_back(line: StaffLine) -> None:
    """Whoever hangs up then leaves nothing that they did not want."""
    line.sign_in()
    line.press("2")
    line.press("1")
    line.speak(reading())
    line.fetched()
    line.wait()

    assert "After the beep" in line.press("2")
    assert take_standings(line.desk) == ()


def test_a_recording_that_was_refused_after_the_call_is_told_at_the_next_sign_in(line: StaffLine) -> None:
    """Its prompt by number and name, and why, in words for a telephone; once."""
    line.sign_in()
    line.press("2")
    line.press("1")
    line.speak(reading(0.1), hangs_up=True)
    line.fetched()

    heard = line.sign_in()
    assert "Your recording of prompt one, Greeting: who we are, was not taken. It is too quiet. Hold" in heard
    assert "Main menu." in heard


def test_a_recording_that_gave_way_to_a_later_one_is_told_so(line: StaffLine) -> None:
    """Two calls at once: the first to be kept counts, and the other goes on at the prompt."""
    line.sign_in()
    line.press("2")
    line.press("1")
    line.speak(reading())
    line.fetched()
    line.wait()
    first = line.key()

    line.sign_in()
    line.press("1")
    line.press("1")
    line.press("1")
    line.speak(reading(0.9))
    line.fetched()
    line.wait()
    assert "Somebody else has to approve it" in line.press("1")
    assert line.go(first, {"Digits": "1"}).startswith("Your later recording took its place. Record it.")
    assert len(take_standings(line.desk)) == 1


def test_keeping_a_later_recording_tells_first_that_an_agreed_one_gives_way(line: StaffLine) -> None:
    """Before any key is pressed; cancelled, the earlier one stays, and kept, it is withdrawn."""
    warning = "Somebody agreed to an earlier recording of yours. If you keep this one, it takes"
    assert warning not in recorded_at(line, 1)
    line.press("1")
    (first,) = take_standings(line.desk)
    assert warning not in recorded_at(line, 1), "nobody has agreed to it yet"
    line.press("3")
    approve(line.desk, "ann", takes=[first.take.id])

    assert warning in recorded_at(line, 1)
    line.press("3")
    assert [each.take.id for each in take_standings(line.desk)] == [first.take.id]
    assert warning not in recorded_at(line, 2), "that is another prompt"
    line.press("3")
    assert warning in recorded_at(line, 1)
    assert "Somebody else has to approve it" in line.press("1")
    (after,) = take_standings(line.desk)
    assert (after.take.id > first.take.id, after.approved) == (True, None)


def recorded_at(line: StaffLine, prompt: int) -> str:
    """Somebody signs in and records a prompt of the sheet: what is said before they keep it or not."""
    line.sign_in()
    line.press("1")
    line.press(str(prompt))
    line.press("1")
    line.speak(reading() if prompt == 1 else spoken())
    line.fetched()
    return line.wait()
