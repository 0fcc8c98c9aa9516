"""The terminal phone prints a whole call, takes friendly input, and writes the call down."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from ivr.cli.call import call_command
from ivr.cli.text import text_command
from ivr.phones import terminal
from ivr.phones.delivered import PHONES
from ivr.phones.handset import Step
from ivr.phones.soundcard import NoPlayerError, SoundCard, player
from ivr.phones.tape import Tape
from tests.phones.paper_line import PaperLine, small_line


def called(*typed: str, line: PaperLine | None = None) -> tuple[str, Tape]:
    """A call with these lines typed, then the end of input: what was printed, and the tape."""
    lines, printed = iter(typed), list[str]()

    def ask(question: str) -> str:
        printed.append(question)
        try:
            return next(lines)
        except StopIteration:
            raise EOFError from None

    tape = terminal.call((line or small_line()).kit(), terminal.Talk(ask, printed.append))
    return "\n".join(printed), tape


def test_what_is_spoken_is_printed_with_its_prompt() -> None:
    """Every prompt with id and script, and which keys there are."""
    printed, _ = called("3")

    assert "  [greeting.name] These are the words of greeting.name." in printed
    assert "  [topic.coping.1] These are the words of topic.coping.1." in printed
    assert "(press 0-9 * #, w = wait in silence, h = hang up)" in printed


def test_a_call_is_written_down_as_a_transcript(tmp_path: Path) -> None:
    """What was done, said and asked, in the form that the transcripts of the tests have."""
    _, tape = called("w", "3", "1", "0", "b", "h")
    tape.write(tmp_path / "call.txt", "A person is busy.")

    assert (
        (tmp_path / "call.txt").read_text()
        == """\
