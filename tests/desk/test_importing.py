"""An import whose recordings cannot be read makes no draft of its words either."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr.audio.take_table import script_hash
from ivr.desk.desk import Desk
from ivr.desk.editing import open_drafts
from ivr.desk.exporting import export
from ivr.desk.importing import import_folder
from ivr.errors import DeskError, TakeError
from tests.desk.desks import logged


@pytest.mark.parametrize("fault", ["a table with a fault", "a recording that is a folder"])
def test_recordings_are_read_before_any_draft_is_kept(desk: Desk, tmp_path: Path, fault: str) -> None:
    """The table of recordings, and every recording that would be handed in."""
    copy = tmp_path / "copy"
    export(desk, copy)
    phrases = copy / "content" / "en" / "phrases.toml"
    phrases.write_text(phrases.read_text().replace("I am still here.", "Still here."))
    recordings = copy / "prompts" / "en"
    recordings.mkdir(parents=True)
    table = '["loop"]\nscript = "{}"\nby = "Maria"\nat = 2026-06-17T16:00:00Z\nfile = "{}"\noriginal = "a.wav"\n'
    whole = table.format(script_hash("I am still here."), "0" * 64)
    (recordings / "takes.toml").write_text("[" if fault == "a table with a fault" else whole)
    (recordings / "loop.wav").mkdir()

    with pytest.raises(TakeError):
        import_folder(desk, "ed", copy)

    assert open_drafts(desk) == ()
    assert not logged(desk, "edit")


def bringing(desk: Desk, copy: Path, speaker: str) -> None:
    """A folder with new words, and a recording of words that are published already."""
    export(desk, copy)
    phrases = copy / "content" / "en" / "phrases.toml"
    phrases.write_text(phrases.read_text().replace("Main menu.", "This is the main menu."))
    recordings = copy / "prompts" / "en"
    recordings.mkdir(parents=True)
    (recordings / "takes.toml").write_text(
        f'["loop"]\nscript = "{script_hash("I am still here.")}"\nby = "{speaker}"\nat = 2026-06-17T16:00:00Z\n'
        f'file = "{"0" * 64}"\noriginal = "a.wav"\n'
    )
    (recordings / "loop.wav").write_bytes(b"any")


def test_a_recording_that_a_rule_is_against_is_left_and_the_rest_is_brought(desk: Desk, tmp_path: Path) -> None:
    """The drafts are kept by then, so that it cannot fail any more."""
    bringing(desk, tmp_path / "copy", "M" * 130)

    done = import_folder(desk, "ed", tmp_path / "copy")

    assert [each.item for each in done.drafts] == ["where.main"]
    assert open_drafts(desk) == done.drafts
    assert done.takes == 0
    assert done.left == ("The recording of loop (en): The speaker's name has 1 to 120 letters in one line.",)


def test_whoever_may_not_bring_recordings_is_told_so_once(desk: Desk, tmp_path: Path) -> None:
    """And not of each of them."""
    bringing(desk, tmp_path / "copy", "Maria")
    with pytest.raises(DeskError, match="That is for a recorder"):
        import_folder(desk, "ann", tmp_path / "copy")
    assert open_drafts(desk) == ()


def test_a_folder_may_bring_items_that_are_new(desk: Desk, tmp_path: Path) -> None:
    """Whoever writes files has meant it; by hand, `ivr edit` makes no item of a slip."""
    export(desk, tmp_path / "copy")
    phrases = tmp_path / "copy" / "content" / "en" / "phrases.toml"
    phrases.write_text(phrases.read_text().replace('"where.main" =', '"where.new" = "Here."\n"where.main" ='))

    assert import_folder(desk, "ed", tmp_path / "copy").drafts
