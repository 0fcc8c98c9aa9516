"""An import whose recordings cannot be read makes no draft of its words either."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr.audio.take_table import script_hash
from ivr.desk.desk import Desk
from ivr.desk.editing import open_drafts
from ivr.desk.exporting import export
from ivr.desk.importing import import_folder
from ivr.errors import TakeError
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
