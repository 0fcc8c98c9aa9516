"""People's recordings in an edition: they come before any voice, and rendered speech stands in where they may not."""

from __future__ import annotations

from pathlib import Path

import pytest
import structlog

from ivr.audio.takes import TakesFolder
from ivr.content.model import Content, Pace, Sound
from ivr.editions.examine import examine
from ivr.editions.freeze import freeze
from ivr.editions.shelf import Shelf
from tests.audio.tone_voice import ToneVoice
from tests.editions.shelves import edited, empty_shelf, shipped
from tests.editions.test_takes import EMERGENCY, NAME, take


@pytest.fixture
def folder(tmp_path: Path, content: Content) -> TakesFolder:
    """A recording of the line's name, and one of the main menu's first words."""
    found = TakesFolder(tmp_path / "prompts")
    take(content, found, NAME, "where.main")
    return found


def test_a_recorded_prompt_is_not_rendered(tmp_path: Path, folder: TakesFolder) -> None:
    """A caller hears the person; the voice is not even asked."""
    data, voice = tmp_path / "data", ToneVoice()
    freeze(shipped(), voice, Shelf(data), takes=folder)

    sounds = Shelf(data).current().sounds
    assert {sounds[prompt, "en", pace].source for prompt in (NAME, "where.main") for pace in Pace} == {"take"}
    assert sounds[EMERGENCY, "en", Pace.NORMAL].source == "rendered"
    assert not any("Hello." in each.words for each in voice.asked)


def test_a_new_recording_is_a_new_edition_with_all_else_as_it_was(tmp_path: Path, folder: TakesFolder) -> None:
    """Only the recorded prompts change what plays them."""
    data = empty_shelf(tmp_path / "data")
    assert freeze(shipped(), ToneVoice(), Shelf(data)) == 1
    before = Shelf(data).current().sounds
    assert freeze(shipped(), ToneVoice(), Shelf(data), takes=folder) == 2
    after = Shelf(data).current().sounds

    changed: dict[str, Sound] = {key[0]: sound for key, sound in after.items() if before[key] != sound}
    assert set(changed) == {NAME, "where.main"}
    assert freeze(shipped(), ToneVoice(), Shelf(data), takes=folder) == 2


def test_rendered_speech_stands_in_for_a_stale_recording(tmp_path: Path, folder: TakesFolder) -> None:
    """Nobody hears last year's words, and the log says whom to ask for new ones."""
    data, voice = tmp_path / "data", ToneVoice()
    with structlog.testing.capture_logs() as logged:
        freeze(edited(), voice, Shelf(data), takes=folder)

    sounds = Shelf(data).current().sounds
    assert {sounds["where.main", "en", pace].source for pace in Pace} == {"rendered"}
    assert {sounds[NAME, "en", pace].source for pace in Pace} == {"take"}
    (entry,) = [each for each in logged if each["event"] == "take.unplayed"]
    assert "where.main: The script has changed" in entry["says"]


def test_a_recording_is_examined_as_a_persons(tmp_path: Path, folder: TakesFolder) -> None:
    """Its pauses are its own, and everything else is held against the same gates."""
    data = empty_shelf(tmp_path / "data")
    freeze(shipped(), ToneVoice(), Shelf(data), takes=folder)
    shelf = Shelf(data)

    found = [each for each in examine(shelf.current(), shelf) if each.sound and each.sound.source == "take"]
    assert [(each.prompt.id, each.faults) for each in found] == [
        (prompt, ()) for prompt in (NAME, "where.main") for _ in Pace
    ]


def test_recordings_that_cannot_be_read_do_not_keep_the_line_down(tmp_path: Path, folder: TakesFolder) -> None:
    """One is broken alone; where all are out of reach, rendered speech stands in for all, and the log says so."""
    data = empty_shelf(tmp_path / "data")
    path = folder.path("en", NAME)
    path.unlink()
    path.mkdir()  # a folder under a recording's name cannot be read, not even by root
    with structlog.testing.capture_logs() as logged:
        freeze(shipped(), ToneVoice(), Shelf(data), takes=folder)
    sounds = Shelf(data).current().sounds
    assert sounds[NAME, "en", Pace.NORMAL].source == "rendered"
    assert sounds["where.main", "en", Pace.NORMAL].source == "take"
    (entry,) = [each for each in logged if each["event"] == "take.unplayed"]
    assert NAME in entry["says"]

    table = folder.root / "en" / "takes.toml"
    table.unlink()
    table.mkdir()
    with structlog.testing.capture_logs() as logged:
        freeze(shipped(), ToneVoice(), Shelf(data), takes=folder)
    assert {sound.source for sound in Shelf(data).current().sounds.values()} == {"rendered"}
    assert "take.unplayed" in [entry["event"] for entry in logged]
