"""Phones that can be recorded: in the handset, in the terminal, and in the folder where recordings lie."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner

from ivr.cli.call import call_command
from ivr.errors import DocumentError, TakeError
from ivr.phones import terminal
from ivr.phones.exchange import NotNowError, Response
from ivr.phones.handset import HUNG_UP, Handset, Stage, Step
from ivr.phones.kit import to_the_desk
from ivr.phones.recordings import FolderRecordings, UnreadableError, spoken_in
from ivr.phones.tape import Tape
from tests.phones.paper_line import BASE, LINE, PaperLine, listening

RECORD = (
    f'<Response><Record action="{BASE}/voice/desk/recorded" method="POST" timeout="5" maxLength="2" finishOnKey="#*" '
    f'playBeep="true" trim="do-not-trim" recordingStatusCallback="{BASE}/voice/desk/told" '
    f'recordingStatusCallbackMethod="POST"/><Redirect method="POST">{BASE}/voice/desk/nothing</Redirect></Response>'
)
NUMBER = (
    f'<Response><Gather input="dtmf" timeout="10" finishOnKey="#" action="{BASE}/voice/desk/number" method="POST">'
    f'<Say>Your number.</Say></Gather><Redirect method="POST">{BASE}/voice/desk/silence</Redirect></Response>'
)
SID = "RE" + "7" * 32


def desk_line() -> PaperLine:
    """A staff line of paper: a number, then a recording."""
    return PaperLine(
        {
            "/voice/desk": NUMBER,
            "/voice/desk/number": RECORD,
            "/voice/desk/silence": NUMBER,
            "/voice/desk/recorded": listening("kept", "thanks"),
            "/voice/desk/nothing": listening("kept", "silence.1"),
            "/voice/desk/told": Response(204, "", {}),
            "/voice/status": Response(204, "", {}),
        }
    )


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


def tone(seconds: float, hertz: int = 44_100, kind: str = "FLAC") -> bytes:
    """A sound file as somebody might have it."""
    file = io.BytesIO()
    soundfile.write(file, 0.3 * np.sin(np.arange(round(seconds * hertz)) * 0.05), hertz, format=kind)
    return file.getvalue()


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
        made.dialled("busy")
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


def test_a_sound_file_is_heard_as_a_telephone_brings_it() -> None:
    """8,000 samples a second in one channel, and not longer than the line records."""
    wav, seconds = spoken_in(tone(3.0), 2)
    assert seconds == 2.0
    with soundfile.SoundFile(io.BytesIO(wav)) as file:
        assert (file.format, file.subtype, file.samplerate, file.channels, file.frames) == (
            "WAV",
            "PCM_16",
            8000,
            1,
            16000,
        )
    assert spoken_in(tone(1.0), 2)[1] == pytest.approx(1.0, abs=0.01)
    with pytest.raises(TakeError):
        spoken_in(b"no sound", 2)


def test_recordings_lie_in_a_folder_until_they_are_deleted(tmp_path: Path) -> None:
    """Under ids that look as the provider's; no other name leads anywhere."""
    folder = FolderRecordings(tmp_path / "recordings")
    name = folder.keep(b"sound")
    assert re.fullmatch(r"RE[0-9a-f]{32}", name)
    assert folder.keep(b"sound") != name
    assert FolderRecordings(tmp_path / "recordings").fetch(name) == b"sound"
    folder.delete(name)
    folder.delete(name)
    assert folder.fetch(name) is None

    (tmp_path / "secret.wav").write_bytes(b"secret")
    for wrong in ("../secret", "", "/etc/passwd", f"{SID}/../../secret"):
        assert folder.fetch(wrong) is None
        folder.delete(wrong)
    assert (tmp_path / "secret.wav").exists()


def test_what_a_folder_does_not_have_may_lie_at_a_real_provider(tmp_path: Path) -> None:
    """A demo with an account is called from real phones, too."""
    here, elsewhere = tmp_path / "here", FolderRecordings(tmp_path / "elsewhere")
    both = FolderRecordings(here, elsewhere)
    mine, theirs = both.keep(b"mine"), elsewhere.keep(b"theirs")
    assert (both.fetch(mine), both.fetch(theirs)) == (b"mine", b"theirs")
    both.delete(mine)
    both.delete(theirs)
    assert (both.fetch(mine), elsewhere.fetch(theirs)) == (None, None)


def test_a_folder_that_cannot_be_used_is_told_in_a_sentence(tmp_path: Path) -> None:
    """And the call goes on."""
    (tmp_path / "file").write_text("")
    folder = FolderRecordings(tmp_path / "file")
    for deed in (lambda: folder.keep(b"x"), lambda: folder.fetch(SID), lambda: folder.delete(SID)):
        with pytest.raises(UnreadableError, match="The recording could not be"):
            deed()


