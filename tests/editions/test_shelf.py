"""The shelf gives out whole editions only: whatever was altered is refused with a sentence, and healed by freezing."""

from __future__ import annotations

import json
import os
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.content.model import Edition
from ivr.editions.freeze import freeze
from ivr.editions.shelf import FAILED_SECONDS, KEEP_SECONDS, Shelf
from ivr.errors import EditionError
from tests.audio.tone_voice import ToneVoice
from tests.editions.shelves import (
    edited,
    empty_shelf,
    half_made,
    kept_again,
    replaced,
    shipped,
    stocked_shelf,
)

Harm = Callable[[Path], object]


def one_sound(folder: Path) -> Path:
    """A sound of an edition."""
    return min((folder / "sounds").iterdir())


def flipped(path: Path) -> None:
    """Change one bit in the middle of a file."""
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    replaced(path, bytes(raw))


def cut(path: Path) -> None:
    """Leave the first quarter of a file."""
    raw = path.read_bytes()
    replaced(path, raw[: len(raw) // 4])


def emptied(folder: Path) -> None:
    """Leave the folder and nothing in it."""
    shutil.rmtree(folder)
    folder.mkdir()


def rewritten(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the manifest, which then is well-formed and wrong."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    change(manifest)
    replaced(folder / "manifest.json", json.dumps(manifest).encode())


HARMS: dict[str, Harm] = {
    "a bit of a topic": lambda folder: flipped(folder / "content" / "en" / "topics" / "side.md"),
    "a bit of the safety words": lambda folder: flipped(folder / "content" / "safety.toml"),
    "a bit of a sound": lambda folder: flipped(one_sound(folder)),
    "a bit of the table of sounds": lambda folder: flipped(folder / "sounds.json"),
    "a bit of the manifest": lambda folder: flipped(folder / "manifest.json"),
    "no manifest": lambda folder: (folder / "manifest.json").unlink(),
    "an empty manifest": lambda folder: replaced(folder / "manifest.json", b""),
    "half a manifest": lambda folder: cut(folder / "manifest.json"),
    "a manifest that is a list": lambda folder: replaced(folder / "manifest.json", b"[]"),
    "no sound": lambda folder: one_sound(folder).unlink(),
    "no sounds at all": lambda folder: shutil.rmtree(folder / "sounds"),
    "no table": lambda folder: (folder / "sounds.json").unlink(),
    "no words": lambda folder: shutil.rmtree(folder / "content"),
    "an empty folder": emptied,
    "a sound that is cut": lambda folder: cut(one_sound(folder)),
    "another number": lambda folder: rewritten(folder, lambda each: each.update(number=7)),
    "a number that is none": lambda folder: rewritten(folder, lambda each: each.update(number="one")),
    "an endless number": lambda folder: rewritten(folder, lambda each: each.update(number=float("inf"))),
    "no files": lambda folder: rewritten(folder, lambda each: each.update(files={})),
    "files that are a list": lambda folder: rewritten(folder, lambda each: each.update(files=["content/line.toml"])),
    "a hash that is wrong": lambda folder: rewritten(folder, lambda each: each["files"].update({"sounds.json": "0"})),
    "a file outside": lambda folder: rewritten(folder, lambda each: each["files"].update({"content/../../x": "0"})),
    "a file elsewhere": lambda folder: rewritten(folder, lambda each: each["files"].update({"/etc/hostname": "0"})),
    "an unspeakable file": lambda folder: rewritten(folder, lambda each: each["files"].update({"content/\0": "0"})),
    "no table in the manifest": lambda folder: rewritten(folder, lambda each: each["files"].pop("sounds.json")),
    "a sound that nobody vouches for": lambda folder: rewritten(
        folder, lambda each: each["files"].pop(next(path for path in each["files"] if path.startswith("sounds/")))
    ),
    "a topic that nobody vouches for": lambda folder: rewritten(
        folder, lambda each: each["files"].pop("content/en/topics/side.md")
    ),
}


@pytest.mark.parametrize("harm", HARMS)
def test_an_altered_edition_is_never_adopted_and_the_next_freeze_heals(tmp_path: Path, harm: str) -> None:
    """A clear sentence, nothing of it in use, and one freeze later the line has a whole edition again."""
    data = stocked_shelf(tmp_path)
    HARMS[harm](data / "editions" / "1")

    shelf = Shelf(data)
    with pytest.raises(EditionError) as told:
        shelf.current()
    assert str(told.value).endswith((".", ")."))
    assert "Traceback" not in str(told.value)
    with pytest.raises(EditionError):
        shelf.edition(1)

    assert kept_again(data) == 2
    healed = Shelf(data)
    assert healed.current().number == 2
    assert healed.edition(1).number == 2, "a call on the broken edition goes on with the whole one"
    assert half_made(data) == []


def test_every_file_of_an_edition_is_verified(tmp_path: Path) -> None:
    """One flipped bit is found in every file of words, the table, the manifest, and in any sound."""
    data = stocked_shelf(tmp_path)
    folder = data / "editions" / "1"
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    sounds = [path for path in files if path.suffix == ".wav"]
    for path in [*(path for path in files if path.suffix != ".wav"), *sounds[::10], sounds[-1]]:
        raw = path.read_bytes()
        flipped(path)
        with pytest.raises(EditionError):
            Shelf(data).adopt(1)
        replaced(path, raw)
    assert Shelf(data).adopt(1).number == 1


def test_a_sound_that_went_bad_in_the_cache_too_is_rendered_again(tmp_path: Path) -> None:
    """Edition and cache share their bytes, so a bad disk block harms both; the bad bytes are not frozen again."""
    data = stocked_shelf(tmp_path)
    harmed = one_sound(data / "editions" / "1")
    flipped(harmed)
    cached = data / "rendered" / "sounds" / harmed.name
    cached.unlink()
    cached.hardlink_to(harmed)

    voice = ToneVoice()
    assert freeze(shipped(), voice, Shelf(data)) == 2
    assert len(voice.asked) == 1
    assert Shelf(data).current().number == 2


def test_an_empty_shelf_says_what_to_do(tmp_path: Path) -> None:
    """The sentence names the command."""
    shelf = Shelf(tmp_path / "nothing")

    assert shelf.current_number() is None
    assert shelf.numbers() == []
    with pytest.raises(EditionError, match="`ivr render` makes one"):
        shelf.current()
    with pytest.raises(EditionError, match="`ivr render`"):
        shelf.edition(1)


@pytest.mark.parametrize("said", ["", "one", "1.5", "\xff", "9" * 5000])
def test_a_pointer_that_is_no_number_is_an_empty_shelf(tmp_path: Path, said: str) -> None:
    """The next freeze puts it right and loses no number."""
    data = stocked_shelf(tmp_path)
    replaced(data / "editions" / "current", said.encode("latin-1"))

    assert Shelf(data).current_number() is None
    assert kept_again(data) == 2
    assert Shelf(data).current().number == 2


@pytest.mark.parametrize("number", [7, -1, 0, 10**12])
def test_a_pointer_to_nowhere_is_a_clear_error_and_heals(tmp_path: Path, number: int) -> None:
    """The current edition is not there: a sentence, then a new one."""
    data = stocked_shelf(tmp_path)
    replaced(data / "editions" / "current", str(number).encode())

    with pytest.raises(EditionError, match="There is no edition"):
        Shelf(data).current()
    assert kept_again(data) == 2


def test_a_call_on_an_edition_that_is_gone_goes_on_with_the_current_one(tmp_path: Path) -> None:
    """Nobody is left without words."""
    shelf = Shelf(stocked_shelf(tmp_path))

    assert shelf.edition(99).number == 1


def test_odd_folders_on_the_shelf_are_not_editions(tmp_path: Path) -> None:
    """Only plain numbers count."""
    data = stocked_shelf(tmp_path)
    for name in ("2-old", "lost+found", "\u0662", "\u00b2", "-3", ".4"):
        (data / "editions" / name).mkdir()

    assert Shelf(data).numbers() == [1]
    assert freeze(edited(), ToneVoice(), Shelf(data)) == 2


def aged(data: Path, number: int, seconds: float) -> None:
    """Make an edition `seconds` older than it is."""
    then = time.time() - seconds
    os.utime(data / "editions" / str(number), (then, then))


def test_an_edition_is_kept_for_a_day_after_it_was_replaced(tmp_path: Path) -> None:
    """What counts is when the next one came, not when it was made itself."""
    data = stocked_shelf(tmp_path)
    aged(data, 1, 30 * KEEP_SECONDS)
    freeze(edited(), ToneVoice(), Shelf(data))

    Shelf(data).prune()
    assert Shelf(data).numbers() == [1, 2]

    aged(data, 1, KEEP_SECONDS + 60)
    Shelf(data).prune()
    assert Shelf(data).numbers() == [2]
    assert Shelf(data).current().number == 2


def test_the_current_edition_is_never_removed(tmp_path: Path) -> None:
    """However old it is, and even where the pointer was moved back to it."""
    data = stocked_shelf(tmp_path)
    freeze(edited(), ToneVoice(), Shelf(data))
    replaced(data / "editions" / "current", b"1")
    for number in (1, 2):
        aged(data, number, 90 * KEEP_SECONDS)

    Shelf(data).prune(keep=[2])
    assert Shelf(data).numbers() == [1, 2]
    Shelf(data).prune()
    assert Shelf(data).numbers() == [1]
    assert Shelf(data).current().number == 1


def test_the_sounds_of_all_kept_editions_can_be_fetched(tmp_path: Path) -> None:
    """A call in progress still gets the sounds of the edition that it began on."""
    data = stocked_shelf(tmp_path)
    old = Shelf(data).current().sounds["where.main", "en", next(iter(Shelf(data).current().sounds))[2]]
    freeze(edited(), ToneVoice(), Shelf(data))

    shelf = Shelf(data)
    assert old.file not in {sound.file for sound in shelf.current().sounds.values()}
    assert shelf.sound_path(old.file) == data / "editions" / "1" / "sounds" / old.file


ODD_NAMES = [
    "",
    ".",
    "..",
    "../manifest.json",
    "../../current",
    "..%2fmanifest.json",
    "/etc/passwd",
    "manifest.json",
    "a.wav",
    f"{'a' * 32}.wav/",
    f"./{'a' * 32}.wav",
    f"../sounds/{'a' * 32}.wav",
    f"{'a' * 32}.mp3",
    f"{'A' * 32}.wav",
    f"{'g' * 32}.wav",
    f"{'a' * 65}.wav",
    f"{'a' * 32}.wav\n",
    f"{'a' * 32}.wav\0",
    f"{'a' * 32}wav",
    "\u0661" * 32 + ".wav",
]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_only_names_of_sounds_lead_to_files(tmp_path: Path, name: str) -> None:
    """No way out of the folder of sounds, and nothing but sounds in it, even where such a file lies there."""
    sounds = tmp_path / "editions" / "1" / "sounds"
    sounds.mkdir(parents=True)
    (tmp_path / "editions" / "1" / "manifest.json").write_text("{}")
    for odd in (name, f"{'a' * 32}.wav"):
        if odd and "/" not in odd and "\0" not in odd and odd not in {".", ".."}:
            (sounds / odd).write_text("here")

    assert Shelf(tmp_path).sound_path(name) is None
    assert Shelf(tmp_path).sound_path(f"{'a' * 32}.wav") == sounds / f"{'a' * 32}.wav"
    assert Shelf(tmp_path).sound_path(f"{'b' * 32}.wav") is None


@given(name=st.text(max_size=80))
def test_no_name_at_all_breaks_the_shelf(name: str) -> None:
    """Any text is a sound of ours or None."""
    assert Shelf(Path("nowhere")).sound_path(name) is None


def test_many_threads_adopt_one_edition_once(tmp_path: Path) -> None:
    """A busy server verifies an edition once and gives everybody the same one."""
    shelf = Shelf(stocked_shelf(tmp_path))
    found: list[Edition] = []
    threads = [threading.Thread(target=lambda: found.append(shelf.current())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 8
    assert len({id(edition) for edition in found}) == 1


def test_many_threads_freeze_at_once_and_make_one_edition(tmp_path: Path) -> None:
    """The same words wanted by several at the same moment are one edition."""
    data = empty_shelf(tmp_path)
    made: list[int] = []
    threads = [
        threading.Thread(target=lambda: made.append(freeze(shipped(), ToneVoice(), Shelf(data)))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert made == [1, 1, 1, 1]
    assert Shelf(data).numbers() == [1]


def test_a_broken_edition_is_not_read_again_at_every_request(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For two seconds its sentence is repeated; then it is looked at again, and a mended one is given out."""
    data = stocked_shelf(tmp_path)
    table = data / "editions" / "1" / "sounds.json"
    raw = table.read_bytes()
    flipped(table)
    shelf = Shelf(data)
    with pytest.raises(EditionError, match=r"sounds\.json is not what it was"):
        shelf.adopt(1)
    replaced(table, raw)
    with pytest.raises(EditionError, match=r"sounds\.json is not what it was"):
        shelf.adopt(1)

    later = time.monotonic() + FAILED_SECONDS + 1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert shelf.adopt(1).number == 1


def test_an_edition_that_was_pruned_is_forgotten(tmp_path: Path) -> None:
    """A call on it goes on with the current one, like any call whose edition is gone."""
    data = stocked_shelf(tmp_path)
    shelf = Shelf(data)
    assert shelf.adopt(1).number == 1
    freeze(edited(), ToneVoice(), Shelf(data))
    aged(data, 1, KEEP_SECONDS + 60)
    shelf.prune()

    assert shelf.edition(1).number == 2


def test_reading_one_edition_does_not_hold_up_another(tmp_path: Path) -> None:
    """A new edition is hashed while the calls in progress go on."""
    data = stocked_shelf(tmp_path)
    freeze(edited(), ToneVoice(), Shelf(data))
    shelf = Shelf(data)
    shelf.adopt(1)
    manifest = data / "editions" / "2" / "manifest.json"
    raw = manifest.read_bytes()
    manifest.unlink()
    os.mkfifo(manifest)  # reading it waits until somebody writes
    reading = threading.Thread(target=lambda: shelf.adopt(2), daemon=True)
    reading.start()
    with manifest.open("wb") as slow:  # opens as soon as it is being read
        assert shelf.adopt(1).number == 1
        other = Shelf(data)
        assert other.adopt(1).number == 1
        slow.write(raw)
    reading.join(timeout=30)

    assert not reading.is_alive()
    assert shelf.adopt(2).number == 2


@pytest.mark.parametrize("written", ["77", "nonsense", "", "1\n2"])
def test_a_bad_pointer_leaves_the_last_good_edition_playing(tmp_path: Path, written: str) -> None:
    """Also for a process that starts only now; health still hears of it from `current`."""
    data = stocked_shelf(tmp_path / "data")
    shelf = Shelf(data)
    good = shelf.playing().number
    pointer = data / "editions" / "current"
    pointer.unlink()
    pointer.write_text(written, encoding="ascii")

    assert shelf.playing().number == good
    assert Shelf(data).playing().number == good
    with pytest.raises(EditionError):
        shelf.current()
