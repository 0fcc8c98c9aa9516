"""Staff calls in the terminal: digits in one piece, speaking from a file, and slips that change nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from ivr.cli.call import call_command
from ivr.phones import terminal
from ivr.phones.handset import Handset
from ivr.phones.kit import to_the_desk
from ivr.phones.recordings import FolderRecordings
from ivr.phones.tape import Tape
from tests.phones.desk_of_paper import desk_line, tone
from tests.phones.paper_line import LINE, PaperLine


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
