"""The child process that loads the speech engine and speaks one prompt.

It reads a job from standard input as JSON: `voice`, `changes` (lines that are added to the voice's definition; "" for
none), `rate` (words a minute), `gap` (between words, in 10 ms), `pitch` (0-100), `range` (how far that rises and falls,
0-100), `phonemes` (whether `[[...]]` in the words is spelled in the engine's phonemes) and `stretches`, a list of
`[text, path]`; with `info` alone it prints the engine's version. No other process may import it: the engine is
process-global, may abort the process, and does not survive a fork (docs/audio.md).
"""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from ivr.audio.voices.espeak_exit import MISSING, NotThereError

_DRIVER = "espeak_blocking"


def _load_engine() -> None:
    """Load the bundled engine before pyttsx3 looks for a system-wide one, which is used only if there is no bundle."""
    try:
        bundle = importlib.import_module("espeakng_loader")
    except ImportError:
        return
    data, library = Path(bundle.get_data_path()), Path(bundle.get_library_path())
    if not (data / "phontab").is_file() or not library.is_file():
        # Without its data the engine calls exit(1) in the middle of whatever runs.
        raise NotThereError("The bundled speech engine (espeakng-loader) is incomplete. Install it again.")
    os.environ["ESPEAK_DATA_PATH"] = str(data)
    ctypes.CDLL(str(library), mode=ctypes.RTLD_GLOBAL)


def _register_driver() -> None:
    """Put our driver where pyttsx3 looks for drivers."""
    try:
        driver = importlib.import_module("ivr.audio.voices.espeak_driver")
    except (ImportError, RuntimeError) as error:
        raise NotThereError(f"The speech engine could not be loaded: {error}") from error
    sys.modules[f"pyttsx3.drivers.{_DRIVER}"] = driver


def _check_variant(voice: str) -> None:
    """The engine itself silently ignores an unknown variant (the part after the plus sign)."""
    variant, data = voice.partition("+")[2], os.environ.get("ESPEAK_DATA_PATH")
    if variant and data and not (Path(data) / "voices" / "!v" / variant).is_file():
        raise NotThereError(f"The speech engine has no voice called {voice}.")


def _changed(voice: str, changes: str) -> str:
    """The definition of a voice ("gmw/en-us+Hugo") with lines of ours at its end; of two for one thing the last counts.

    It is put together from the engine's own files each time, so nothing of the engine's is kept or passed on.
    """
    data = _data()
    plain, _, variant = voice.partition("+")
    base = _file(data / "lang", plain).read_text(encoding="utf-8").splitlines()
    more = _file(data / "voices" / "!v", variant).read_text(encoding="utf-8").splitlines() if variant else []
    # A variant's name and language say what it is, not how it sounds.
    sounding = [line for line in more if line.split(" ")[0] not in {"name", "language"}]
    return "\n".join([*base, *sounding, changes, ""])


def _data() -> Path:
    """The folder of the engine's data: the bundle's, or what a system-wide engine says of itself."""
    bundled = os.environ.get("ESPEAK_DATA_PATH")
    if bundled:
        return Path(bundled)
    folder = ctypes.c_char_p()
    importlib.import_module("pyttsx3.drivers._espeak").Info(ctypes.byref(folder))
    return Path((folder.value or b"").decode())


def _file(folder: Path, name: str) -> Path:
    """A file by its name, whatever its capitals ("gmw/en-us" is gmw/en-US)."""
    wanted = folder / name
    for each in wanted.parent.iterdir() if wanted.parent.is_dir() else ():
        if each.name.lower() == wanted.name.lower():
            return each
    raise NotThereError(f"The speech engine has no voice called {name}.")


def _speak(job: dict[str, Any]) -> None:
    _check_variant(job["voice"])
    engine = importlib.import_module("pyttsx3").init(_DRIVER)
    failures: list[Exception] = []
    engine.connect("error", lambda name, exception: failures.append(exception))  # noqa: ARG005 - pyttsx3's own names
    engine.setProperty("voice", job["voice"])
    if job["changes"]:
        engine.setProperty("definition", _changed(job["voice"], job["changes"]))
    for name in ("rate", "pitch", "range", "gap", "phonemes"):
        engine.setProperty(name, job[name])
    for text, path in job["stretches"]:
        engine.save_to_file(text, path)
    engine.runAndWait()
    if failures:
        raise failures[0]


def _version() -> str:
    binding = importlib.import_module("pyttsx3.drivers._espeak")
    found: bytes = binding.Info(None) or b"unknown"
    return found.decode(errors="replace")


def _run(job: dict[str, Any]) -> None:
    _load_engine()
    _register_driver()
    if job.get("info"):
        sys.stdout.write(_version())
    else:
        _speak(job)


def main() -> int:
    """Do the job; a sentence on standard error says what went wrong."""
    # The parent decides what Ctrl-C means. In the middle of a word it would cost a piece of the sound.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        _run(json.load(sys.stdin))
    except NotThereError as error:
        sys.stderr.write(f"{error}\n")
        return MISSING
    return 0


if __name__ == "__main__":
    sys.exit(main())
