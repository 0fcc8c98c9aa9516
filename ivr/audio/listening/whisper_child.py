"""The child process that loads the recogniser: a job in on standard input, what was heard out, a line of JSON each.

A job is `model` (a folder), `language` and `sound` (a path); the answer is `heard`, or `failed` with the reason. It
ends when its input does, so that no child outlives whoever started it. No other process may import it: the recogniser
brings a decoder under the GPL.
"""

from __future__ import annotations

import importlib
import json
import signal
import sys
from functools import lru_cache
from typing import Any

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from ivr.audio.listening.windows import windows

_HERTZ = 16000  # what the recogniser was trained on
# Text that packs better than this is one word said over and over (the model's authors use the same bound): the
# recogniser has lost its way, not the voice, so it hears the window again in two parts.
_LOOP = 2.4
_SHORTEST_S = 3.0


@lru_cache(maxsize=1)
def _loaded(folder: str) -> Any:  # noqa: ANN401 - the recogniser is untyped
    """The model from its folder, on one thread; nothing is ever fetched."""
    recogniser = importlib.import_module("faster_whisper")
    return recogniser.WhisperModel(
        folder, device="cpu", compute_type="int8", cpu_threads=1, num_workers=1, local_files_only=True
    )


def _samples(path: str) -> NDArray[np.float32]:
    sound, hertz = soundfile.read(path, dtype="float64", always_2d=True)
    return np.asarray(soxr.resample(sound.mean(axis=1), hertz, _HERTZ, quality="VHQ"), dtype=np.float32)


def _heard(model: Any, path: str, language: str) -> str:  # noqa: ANN401 - the recogniser is untyped
    """The words of one sound, window by window."""
    return " ".join(_words(model, window, language) for window in windows(_samples(path), _HERTZ))


def _words(model: Any, window: NDArray[np.float32], language: str) -> str:  # noqa: ANN401 - the recogniser is untyped
    """The words of a window; no threshold may drop what is unclear, and no context may guess it."""
    segments, _about = model.transcribe(
        window,
        language=language,
        beam_size=5,
        temperature=0.0,
        condition_on_previous_text=False,
        without_timestamps=True,
        vad_filter=False,
        no_speech_threshold=None,
        log_prob_threshold=None,
        compression_ratio_threshold=None,
    )
    found = list(segments)
    if any(segment.compression_ratio > _LOOP for segment in found) and len(window) > _SHORTEST_S * _HERTZ:
        parts = windows(window, _HERTZ, len(window) / _HERTZ * 0.6)
        return " ".join(_words(model, part, language) for part in parts)
    return " ".join(segment.text.strip() for segment in found)


def main() -> int:
    """Answer until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent, whose end closes our input
    for line in sys.stdin:
        job = json.loads(line)
        try:
            answer = {"heard": _heard(_loaded(job["model"]), job["sound"], job["language"])}
        except (soundfile.LibsndfileError, ValueError, RuntimeError) as error:
            answer = {"failed": str(error)}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