# A person is busy.
now 2026-06-17T12:00:00-04:00
> call
< speak greeting.name
< speak choice.main.person
< listen
> wait
< speak silence.1
< listen
> press 3
< speak topic.coping.1
< listen
> press 1
< speak greeting.name
< speak choice.main.person
< listen
> press 0
< speak person.connecting
< connect american-cancer-society
> dialed busy
< speak person.busy
< listen
> hang up
< end
"""
    )


@pytest.mark.parametrize(
    ("typed", "written"), [("a", "completed"), ("v", "completed"), ("n", "no-answer"), ("f", "failed")]
)
def test_a_ringing_number_takes_any_fate(typed: str, written: str) -> None:
    """Answered, voicemail, no answer and failed; keys do not count while it rings."""
    printed, tape = called("0", "5", typed)

    assert "ringing +18002272345 (american-cancer-society)" in printed
    assert "It is ringing. How does it end?" in printed
    assert f"> dialed {written}" in tape.lines


@pytest.mark.parametrize(
    ("typed", "kind"), [("x", "not a key"), ("", "Nothing is not a key"), ("12", "One key at a time")]
)
def test_wrong_input_gets_a_friendly_line_and_changes_nothing(typed: str, kind: str) -> None:
    """The call goes on where it was."""
    printed, tape = called(typed)

    assert kind in printed
    assert [line for line in tape.lines if line.startswith(">")] == ["> call", "> hang up"]


def test_the_end_of_input_and_ctrl_c_hang_up() -> None:
    """The line is told, as for any hang-up."""
    line = small_line()
    printed, tape = called(line=line)

    assert tape.lines[-2:] == ["> hang up", "< end"]
    assert line.posts[-1][0] == "/voice/status"
    assert "You hung up." in printed


def test_a_call_that_the_line_ends_asks_for_no_more_keys() -> None:
    """9 and 9 again, and it is over."""
    printed, tape = called("9", "9", "1")

    assert "The line hung up." in printed
    assert tape.lines[-2:] == ["< speak goodbye", "< end"]


def test_a_sound_that_nobody_knows_is_printed_by_its_address() -> None:
    """So that a fault of the line can be found."""
    line = small_line()
    page = line.pages["/voice"]
    assert isinstance(page, str)
    line.pages["/voice"] = page.replace("greeting.name", "unknown")
    printed, tape = called(line=line)

    assert "[unknown sound] https://line.example/audio/unknown.wav" in printed
    assert "< speak https://line.example/audio/unknown.wav" in tape.lines


def test_the_command_takes_keys_from_a_pipe_and_saves_the_call(tmp_path: Path) -> None:
    """`ivr call --save FILE` works in scripts."""
    command = call_command(lambda: small_line().kit())
    result = CliRunner().invoke(command, ["--save", str(tmp_path / "call.txt"), "--title", "Coping."], input="3\nh\n")

    assert result.exit_code == 0, result.output
    assert "[topic.coping.1]" in result.output
    assert "h = hang up) 3\n" in result.output
    assert (
        (tmp_path / "call.txt")
        .read_text()
        .startswith("# Coping.\nnow 2026-06-17T12:00:00-04:00\n> call\n< speak greeting.name\n")
    )


def test_a_document_that_no_telephone_can_follow_is_one_plain_sentence() -> None:
    """No traceback; and the command fails, so that scripts notice."""
    result = CliRunner().invoke(call_command(lambda: PaperLine().kit()), input="")

    assert result.exit_code == 1
    assert "status 404 instead of 200" in result.output
    assert "Traceback" not in result.output


def test_the_text_command_prints_the_reply_to_its_words() -> None:
    """Words need no quotes."""
    command = text_command(lambda: small_line().kit())

    assert CliRunner().invoke(command, ["COPE"]).output == "  Coping & care.\n  Next: COPE 2\n"
    assert "sends no answer" in CliRunner().invoke(command, ["OK"]).output


def test_the_text_command_without_words_is_a_conversation_until_an_empty_line() -> None:
    """One conversation: the cookie comes back."""
    line = small_line()
    result = CliRunner().invoke(text_command(line.kit), input="COPE\nhello there\n\n")

    assert "COPE 2" in result.output
    assert "Text MENU." in result.output
    assert line.cookies == ["", "thread=eyJx.aZ-9"]


@pytest.mark.parametrize("kind", [kind for kind in PHONES if kind != "hidden"])
def test_the_text_command_writes_from_the_chosen_phone(kind: str) -> None:
    """So that START can be tried from the phone that said STOP."""
    line = small_line()
    assert CliRunner().invoke(text_command(line.kit), ["--phone", kind, "START"]).exit_code == 0
    assert [form["From"] for _, form in line.posts] == [PHONES[kind]]


def test_a_text_cannot_come_from_a_hidden_number() -> None:
    """A text always shows its number."""
    result = CliRunner().invoke(text_command(small_line().kit), ["--phone", "hidden", "START"])
    assert result.exit_code == 2
    assert "'hidden' is not one of" in result.output


def test_a_machine_without_a_player_says_so_in_one_sentence() -> None:
    """It names what could be installed and what to do without."""
    with pytest.raises(NoPlayerError, match=r"aplay, paplay, afplay, ffplay.*Leave out --play"):
        player(find=lambda _: None)
    assert player(find=lambda name: "/bin/ffplay" if name == "ffplay" else None)[:2] == ("/bin/ffplay", "-nodisp")


def noting(folder: Path, seconds: float) -> tuple[str, ...]:
    """A player that writes down what it is given, and takes a while."""
    program = folder / "player.py"
    program.write_text(
        "import sys, time\n"
        f"open({str(folder / 'begun')!r}, 'a').write(open(sys.argv[1]).read() + '\\n')\n"
        f"time.sleep({seconds})\n"
        f"open({str(folder / 'ended')!r}, 'a').write(open(sys.argv[1]).read() + '\\n')\n",
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return (sys.executable, str(program))


def test_the_sound_card_plays_all_sounds_in_order(tmp_path: Path) -> None:
    """One after another, to the end."""
    card = SoundCard(noting(tmp_path, 0), lambda url: url.encode())
    card.start((Step("play", url="one"), Step("listen"), Step("play", url="two", interruptible=True)))
    card.finish()

    assert (tmp_path / "ended").read_text().split() == ["one", "two"]


def test_a_key_cuts_short_what_may_be_cut_short_only(tmp_path: Path) -> None:
    """The question is heard to its end, the choices behind it are not."""
    card = SoundCard(noting(tmp_path, 0.3), lambda url: url.encode())
    card.start((Step("play", url="ask.end"), Step("play", url="choice", interruptible=True)))
    card.interrupt()

    assert (tmp_path / "ended").read_text().split() == ["ask.end"]


def test_a_hang_up_silences_everything(tmp_path: Path) -> None:
    """Even a question that keys cannot cut short."""
    card = SoundCard(noting(tmp_path, 30), lambda url: url.encode())
    card.start((Step("play", url="ask.end"),))
    while not (tmp_path / "begun").exists():
        subprocess.run(["sleep", "0.02"], check=True)
    card.hang_up()

    assert not (tmp_path / "ended").exists()
