"""Recordings of our own phones: sound files as a telephone brings them, and the folder where they lie."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
import soundfile

from ivr.errors import TakeError
from ivr.phones.recordings import FolderRecordings, UnreadableError, spoken_in
from tests.phones.desk_of_paper import SID, tone


def test_a_sound_file_is_heard_as_a_telephone_brings_it() -> None:
    """8,000 samples a second in one channel, and not longer than the line records."""
    wav, seconds = spoken_in(tone(3.0), 2)
    assert seconds == 2.0
    with soundfile.SoundFile(io.BytesIO(wav)) as file:
        assert (file.format, file.subtype, file.samplerate, file.channels, file.frames) == (
            "WAV",
            "PCM_16",
            8000,
            1,
            16000,
        )
    assert spoken_in(tone(1.0), 2)[1] == pytest.approx(1.0, abs=0.01)
    with pytest.raises(TakeError):
        spoken_in(b"no sound", 2)


def test_recordings_lie_in_a_folder_until_they_are_deleted(tmp_path: Path) -> None:
    """Under ids that look as the provider's; no other name leads anywhere."""
    folder = FolderRecordings(tmp_path / "recordings")
    name = folder.keep(b"sound")
    assert re.fullmatch(r"RE[0-9a-f]{32}", name)
    assert folder.keep(b"sound") != name
    assert FolderRecordings(tmp_path / "recordings").fetch(name) == b"sound"
    folder.delete(name)
    folder.delete(name)
    assert folder.fetch(name) is None

    (tmp_path / "secret.wav").write_bytes(b"secret")
    for wrong in ("../secret", "", "/etc/passwd", f"{SID}/../../secret"):
        assert folder.fetch(wrong) is None
        folder.delete(wrong)
    assert (tmp_path / "secret.wav").exists()


def test_what_a_folder_does_not_have_may_lie_at_a_real_provider(tmp_path: Path) -> None:
    """A demo with an account is called from real phones, too."""
    here, elsewhere = tmp_path / "here", FolderRecordings(tmp_path / "elsewhere")
    both = FolderRecordings(here, elsewhere)
    mine, theirs = both.keep(b"mine"), elsewhere.keep(b"theirs")
    assert (both.fetch(mine), both.fetch(theirs)) == (b"mine", b"theirs")
    both.delete(mine)
    both.delete(theirs)
    assert (both.fetch(mine), elsewhere.fetch(theirs)) == (None, None)


def test_a_folder_that_cannot_be_used_is_told_in_a_sentence(tmp_path: Path) -> None:
    """And the call goes on."""
    (tmp_path / "file").write_text("")
    folder = FolderRecordings(tmp_path / "file")
    for deed in (lambda: folder.keep(b"x"), lambda: folder.fetch(SID), lambda: folder.delete(SID)):
        with pytest.raises(UnreadableError, match="The recording could not be"):
            deed()
