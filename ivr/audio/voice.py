"""What every voice can do: say some stretches of words in one language and pace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from ivr.audio.telephone import Band
from ivr.content.model import Language, Pace
from ivr.errors import VoiceError


class VoiceMissingError(VoiceError):
    """The engine or the voice is not there: trying again, or another prompt, would not help."""


@dataclass(frozen=True)
class Utterance:
    """The stretches of one prompt, without the pauses between them.

    Attributes:
        words: what is said, a stretch each.
        language: its language.
        pace: how fast, as the voice's own settings have it.
        tempo: how much faster (1.1) or slower (0.9) than those settings, where a long part missed its pace.
        phonemes: words that this voice says by its own phonemes, word to phonemes.
    """

    words: tuple[str, ...]
    language: Language
    pace: Pace
    tempo: float = 1.0
    phonemes: Mapping[str, str] = field(default_factory=dict)


class Voice(Protocol):
    """A way to turn words into speech; two calls may run at the same time.

    `name`, `version` and `settings` go into the cache's key: whatever changes the sound must change one of them.
    """

    @property
    def name(self) -> str:
        """Which voice this is, as an operator would choose it."""

    @property
    def version(self) -> str:
        """The versions of everything that makes the sound."""

    @property
    def band(self) -> Band:
        """How its raw speech is fitted to the telephone: `NATURAL`, or `FORMANT` where it computes every sound."""

    def settings(self, language: Language, pace: Pace) -> str:
        """Rate, gaps and whatever else shapes the sound in this language and pace, as one stable string."""

    def speak(self, utterance: Utterance, folder: Path) -> Sequence[Path]:
        """Write one 16-bit mono WAV for each stretch into an empty folder, and give their paths in the same order.

        Raises:
            VoiceError: this time it did not work; a second try may.
            VoiceMissingError: it cannot work here at all.
        """
