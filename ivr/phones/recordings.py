"""What a demo's own phones record: speech as a telephone carries it, in a folder that stands for the provider's."""

from __future__ import annotations

import io
import re
import secrets
from pathlib import Path

import numpy as np
import soundfile

from ivr.audio.intake.decode import decode
from ivr.audio.intake.qualities import at_telephone_rate
from ivr.audio.telephone import HERTZ
from ivr.desk.phone.fetching import Recordings
from ivr.errors import IvrError
from ivr.files import write_whole

_ID = re.compile(r"RE[0-9a-f]{32}", re.ASCII)


class UnreadableError(IvrError):
    """A recording of a demo could not be read, written or deleted."""


def spoken_in(upload: bytes, most: float) -> tuple[bytes, float]:
    """A sound file as if its sound had been spoken into a telephone, cut off where the line stops recording.

    Args:
        upload: a file of any common kind.
        most: seconds.

    Returns:
        A WAV of 8,000 samples a second, and its length in seconds.

    Raises:
        TakeError: it is no sound file that can be read.
    """
    signal = np.clip(at_telephone_rate(decode(upload)), -1.0, 1.0)[: round(most * HERTZ)]
    file = io.BytesIO()
    soundfile.write(file, signal, HERTZ, format="WAV", subtype="PCM_16")
    return file.getvalue(), len(signal) / HERTZ


class FolderRecordings:
    """Recordings in a folder, one file each; those that it does not have may lie with a real provider."""

    def __init__(self, folder: Path, elsewhere: Recordings | None = None) -> None:
        self._folder = folder
        self._elsewhere = elsewhere

    def keep(self, wav: bytes) -> str:
        """Put a recording there; its id, in the provider's form. Raises UnreadableError."""
        recording = f"RE{secrets.token_hex(16)}"
        try:
            write_whole(self._file(recording), wav)
        except OSError as error:
            raise UnreadableError(f"The recording could not be written: {error.strerror or error}.") from error
        return recording

    def fetch(self, recording: str) -> bytes | None:
        """See `ivr.desk.phone.fetching.Recordings`."""
        if _ID.fullmatch(recording):
            try:
                return self._file(recording).read_bytes()
            except FileNotFoundError:
                pass
            except OSError as error:
                raise UnreadableError(f"The recording could not be read: {error.strerror or error}.") from error
        return self._elsewhere.fetch(recording) if self._elsewhere else None

    def delete(self, recording: str) -> None:
        """See `ivr.desk.phone.fetching.Recordings`."""
        try:
            if _ID.fullmatch(recording):
                self._file(recording).unlink()
                return
        except FileNotFoundError:
            pass
        except OSError as error:
            raise UnreadableError(f"The recording could not be deleted: {error.strerror or error}.") from error
        if self._elsewhere:
            self._elsewhere.delete(recording)

    def _file(self, recording: str) -> Path:
        return self._folder / f"{recording}.wav"
