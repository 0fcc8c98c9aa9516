"""`ivr say` shows what is said, with its pauses, and writes the sound that callers would hear."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ivr.audio.measure import measure
from ivr.cli import main
from ivr.content.model import Pace
from ivr.content.spoken import PAUSES
from ivr.settings import SETTINGS
from tests.editions.shelves import ROOT
from tests.spanish import FOLDER

SCRIPT = "Call 1-800-227-2345 before 5 p.m. Do NOT wait."
Say = Callable[..., Result]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the content, with the Spanish of the tests lying there unpublished."""
    folder = Path(shutil.copytree(ROOT / "content", tmp_path / "content"))
    shutil.copytree(FOLDER / "es", folder / "es")
    return folder


@pytest.fixture
def say(content: Path, tmp_path: Path) -> Say:
    """Run the command as from a shell."""
    environment: dict[str, str | None] = {setting.name: None for setting in SETTINGS}
    environment |= {"IVR_CONTENT": str(content), "IVR_DATA": str(tmp_path / "data")}

    def ran(*arguments: str, typed: str | bytes = "") -> Result:
        return CliRunner(env=environment).invoke(main, ["say", *arguments], input=typed)

    return ran


@pytest.mark.parametrize("pace", Pace)
def test_each_stretch_and_each_pause_has_its_line(say: Say, pace: Pace) -> None:
    """As the voice gets them, at the pace that was asked for."""
    result = say(SCRIPT, "--pace", pace.value)
    group, sentence = (f"    ({each} ms)" for each in (PAUSES[pace].group, PAUSES[pace].sentence))

    assert result.exit_code == 0
    assert result.stderr == ""
    assert result.stdout.splitlines() == [
        *("Call one,", group, "eight hundred,", group, "two two seven,", group),
        *("two three four five before five P M.", sentence, "Do not wait."),
    ]


def test_plain_is_one_line(say: Say) -> None:
    """Whatever the script's paragraphs; words may come without quotes."""
    assert say("--plain", "Call", "911.\n\nNow.").stdout == "Call, nine one one. Now.\n"


def test_a_dash_reads_the_input(say: Say) -> None:
    """A byte that is no text is told and keeps nothing else from being said."""
    assert say("--plain", "-", typed="3-4 hours\n").stdout == "three to four hours\n"
    broken = say("--plain", "-", typed=b"3 \xff hours")
    assert broken.stdout.startswith("three")
    assert 'does not tell how "\N{REPLACEMENT CHARACTER}" is said' in broken.stderr


def test_a_draft_in_another_language_can_be_heard_before_it_is_published(say: Say) -> None:
    """Its tables are enough."""
    result = say("--language", "es", "--plain", "Llame al 911 antes de las 5 p. m.")
    assert result.stdout == "Llame al nueve uno uno antes de las cinco de la tarde.\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--language", "fr", "Bonjour"), "Nothing tells how fr is said: there is no fr/spoken.toml."),
        (("--language", "../en", "Hello"), "Nothing tells how ../en is said"),
        (("...",), "There is nothing to say in that."),
        (("",), "There is nothing to say in that."),
        (("-",), "There is nothing to say in that."),
    ],
)
def test_what_cannot_be_said_is_a_sentence(say: Say, arguments: tuple[str, ...], says: str) -> None:
    """And exit code 1."""
    result = say(*arguments)
    assert result.exit_code == 1
    assert f"Error: {says}" in result.stderr
    assert isinstance(result.exception, SystemExit)


def test_a_sign_without_words_is_told(say: Say) -> None:
    """It is left as it is, and staff learn where to add it."""
    result = say("--plain", "It costs 5 \N{CURRENCY SIGN}.")
    assert result.stdout == "It costs five \N{CURRENCY SIGN}.\n"
    assert result.stderr == 'en/spoken.toml does not tell how "\N{CURRENCY SIGN}" is said.\n'


def test_a_fault_in_the_tables_is_told_by_its_line(say: Say, content: Path) -> None:
    """And the rest of the tables is used."""
    tables = content / "en" / "spoken.toml"
    tables.write_text(tables.read_text(encoding="utf-8").replace('"%" = "percent"', '"%" = 5'), encoding="utf-8")
    result = say("--plain", "911 & 20%")
    assert result.stdout == "nine one one and twenty %\n"
    assert "en/spoken.toml:" in result.stderr
    assert "must be text in quotes" in result.stderr


def test_the_sound_is_what_callers_would_hear(say: Say, tmp_path: Path) -> None:
    """A telephone sound in the line's voice, with the pauses that were printed; the second time nothing is spoken."""
    out = tmp_path / "new" / "x.wav"
    result = say("Call 911. Now.", "--out", str(out))
    assert result.exit_code == 0, result.stderr
    assert f"{out} (" in result.stderr
    found = measure(out.read_bytes())
    assert (found.hertz, found.subtype) == (8000, "ULAW")
    assert found.seconds > 1
    assert [path.name for path in out.parent.iterdir()] == ["x.wav"]
    first = out.read_bytes()
    assert say("Call 911. Now.", "--out", str(out)).exit_code == 0
    assert out.read_bytes() == first


def test_words_with_phonemes_are_said_by_them(say: Say, content: Path, tmp_path: Path) -> None:
    """As prompts are: without the entry in the tables the same words sound otherwise."""
    plain, told = tmp_path / "plain.wav", tmp_path / "told.wav"
    tables = content / "en" / "spoken.toml"
    words = tables.read_text(encoding="utf-8")
    assert '\n"palliative" = ' in words
    assert say("Palliative care.", "--out", str(told)).exit_code == 0
    tables.write_text(words.replace('\n"palliative" = ', '\n"otherwise" = '), encoding="utf-8")
    assert say("Palliative care.", "--out", str(plain)).exit_code == 0
    assert plain.read_bytes() != told.read_bytes()


def test_a_place_that_cannot_be_written_is_a_sentence(say: Say, tmp_path: Path) -> None:
    """And no half file."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = say("Now.", "--out", str(tmp_path / "file" / "x.wav"))
    assert result.exit_code == 1
    assert "The sound could not be written to" in result.stderr
    assert isinstance(result.exception, SystemExit)


def test_a_sound_is_written_under_the_name_of_a_sound(say: Say, tmp_path: Path) -> None:
    """A WAV called notes.txt or x.mp3 would be somebody's lost notes, or a puzzle."""
    notes = tmp_path / "notes.txt"
    notes.write_text("mine")
    result = say("Now.", "--out", str(notes))
    assert result.exit_code == 2
    assert "must end in .wav" in result.stderr
    assert notes.read_text() == "mine"
