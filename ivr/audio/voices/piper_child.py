"""The child process that loads Piper and one of its voices, and speaks one prompt after another.

Each line of standard input is a job as JSON: `model` (path; its settings lie beside it as `.json`), `length` (how long
sounds are drawn, 1 is the voice's own speed) and `stretches`, a list of `[text, path]`. Each is answered by a line:
`{}` when the sounds are written, `{"error": ...}` or `{"missing": ...}` otherwise. It ends with its input. No other
process may import Piper: it is GPL-3, and its model takes 300 MB.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

Speak = Callable[[str, str, float], None]  # text, path, length


def _speaker(model: Path) -> Speak:
    """Load the engine and a voice."""
    piper = importlib.import_module("piper")
    runtime = importlib.import_module("onnxruntime")
    options = runtime.SessionOptions()
    # As many children as cores run at the same time: more threads would only be in each other's way.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors
    session = runtime.InferenceSession(str(model), sess_options=options, providers=["CPUExecutionProvider"])
    config = piper.PiperConfig.from_dict(json.loads(Path(f"{model}.json").read_bytes()))
    voice = piper.PiperVoice(session=session, config=config)

    def speak(text: str, path: str, length: float) -> None:
        # Without noise the same words are the same sound every time (docs/audio.md).
        manner = piper.SynthesisConfig(length_scale=length, noise_scale=0.0, noise_w_scale=0.0)
        sound = b"".join(chunk.audio_int16_bytes for chunk in voice.synthesize(text, manner))
        if not sound:
            raise ValueError(f"Piper gave no sound for: {text}")
        with wave.open(path, "wb") as file:
            file.setparams((1, 2, config.sample_rate, 0, "NONE", ""))
            file.writeframes(sound)

    return speak


def _answer(job: dict[str, Any], speakers: dict[str, Speak]) -> dict[str, str]:
    model = str(job["model"])
    if model not in speakers:
        try:
            speakers[model] = _speaker(Path(model))
        except ImportError as error:
            return {"missing": f"Piper could not be loaded: {error}"}
        except Exception as error:  # noqa: BLE001 - whatever a broken voice file makes the runtime raise
            return {"missing": f"The Piper voice {model} could not be loaded: {error}"}
    try:
        for text, path in job["stretches"]:
            speakers[model](text, path, float(job["length"]))
    except Exception as error:  # noqa: BLE001 - one prompt that the engine cannot say must not cost the others
        return {"error": f"{error}"}
    return {}


def main() -> int:
    """Answer jobs until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C means
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print must not stand among the answers
    speakers: dict[str, Speak] = {}
    for line in sys.stdin:
        try:
            answers.write(json.dumps(_answer(json.loads(line), speakers)) + "\n")
            answers.flush()
        except BrokenPipeError:  # nobody waits any more
            os._exit(0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
