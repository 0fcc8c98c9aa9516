"""A pyttsx3 driver that has finished speaking when `save_to_file` returns; import it in the speech child only.

The stock driver queues settings and speech in the engine's own thread: 4 of 10 files come out at the previous rate,
and the first file of a process may never be written (docs/audio.md). In synchronous mode nothing is queued. Importing
this module loads the engine.
"""

from __future__ import annotations

import ctypes
import tempfile
import wave
from typing import Any

from pyttsx3.drivers import _espeak, espeak

from ivr.audio.voices.espeak_exit import NotThereError

# pyttsx3 has no properties for these two, so this driver adds "range" and "gap".
RANGE = 4  # espeakRANGE
WORD_GAP = 7  # espeakWORDGAP
_HERTZ = 22050


class BlockingDriver(espeak.EspeakDriver):  # type: ignore[misc] # the stock driver is untyped
    """The stock driver's properties, with speech that is written before the call returns."""

    def __init__(self, proxy: Any) -> None:  # noqa: ANN401 - pyttsx3 is untyped
        self._proxy = proxy
        self._sound = bytearray()
        self._lost: BaseException | None = None
        self._flags = _espeak.CHARS_UTF8
        if _espeak.Initialize(_espeak.AUDIO_OUTPUT_SYNCHRONOUS, 0) != _HERTZ:
            raise NotThereError("The speech engine did not start at 22,050 samples a second.")
        _espeak.SetSynthCallback(self._collect)

    def _collect(self, samples: Any, count: int, _events: Any) -> int:  # noqa: ANN401 - C pointers
        try:
            if count > 0:
                self._sound += ctypes.string_at(samples, count * ctypes.sizeof(ctypes.c_short))
        except BaseException as error:  # noqa: BLE001 - ctypes would drop it, and with it a piece of the sound
            self._lost = error
            return 1
        return 0

    def setProperty(self, name: str, value: Any) -> None:  # noqa: ANN401, N802 - pyttsx3's own name
        """Set "voice", "definition", "gap" (10 ms), "range", "phonemes" or one of pyttsx3's own properties.

        "definition" is the text of a voice file, which takes the place of a named voice; "range" is how far the pitch
        rises and falls (0-100, 50 by itself); with "phonemes", `[[...]]` is spelled in the engine's phonemes. An
        unknown voice is an error here.
        """
        if name == "gap":
            _espeak.SetParameter(WORD_GAP, value, 0)
        elif name == "range":
            _espeak.SetParameter(RANGE, value, 0)
        elif name == "phonemes":
            self._flags = _espeak.CHARS_UTF8 | (_espeak.PHONEMES if value else 0)
        elif name == "voice":
            if _espeak.SetVoiceByName(str(value).encode()) != _espeak.EE_OK:
                raise NotThereError(f"The speech engine has no voice called {value}.")
        elif name == "definition":
            _define(value)
        else:
            super().setProperty(name, value)

    def save_to_file(self, text: str, filename: str) -> None:
        """Speak into a 16-bit mono WAV."""
        said = text.replace("\0", " ").encode()  # to the engine that sign is the end
        self._sound.clear()
        # The stock call claims ten times the text's length and reads past its end.
        code = _espeak.cSynth(said, len(said) + 1, 0, _espeak.POS_CHARACTER, 0, self._flags, None, None)
        if self._lost:
            raise self._lost
        if code != _espeak.EE_OK or not self._sound:
            raise RuntimeError(f"The speech engine gave no sound (code {code}) for: {text}")
        with wave.open(filename, "wb") as file:
            file.setparams((1, 2, _HERTZ, 0, "NONE", ""))
            file.writeframes(bytes(self._sound))

    def startLoop(self) -> None:  # noqa: N802 - pyttsx3's own name
        """Let everything that was queued run now; each call blocks until it is done."""
        self._proxy.setBusy(False)

    def endLoop(self) -> None:  # noqa: N802 - pyttsx3's own name
        """Nothing to end: no thread runs."""

    def stop(self) -> None:
        """Nothing to stop: no thread runs."""


def _define(text: str) -> None:
    with tempfile.NamedTemporaryFile(mode="w", encoding="utf-8", suffix=".voice") as file:
        file.write(text)
        file.flush()
        if _espeak.dll.espeak_ng_SetVoiceByFile(file.name.encode()) != _espeak.EE_OK:
            raise NotThereError("The speech engine did not take the changed voice.")


buildDriver = BlockingDriver  # noqa: N816 - the name that pyttsx3 looks for
