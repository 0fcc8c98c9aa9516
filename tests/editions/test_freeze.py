"""Freezing makes a new edition where words or sounds changed, and nothing where they did not."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from ivr.content.model import Content, Pace
from ivr.content.prompts import prompts
from ivr.editions.freeze import checked, freeze, orders, read_folder
from ivr.editions.made import made
from ivr.editions.shelf import Shelf
from ivr.errors import ContentError, EditionError, RenderError, VoiceError
from tests.audio.tone_voice import ToneVoice
from tests.editions.shelves import edited, empty_shelf, half_made, shipped, stocked_shelf


def every_file(folder: Path) -> dict[str, tuple[int, int]]:
    """Path to inode and time of change, of everything in a folder but its lock."""
    found = [path for path in folder.rglob("*") if path.name != ".lock"]
    return {str(path): (path.stat().st_ino, path.stat().st_mtime_ns) for path in found}


def test_freezing_twice_changes_nothing(tmp_path: Path) -> None:
    """The same words and sounds stay the same edition: not one file is written again."""
    data, voice = stocked_shelf(tmp_path), ToneVoice()
    before = every_file(data / "editions")

    assert freeze(shipped(), voice, Shelf(data)) == 1
    assert every_file(data / "editions") == before
    assert voice.asked == []


def test_an_edit_makes_the_next_edition_and_keeps_the_old_one(tmp_path: Path) -> None:
    """New calls hear the new words; calls in progress can finish on the old ones."""
    data, voice = stocked_shelf(tmp_path), ToneVoice()

    assert freeze(edited(), voice, Shelf(data)) == 2

    shelf = Shelf(data)
    assert shelf.current().number == 2
    assert shelf.current().content.words["en"].phrases["where.main"] == "The main menu."
    assert shelf.edition(1).number == 1
    assert shelf.edition(1).content.words["en"].phrases["where.main"] == "Main menu."
    assert {" ".join(each.words) for each in voice.asked} == {"The main menu."}, "an edit renders one prompt, not all"


def test_going_back_to_the_old_words_is_an_edition_of_its_own(tmp_path: Path) -> None:
    """Numbers only grow, so that no two editions ever share one."""
    data = stocked_shelf(tmp_path)
    freeze(edited(), ToneVoice(), Shelf(data))

    assert freeze(shipped(), ToneVoice(), Shelf(data)) == 3
    assert Shelf(data).numbers() == [1, 2, 3]


def test_every_prompt_in_both_paces_is_in_the_edition_with_its_file(tmp_path: Path) -> None:
    """Nothing that can be said lacks a sound."""
    data = stocked_shelf(tmp_path)
    shelf = Shelf(data)
    edition = shelf.current()

    wanted = {(prompt.id, prompt.language, pace) for prompt in prompts(edition.content) for pace in Pace}
    assert wanted == set(edition.sounds)
    for sound in edition.sounds.values():
        path = shelf.sound_path(sound.file)
        assert path is not None
        assert path.stat().st_size > 1000


def test_each_prompt_is_ordered_once_in_each_pace(content: Content) -> None:
    """The order list and the list of prompts are the same list."""
    keys = [order.key for order in orders(content)]

    assert len(set(keys)) == len(keys) == 2 * len(prompts(content))


def test_content_with_errors_never_becomes_an_edition(tmp_path: Path) -> None:
    """The sentence names the file, and the shelf stays as it was."""
    data = stocked_shelf(tmp_path)
    broken = dict(shipped()) | {"line.toml": b"languages = [\n"}

    with pytest.raises(ContentError, match=r"no edition was made\.\nline\.toml:\d+: error: "):
        freeze(broken, ToneVoice(), Shelf(data))
    assert Shelf(data).current().number == 1
    assert Shelf(data).numbers() == [1]


def test_a_voice_that_fails_leaves_the_shelf_as_it_was(tmp_path: Path) -> None:
    """A new edition is whole or does not exist."""

    class Hoarse(ToneVoice):
        def speak(self, utterance: object, folder: Path) -> list[Path]:
            raise VoiceError(f"Too hoarse for {folder.name and utterance!r}.")

    data = stocked_shelf(tmp_path)
    with pytest.raises(RenderError, match=r"where\.main"):
        freeze(edited(), Hoarse(), Shelf(data))
    assert Shelf(data).numbers() == [1]
    assert half_made(data) == []


def test_a_sound_that_vanishes_before_it_is_kept_is_a_clear_error(tmp_path: Path) -> None:
    """Nothing half-made stays behind, and the next freeze renders it again."""
    data = stocked_shelf(tmp_path)
    shelf = Shelf(data)
    sounds = shelf.current().sounds
    (data / "rendered" / "sounds" / next(iter(sounds.values())).file).unlink()

    with pytest.raises(OSError, match="No such file"):
        shelf.keep(made(edited(), sounds, shelf.cache))
    assert half_made(data) == []
    assert freeze(edited(), ToneVoice(), Shelf(data)) == 2


def test_a_shelf_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    """A file where the folder of editions should be: one sentence, no traceback."""
    data = empty_shelf(tmp_path)
    (data / "editions").write_text("in the way")

    with pytest.raises(EditionError, match="could not be written to"):
        freeze(shipped(), ToneVoice(), Shelf(data))


def test_a_failure_while_writing_leaves_nothing_half_made(tmp_path: Path) -> None:
    """The content names a file where a folder must be: the freeze fails in the middle and cleans up."""
    data = empty_shelf(tmp_path)
    impossible = dict(shipped()) | {"en/phrases.toml/inside": b""}

    with pytest.raises(EditionError, match="could not be written"):
        freeze(impossible, ToneVoice(), Shelf(data))
    assert half_made(data) == []
    assert Shelf(data).numbers() == []
    assert freeze(shipped(), ToneVoice(), Shelf(data)) == 1


def test_what_a_killed_process_left_is_swept_by_the_next_freeze(tmp_path: Path) -> None:
    """Half-made folders and pointers go; the editions stay."""
    data = stocked_shelf(tmp_path)
    (data / "editions" / ".making-left" / "content").mkdir(parents=True)
    (data / "editions" / ".making-left" / "content" / "line.toml").write_text("half")
    (data / "editions" / ".current-99999").write_text("7")

    assert freeze(shipped(), ToneVoice(), Shelf(data)) == 1
    assert half_made(data) == []
    assert Shelf(data).current().number == 1


def test_other_users_of_the_machine_may_read_an_edition(tmp_path: Path) -> None:
    """A web server in front of the line may run as somebody else."""
    data = stocked_shelf(tmp_path)

    for path in [data / "editions" / "1", *(data / "editions" / "1").rglob("*")]:
        wanted = stat.S_IROTH | (stat.S_IXOTH if path.is_dir() else 0)
        assert path.stat().st_mode & wanted == wanted, path


def test_sounds_take_no_room_twice(tmp_path: Path) -> None:
    """An edition shares the bytes of the cache, where the disk can do that."""
    data = empty_shelf(tmp_path)
    freeze(shipped(), ToneVoice(), Shelf(data))
    file = next(iter(Shelf(data).current().sounds.values())).file

    assert (data / "rendered" / "sounds" / file).samefile(data / "editions" / "1" / "sounds" / file)


def test_there_must_be_a_content_folder(tmp_path: Path) -> None:
    """One sentence with the folder's name."""
    with pytest.raises(ContentError, match=r"There is no content folder at .*nowhere"):
        read_folder(tmp_path / "nowhere")


def test_hidden_files_are_not_content(tmp_path: Path) -> None:
    """What editors and systems leave in a folder is not read."""
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "texts.toml").write_bytes(b"x")
    (tmp_path / ".DS_Store").write_bytes(b"x")
    (tmp_path / "en" / ".texts.toml.swp").write_bytes(b"x")

    assert read_folder(tmp_path) == {"en/texts.toml": b"x"}


def test_the_shipped_content_has_no_error() -> None:
    """Only warnings, so that an edition can be made of it."""
    _, problems = checked(shipped())
    assert [str(each) for each in problems if each.severity == "error"] == []
