"""Any upload to plain samples, in a child process that is stopped when it takes too much."""

from __future__ import annotations

import io
import json
import os
import subprocess
from dataclasses import dataclass

import numpy as np
import soundfile
from numpy.typing import NDArray

from ivr.audio.child_process import command
from ivr.audio.intake.containers import NAMES, container_of, missing_bytes
from ivr.errors import TakeError

MOST_BYTES = 25_000_000
_TIMEOUT = 30.0
_REFUSED = 3  # decode_child.REFUSED; the child's module is never imported here

_CHILD = command("ivr.audio.intake.decode_child")
# The child needs no key, no token and no second core.
_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "LANG")


@dataclass(frozen=True)
class Recording:
    """A decoded upload.

    Attributes:
        samples: 16-bit mono, at the rate of the upload.
        hertz: that rate.
        kind: container and codec, for people.
        mono_db: how loud the mix of two channels is against the channels; far below 0 where they cancel out.
    """

    samples: NDArray[np.int16]
    hertz: int
    kind: str
    mono_db: float = 0.0

    @property
    def seconds(self) -> float:
        """Its length."""
        return len(self.samples) / self.hertz

    def wav(self) -> bytes:
        """All of it as a lossless file, nothing cut off."""
        file = io.BytesIO()
        soundfile.write(file, self.samples, self.hertz, format="WAV", subtype="PCM_16")
        return file.getvalue()


def stored(wav: bytes) -> Recording:
    """A recording read back from the file that `Recording.wav` made.

    Raises:
        TakeError: it is not such a file.
    """
    try:
        with soundfile.SoundFile(io.BytesIO(wav)) as file:
            if (file.format, file.subtype, file.channels) != ("WAV", "PCM_16", 1):
                raise TakeError("The file is not a 16-bit mono WAV.")
            samples = file.read(dtype="int16")
            return Recording(samples, int(file.samplerate), "WAV, pcm_s16le")
    except soundfile.LibsndfileError as error:
        raise TakeError("The file is not a WAV that can be read.") from error


def decode(upload: bytes) -> Recording:
    """The samples of an upload, whatever browser, telephone or program wrote it.

    Raises:
        TakeError: it is too big, too long, damaged, or not a recording.
    """
    if not upload:
        raise TakeError("The file is empty.")
    if len(upload) > MOST_BYTES:
        raise TakeError(f"The file is bigger than {MOST_BYTES // 1_000_000} MB. One prompt needs a tenth of that.")
    container = container_of(upload)
    if container is None:
        raise TakeError(f"This is not a recording. These can be read: {', '.join(NAMES)}.")
    missing = missing_bytes(upload)
    if missing:
        raise TakeError(f"The file is incomplete: {missing:,} bytes of its sound are missing. Send it again.")
    facts, raw = _run(upload, container.demuxer)
    return Recording(
        samples=np.frombuffer(raw, dtype="<i2"),
        hertz=int(facts["hertz"]),
        kind=f"{container.name}, {facts['codec']}",
        mono_db=float(facts["mono_db"]),
    )


def _run(upload: bytes, demuxer: str) -> tuple[dict[str, str], bytes]:
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no shell; the upload goes in by standard input
            [*_CHILD, demuxer],
            input=upload,
            capture_output=True,
            timeout=_TIMEOUT,
            env={**environment, "OPENBLAS_NUM_THREADS": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TakeError(f"Reading the file took longer than {_TIMEOUT:.0f} seconds and was stopped.") from error
    except OSError as error:
        raise TakeError(f"The program that reads recordings could not be started: {error.strerror}.") from error
    said = done.stderr.decode(errors="replace").strip().splitlines()
    if done.returncode == _REFUSED and said:
        raise TakeError(said[-1])
    head, _, raw = done.stdout.partition(b"\n")
    if done.returncode or not head:
        raise TakeError("The file is damaged: the program that reads recordings stopped in the middle of it.")
    facts: dict[str, str] = json.loads(head)
    return facts, raw