def called(*typed: str, line: PaperLine, folder: FolderRecordings) -> tuple[str, Tape, list[int]]:
    """A staff call with these lines typed: what was printed, the tape, and how often the line worked meanwhile."""
    lines, printed, worked = iter(typed), list[str](), list[int]()

    def ask(question: str) -> str:
        printed.append(question)
        try:
            return next(lines)
        except StopIteration:
            raise EOFError from None

    kit = replace(
        line.kit(),
        make_handset=lambda: to_the_desk(Handset(line.post, LINE, keep=folder.keep)),
        meanwhile=lambda: worked.append(len(line.posts)),
    )
    tape = terminal.call(kit, terminal.Talk(ask, printed.append))
    return "\n".join(printed), tape, worked


def test_staff_type_digits_and_speak_from_a_file_in_the_terminal(tmp_path: Path) -> None:
    """The name of the file is taken as it is written, and neither it nor what was typed is on the tape."""
    (tmp_path / "My Voice.flac").write_bytes(tone(1.0))
    folder, line = FolderRecordings(tmp_path / "recordings"), desk_line()
    printed, tape, worked = called("101#", f"r {tmp_path}/My Voice.flac", "h", line=line, folder=folder)

    assert "(type the digits and #, all in one; w = wait in silence, h = hang up)" in printed
    assert "... beep. You are recorded, for 2 seconds at most ..." in printed
    assert "[thanks]" in printed
    (kept,) = (tmp_path / "recordings").iterdir()
    assert kept.stem in str(line.posts)
    assert tape.lines[:6] == [
        "> call",
        "< say Your number.",
        "< listen",
        "> type 4 keys",
        "< record 2",
        "> record 1",
    ]
    assert "101" not in "\n".join(tape.lines)
    assert len(worked) == 3


def test_speaking_and_stopping_in_the_terminal(tmp_path: Path) -> None:
    """`rs FILE`: the line hears that a star ended it."""
    (tmp_path / "a.wav").write_bytes(tone(1.0, kind="WAV"))
    folder, line = FolderRecordings(tmp_path / "recordings"), desk_line()
    printed, _, _ = called("101#", f"rs {tmp_path}/a.wav", "h", line=line, folder=folder)
    assert "rs FILE = say it, then * to stop" in printed
    assert [fields["Digits"] for path, fields in line.posts if path == "/voice/desk/recorded"] == ["*"]


def test_speaking_and_hanging_up_in_the_terminal(tmp_path: Path) -> None:
    """`rh FILE`."""
    (tmp_path / "a.wav").write_bytes(tone(1.0, kind="WAV"))
    folder, line = FolderRecordings(tmp_path / "recordings"), desk_line()
    printed, _, _ = called("101#", f"rh {tmp_path}/a.wav", line=line, folder=folder)
    assert "You hung up." in printed
    assert len(list((tmp_path / "recordings").iterdir())) == 1


def test_digits_without_the_pound_key_go_out_with_the_wait(tmp_path: Path) -> None:
    """And what comes after a finished entry is not pressed at what follows."""
    folder, line = FolderRecordings(tmp_path / "recordings"), desk_line()
    called("10", "1", "w", "h", line=line, folder=folder)
    assert ("/voice/desk/number", "101") in [(path, fields.get("Digits")) for path, fields in line.posts]

    line = desk_line()
    printed, _, _ = called("101#5#", "h", line=line, folder=folder)
    assert line.posts[-2][0] == "/voice/desk/number"
    assert "r FILE" in printed


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("r nowhere.wav", "nowhere.wav cannot be read: No such file"),
        ("r {folder}/words.txt", "cannot be said: This is not a recording"),
        ("r", "r is not a key"),
        ("hello", "hello is not a key"),
    ],
)
def test_a_slip_while_recording_changes_nothing(tmp_path: Path, typed: str, says: str) -> None:
    """A friendly line, and the line still records."""
    (tmp_path / "words.txt").write_text("These are words.")
    folder, line = FolderRecordings(tmp_path / "recordings"), desk_line()
    printed, tape, _ = called("101#", typed.format(folder=tmp_path), "w", "h", line=line, folder=folder)
    assert says in printed
    assert "> wait" in tape.lines
    assert not (tmp_path / "recordings").exists()


def test_a_full_disk_is_told_and_the_call_goes_on(tmp_path: Path) -> None:
    """The file can be said again."""
    (tmp_path / "a.wav").write_bytes(tone(1.0, kind="WAV"))
    (tmp_path / "recordings").write_text("in the way")
    printed, tape, _ = called(
        "101#", f"r {tmp_path}/a.wav", "w", "h", line=desk_line(), folder=FolderRecordings(tmp_path / "recordings")
    )
    assert "The recording could not be written" in printed
    assert "> record 1" not in tape.lines
    assert "> wait" in tape.lines


def test_the_command_calls_the_staff_s_number() -> None:
    """With --desk, from whatever kind of phone."""
    for options in (["--desk"], ["--desk", "--phone", "hidden"]):
        line = desk_line()
        result = CliRunner().invoke(call_command(line.kit), options, input="h\n")
        assert result.exit_code == 0, result.output
        assert line.posts[0][0] == "/voice/desk"
    assert line.posts[0][1]["From"] == "anonymous"
