"""A phone that can be recorded: keys in one piece, what is said kept and told, whatever the line makes of it."""

from __future__ import annotations

import json

import pytest

from ivr.errors import DocumentError
from ivr.phones.exchange import NotNowError, Response
from ivr.phones.handset import HUNG_UP, Handset, Stage, Step
from ivr.phones.kit import to_the_desk
from tests.phones.desk_of_paper import SID, desk_line
from tests.phones.paper_line import LINE, PaperLine


def phone(line: PaperLine, kept: list[bytes] | None = None) -> Handset:
    """A phone that stands where the line records."""

    def keep(wav: bytes) -> str:
        (kept if kept is not None else []).append(wav)
        return SID

    made = to_the_desk(Handset(line.post, LINE, clock=lambda: 0.0, keep=keep))
    made.dial()
    for key in "101":
        made.press(key)
    assert made.press("#") == (Step("record", seconds=2),)
    return made


def test_several_keys_are_collected_until_the_pound_key() -> None:
    """The staff's number is called, and its digits come in one piece; an empty entry goes on behind the Gather."""
    line = desk_line()
    phone(line)
    assert [path for path, _ in line.posts] == ["/voice/desk", "/voice/desk/number"]
    assert line.posts[-1][1]["Digits"] == "101"

    other = to_the_desk(line.handset())
    other.dial()
    assert other.many
    other.press("#")
    assert line.posts[-1][0] == "/voice/desk/silence"
    assert "Digits" not in line.posts[-1][1]


def test_what_is_said_is_kept_and_told_to_both_addresses() -> None:
    """As the provider tells: the action in the call, the status callback beside it."""
    line, kept = desk_line(), list[bytes]()
    steps = phone(line, kept).record(b"the sound", 1.6, "#")

    assert kept == [b"the sound"]
    assert steps[0].url.endswith("thanks.wav")
    (action, fields), (told, about) = line.posts[-2:]
    assert (action, told) == ("/voice/desk/recorded", "/voice/desk/told")
    for each in (fields, about):
        assert (each["RecordingSid"], each["RecordingDuration"]) == (SID, "2")
        assert each["RecordingUrl"].endswith(f"/Recordings/{SID}")
        assert each["CallSid"].startswith("CA")
    assert fields["Digits"] == "#"
    assert about["RecordingStatus"] == "completed"
    assert "From" not in about


def test_a_recording_that_silence_ends_has_no_digits() -> None:
    """Nor one that is too long."""
    line = desk_line()
    phone(line).record(b"the sound", 2.0)
    assert "Digits" not in line.posts[-2][1]


def test_whoever_hangs_up_while_speaking_is_recorded_all_the_same() -> None:
    """The call is over, and the line knows of the recording."""
    line, kept = desk_line(), list[bytes]()
    made = phone(line, kept)
    assert made.record(b"the sound", 1.0, HUNG_UP) == (Step("end", text="caller"),)

    assert made.stage is Stage.ENDED
    assert kept == [b"the sound"]
    assert [path for path, _ in line.posts[-3:]] == ["/voice/desk/recorded", "/voice/status", "/voice/desk/told"]
    assert line.posts[-3][1]["Digits"] == "hangup"


def test_a_line_that_breaks_still_hears_of_the_recording() -> None:
    """It was made, whatever the document after it is worth."""
    line = desk_line()
    line.pages["/voice/desk/recorded"] = "<Response><Play/></Response>"
    made = phone(line)
    with pytest.raises(DocumentError):
        made.record(b"the sound", 1.0, "#")
    assert line.posts[-1][0] == "/voice/desk/told"


def test_a_line_that_does_not_take_the_word_of_a_recording_is_told_of() -> None:
    """That is a fault of the line."""
    line = desk_line()
    line.pages["/voice/desk/told"] = Response(500, "", {})
    with pytest.raises(DocumentError, match="status 500"):
        phone(line).record(b"the sound", 1.0, "#")


@pytest.mark.parametrize("how", ["silence", "#"])
def test_nothing_said_goes_on_behind_the_record(how: str) -> None:
    """There is no recording, and nobody is told of one."""
    line = desk_line()
    made = phone(line)
    steps = made.wait() if how == "silence" else made.press(how)
    assert steps[0].url.endswith("silence.1.wav")
    assert line.posts[-1][0] == "/voice/desk/nothing"
    assert "RecordingSid" not in line.posts[-1][1]


def test_other_keys_are_only_part_of_what_is_recorded() -> None:
    """The line still records."""
    made = phone(desk_line())
    assert made.press("5") == (Step("record", seconds=2),)
    assert made.stage is Stage.RECORDING


def test_a_deed_at_the_wrong_moment_changes_nothing() -> None:
    """Speaking where nothing records, ending it with a wrong key, or with a phone that has no place for it."""
    line, kept = desk_line(), list[bytes]()
    made = phone(line, kept)
    before = made.state()
    with pytest.raises(NotNowError, match="5 does not end this recording"):
        made.record(b"", 1.0, "5")
    with pytest.raises(NotNowError, match="No number is ringing"):
        made.dialed("busy")
    with pytest.raises(NotNowError, match="already made its call"):
        made.dial()
    assert made.state() == before
    made.record(b"x", 1.0, "#")
    with pytest.raises(NotNowError, match="Nothing is being recorded"):
        made.record(b"x", 1.0, "#")

    deaf = line.handset()
    deaf.restore(before)
    with pytest.raises(NotNowError, match="cannot be recorded"):
        deaf.record(b"x", 1.0, "#")
    assert kept == [b"x"]


def test_a_call_can_be_put_away_while_it_is_recorded() -> None:
    """And nothing else passes for such a call."""
    line, kept = desk_line(), list[bytes]()
    made = phone(line, kept)
    state = json.loads(json.dumps(made.state()))
    other = phone(line, kept)
    other.restore(state)
    assert other.recording
    other.record(b"x", 1.0, "#")
    assert kept == [b"x"]
    with pytest.raises(DocumentError):
        line.handset().restore({**state, "at": 1})
