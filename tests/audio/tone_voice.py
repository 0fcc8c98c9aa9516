"""A voice that hums instead of speaking: as long and as loud as speech, and very fast to render."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soundfile

from ivr.audio.telephone import NATURAL, Band
from ivr.audio.voice import Utterance
from ivr.content.model import Pace

HERTZ = 8000
SECONDS_PER_CHARACTER = 0.05


@dataclass
class ToneVoice:
    """Writes a tone whose pitch depends on the words; counts what it was asked to say."""

    asked: list[Utterance] = field(default_factory=list)
    name: str = "tone"
    version: str = "1"
    band: Band = NATURAL

    def settings(self, language: str, pace: Pace) -> str:
        """Nothing shapes a tone."""
        return f"{language} {pace}"

    def speak(self, utterance: Utterance, folder: Path) -> Sequence[Path]:
        """One WAV for each stretch; see `Voice.speak`."""
        self.asked.append(utterance)
        paths = []
        for number, words in enumerate(utterance.words):
            time = np.arange(int(HERTZ * SECONDS_PER_CHARACTER * max(len(words), 4))) / HERTZ
            pitch = 400 + sum(words.encode()) % 400
            paths.append(folder / f"{number}.wav")
            soundfile.write(paths[-1], 0.3 * np.sin(2 * np.pi * pitch * time), HERTZ, subtype="PCM_16")
        return paths
