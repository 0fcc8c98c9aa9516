"""`ivr take`: what a nurse sees when a recording is taken in, refused, listed, checked and removed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ivr.cli import main
from ivr.content.model import Content
from ivr.content.prompts import prompts
from ivr.settings import SETTINGS
from tests.audio.intake.speech import EMERGENCY, encoded, recorded, said, wav
from tests.editions.shelves import ROOT

Run = Callable[..., Result]
PROMPT = "greeting.emergency"
SPEECH = recorded(said(EMERGENCY.spoken))


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run `ivr take`, over a copy of the content and an empty folder of recordings; no recogniser listens."""
    words = shutil.copytree(ROOT / "content", tmp_path / "content")
    environment: dict[str, str | None] = {setting.name: None for setting in SETTINGS}
    environment |= {
        "IVR_CONTENT": str(words),
        "IVR_DATA": str(tmp_path / "var"),
        "IVR_PROMPTS": str(tmp_path / "prompts"),
    }

    def ran(*arguments: str | Path) -> Result:
        command, *rest = map(str, arguments)
        quick = ["--no-listen"] if command == "add" else []
        return CliRunner(env=environment).invoke(main, ["take", command, *quick, *rest])

    return ran


@pytest.fixture
def phone(tmp_path: Path) -> Path:
    """A recording as a browser makes it."""
    path = tmp_path / "emergency.webm"
    path.write_bytes(encoded(SPEECH, "webm", "libopus"))
    return path


def kept(tmp_path: Path) -> Path:
    """Where a good recording of the prompt lies."""
    return tmp_path / "prompts" / "en" / f"{PROMPT}.wav"


def test_a_good_recording_is_kept_and_listed(run: Run, phone: Path, tmp_path: Path, content: Content) -> None:
    """With its measurements, who spoke and when it is heard; the list has it in the order of the script sheet."""
    added = run("add", PROMPT, phone, "--by", "Maria Lopez")

    assert added.exit_code == 0, added.output
    assert "level -2" in added.stdout
    assert f"Kept as {kept(tmp_path)}. Callers hear it after the next `ivr render`." in added.stdout
    lines = run("list").stdout.splitlines()
    assert len(lines) == len(prompts(content))
    assert lines[[prompt.id for prompt in prompts(content)].index(PROMPT)].startswith(
        f"live     {PROMPT} (en): Maria Lopez, 20"
    )
    assert len(run("list", "--missing").stdout.splitlines()) == len(prompts(content)) - 1
    assert run("list", "--stale").stdout == ""
    assert run("check").exit_code == 0


def test_a_file_may_have_a_name_that_is_no_text(run: Run, phone: Path, tmp_path: Path) -> None:
    """Old memory cards hold such names."""
    odd = phone.rename(tmp_path / "nachricht\udce4\n.webm")

    added = run("add", PROMPT, odd, "--by", "Maria")

    assert added.exit_code == 0, added.output
    assert run("check").exit_code == 0


def test_a_bad_recording_is_refused_in_plain_words(run: Run, tmp_path: Path) -> None:
    """And nothing is changed."""
    path = tmp_path / "quiet.wav"
    path.write_bytes(wav(SPEECH * 0.1))

    refused = run("add", PROMPT, path, "--by", "Maria")

    assert refused.exit_code == 1
    assert "Error: quiet.wav was not taken in.\nIt is too quiet" in refused.stderr
    assert not kept(tmp_path).exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("greeting.nmae", "{file}", "--by", "Maria"), "No prompt in en has the id greeting.nmae."),
        (("../../etc/passwd", "{file}", "--by", "Maria"), "No prompt in en has the id"),
        ((PROMPT, "{file}", "--by", " "), "--by must be a name."),
        ((PROMPT, "{file}", "--by", "Maria", "--language", "fr"), "The line has no language fr; it has en."),
        ((PROMPT, "{content}/line.toml", "--by", "Maria"), "This is not a recording."),
    ],
)
def test_a_slip_is_a_sentence(run: Run, phone: Path, tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    """Whatever was mistyped."""
    result = run("add", *(each.format(file=phone, content=tmp_path / "content") for each in arguments))

    assert result.exit_code == 1
    assert says in result.stderr
    assert isinstance(result.exception, SystemExit)


def test_a_recording_is_replaced_only_when_asked(run: Run, phone: Path, tmp_path: Path) -> None:
    """Whose it was is said; one that nobody has taken in yet is not lost either, but can be taken in itself."""
    run("add", PROMPT, phone, "--by", "Maria Lopez")
    before = kept(tmp_path).read_bytes()

    refused = run("add", PROMPT, phone, "--by", "Anna")
    assert "There is a recording by Maria Lopez of" in refused.stderr
    assert kept(tmp_path).read_bytes() == before
    assert run("add", PROMPT, phone, "--by", "Anna", "--replace").exit_code == 0
    assert "(en): Anna, " in run("list").stdout

    by_hand = tmp_path / "prompts" / "en" / "greeting.name.wav"
    by_hand.write_bytes(wav(recorded(said("Hello. This is the rescue treatment line."))))
    assert "that nobody has taken in already" in run("add", "greeting.name", phone, "--by", "Anna").stderr
    assert "ivr take add greeting.name" in run("list").stderr
    assert run("check").exit_code == 1
    assert run("add", "greeting.name", by_hand, "--by", "Anna").exit_code == 0
    assert run("check").exit_code == 0


def test_a_stale_recording_is_listed_and_checked(run: Run, phone: Path, tmp_path: Path) -> None:
    """It is named, but it is no fault: rendered speech stands in."""
    run("add", PROMPT, phone, "--by", "Maria")
    phrases = tmp_path / "content" / "en" / "phrases.toml"
    phrases.write_text(phrases.read_text().replace("hang up and call 911", "hang up now and call 911"))

    assert run("list", "--stale").stdout.startswith(f"stale    {PROMPT} (en): Maria, ")
    checked = run("check")
    assert "stale: The script has changed since it was recorded. Record it again." in checked.stdout
    assert checked.exit_code == 0


def test_a_broken_recording_fails_the_check(run: Run, phone: Path, tmp_path: Path) -> None:
    """A file that is not the one that was taken in."""
    run("add", PROMPT, phone, "--by", "Maria")
    kept(tmp_path).write_bytes(wav(SPEECH * 0.9))

    checked = run("check")

    assert checked.exit_code == 1
    assert f"{kept(tmp_path)}: broken: The file was changed after it was taken in." in checked.stdout
    assert "1 recording checked, 1 with a fault." in checked.stderr


def test_a_choice_alone_is_told_what_its_menu_still_needs(run: Run, tmp_path: Path) -> None:
    """Since a menu has one voice."""
    path = tmp_path / "yes.wav"
    path.write_bytes(wav(recorded(said("Yes, text me. Press one."))))

    added = run("add", "choice.consent.yes", path, "--by", "Maria")

    assert added.exit_code == 0, added.output
    assert "One menu has one voice: it is heard once these are recorded too: choice.consent.no." in added.stdout


def test_a_recording_is_removed(run: Run, phone: Path, tmp_path: Path) -> None:
    """Once; what is not there cannot be."""
    run("add", PROMPT, phone, "--by", "Maria")

    assert f"{kept(tmp_path)} was removed; it lies in " in run("remove", PROMPT).stdout
    assert not kept(tmp_path).exists()
    assert run("remove", PROMPT).stderr == f"Error: There is no recording of {PROMPT} in en.\n"
    assert run("check").exit_code == 0
