"""The folder of recordings: a recording and its entry change together or not at all, whatever kills the program."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ivr.audio.take_table import TABLE, Take, file_hash, script_hash
from ivr.audio.takes import BEFORE, TakesFolder
from ivr.errors import TakeError

AT = datetime(2026, 11, 21, 14, tzinfo=UTC)
OLD, NEW = b"old" * 9000, b"new" * 9000


def take(wav: bytes, prompt: str = "greeting.name", by: str = "Maria") -> Take:
    """The entry of a recording."""
    return Take(prompt, script_hash("Hello."), by, AT, file_hash(wav), "hello.wav")


def stands(root: Path) -> bytes | None:
    """The recording that may be played, as its entry vouches for it."""
    folder = TakesFolder(root)
    takes, problems = folder.takes("en")
    assert problems == []
    found, wav = takes.get("greeting.name"), folder.recording("en", "greeting.name")
    if found is None:
        assert wav is None, "a recording without its entry"
        return None
    assert wav is not None
    assert file_hash(wav) == found.file, "the entry of another recording"
    return wav


def test_a_recording_is_kept_replaced_and_removed(tmp_path: Path) -> None:
    """With others beside it; what was replaced or removed lies aside, for it may be an hour of somebody's work."""
    folder = TakesFolder(tmp_path)
    folder.keep("en", take(OLD), OLD)
    folder.keep("en", take(NEW, "goodbye"), NEW)
    folder.keep("en", take(NEW), NEW)

    assert stands(tmp_path) == NEW
    folder.remove("en", "goodbye")
    assert sorted(path.name for path in (tmp_path / "en").iterdir()) == [BEFORE, "greeting.name.wav", TABLE]
    aside = {path.name.rsplit(".", 2)[0]: path.read_bytes() for path in (tmp_path / "en" / BEFORE).iterdir()}
    assert aside == {"greeting.name": OLD, "goodbye": NEW}
    assert folder.loose("en") == []
    assert set(folder.takes("en")[0]) == {"greeting.name"}


def test_what_lies_there_without_an_entry_is_found(tmp_path: Path) -> None:
    """Put there by hand; half-written files are not among it."""
    folder = TakesFolder(tmp_path)
    folder.keep("en", take(OLD), OLD)
    for name in ("goodbye.wav", ".goodbye.wav.part", "notes.txt"):
        (tmp_path / "en" / name).write_bytes(OLD)

    assert folder.loose("en") == ["goodbye"]
    assert TakesFolder(tmp_path / "nowhere").loose("en") == []
    assert TakesFolder(tmp_path / "nowhere").takes("en") == ({}, [])


@pytest.mark.parametrize("name", ["../en/greeting", "/etc/passwd", "", ".hidden", "a/b", "a\0b"])
def test_an_id_cannot_name_a_file_elsewhere(tmp_path: Path, name: str) -> None:
    """It is refused before any path is made of it."""
    with pytest.raises(TakeError, match="cannot be the id of a prompt"):
        TakesFolder(tmp_path).recording("en", name)


def test_a_table_with_a_fault_is_not_written_to(tmp_path: Path) -> None:
    """What cannot be read would be lost; nothing changes then, the recording neither."""
    folder = TakesFolder(tmp_path)
    folder.keep("en", take(OLD), OLD)
    table = tmp_path / "en" / TABLE
    table.write_text(table.read_text() + "\n[goodbye]\nby = Maria\n")
    before = table.read_bytes()

    with pytest.raises(TakeError, match=r"Nothing was changed. Mend this first: .*/en/takes.toml:\d+: "):
        folder.keep("en", take(NEW), NEW)

    assert table.read_bytes() == before
    assert folder.recording("en", "greeting.name") == OLD


def test_a_folder_that_cannot_be_written_is_a_plain_error(tmp_path: Path) -> None:
    """It names the folder."""
    (tmp_path / "en").write_text("a file, where the folder should be")

    with pytest.raises(TakeError, match=r"The recordings in .*/en could not be changed: "):
        TakesFolder(tmp_path).keep("en", take(OLD), OLD)


# Does the same change again and again in a child of its own, which kills itself, as kill -9 would, one step later each
# time: before it opens, renames or removes its first file, its second ... A folder for each, the last one whole.
KILLED = """
import os, sys
from pathlib import Path
from tests.audio.test_takes_folder import NEW, OLD, take
from ivr.audio.takes import TakesFolder
top, how, before = Path(sys.argv[1]), sys.argv[2], sys.argv[3] == "True"
for step in range(1, 99):
    folder = TakesFolder(top / f"{step:02}")
    folder.root.mkdir(parents=True)
    if before:
        folder.keep("en", take(OLD), OLD)
    child = os.fork()
    if not child:
        steps = []
        def seen(event, arguments):
            if event in ("os.rename", "os.remove", "open") and str(top) in str(arguments[0]):
                steps.append(event)
                if len(steps) == step:
                    os._exit(9)
        sys.addaudithook(seen)
        folder.keep("en", take(NEW), NEW) if how == "keep" else folder.remove("en", "greeting.name")
        os._exit(0)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0:
        break
"""


def cut_short(top: Path, how: str, *, before: bool) -> list[Path]:
    """The folders after a change that was killed at each of its steps in turn."""
    command = [sys.executable, "-c", KILLED, str(top), how, str(before)]
    subprocess.run(command, check=True, cwd=Path(__file__).parents[2], timeout=60)
    *killed, whole = sorted(top.iterdir())
    assert stands(whole) == (NEW if how == "keep" else None)
    return killed


@pytest.mark.parametrize("before", [True, False])
def test_a_program_killed_at_any_step_leaves_both_or_neither(tmp_path: Path, *, before: bool) -> None:
    """The recording that may be played is the old one or the new one, whole; the next change goes through."""
    folders = cut_short(tmp_path, "keep", before=before)

    assert len(folders) > 8
    assert {stands(root) for root in folders} == {OLD if before else None, NEW}
    for root in folders:
        TakesFolder(root).keep("en", take(NEW, by="Anna"), NEW)
        assert stands(root) == NEW
        there = {path.name for path in (root / "en").iterdir()}
        assert there - {BEFORE} == {"greeting.name.wav", TABLE}


def test_a_removal_killed_at_any_step_never_plays_what_it_should_not(tmp_path: Path) -> None:
    """The entry goes first: what is left behind is at most a file that nobody vouches for."""
    folders = cut_short(tmp_path, "remove", before=True)

    assert len(folders) > 3
    for root in folders:
        takes, _ = TakesFolder(root).takes("en")
        assert takes or TakesFolder(root).loose("en") == ["greeting.name"]
        assert not takes or stands(root) == OLD
