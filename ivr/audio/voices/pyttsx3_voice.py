"""The embedded default voice: pyttsx3 with the bundled espeak-ng, one child process per prompt."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata
from pathlib import Path

from ivr.audio.child_process import command, run_child
from ivr.audio.telephone import FORMANT, Band
from ivr.audio.voice import Utterance, VoiceMissingError
from ivr.audio.voices.phonemes import respelled
from ivr.content.model import Language, Pace
from ivr.errors import VoiceError

# Best of those measured over a telephone (docs/audio.md).
VOICES: Mapping[Language, str] = {"en": "gmw/en-us+Hugo", "es": "roa/es-419+edward"}

# What this project changes in a voice for a pace: unstressed syllables last longer, and the engine's consonants are
# softer (docs/audio.md; the words are those of the engine's voice files).
CHANGES: Mapping[tuple[str, Pace], str] = {
    ("gmw/en-us+Hugo", Pace.SLOW): "stressLength 180 165 200 190 0 0 240 280\nconsonants 45 40",
}

CHILD = command("ivr.audio.voices.espeak_child")
WAY = 1  # goes into the cache's key: change it with anything of ours that changes what the engine is told


@dataclass(frozen=True)
class Manner:
    """How a pace is spoken.

    Attributes:
        rate: in words a minute.
        gap: between words, in 10 ms at the engine's own speed.
        liveliness: how far the pitch rises and falls, 0 to 100; 50 is the engine's own.
    """

    rate: int
    gap: int
    liveliness: int = 50


# Set so that topic parts are 120-150 and 95-115 words a minute over the whole file (design section 9), with the gaps
# that were understood best (docs/audio.md). Slow speech has longer pauses and gaps first, then a lower rate.
MANNERS: Mapping[Pace, Manner] = {
    Pace.NORMAL: Manner(rate=149, gap=4),
    Pace.SLOW: Manner(rate=133, gap=6, liveliness=75),
}


@dataclass(frozen=True)
class Pyttsx3Voice:
    """pyttsx3 speaking in a child process that is killed when it takes longer than `timeout` seconds."""

    voices: Mapping[Language, str] = field(default_factory=lambda: VOICES)
    manners: Mapping[Pace, Manner] = field(default_factory=lambda: MANNERS)
    changes: Mapping[tuple[str, Pace], str] = field(default_factory=lambda: CHANGES)
    pitch: int = 50
    band: Band = FORMANT
    timeout: float = 30.0
    child: Sequence[str] = CHILD

    @property
    def name(self) -> str:
        """Which voice this is, as an operator would choose it."""
        return "pyttsx3"

    @property
    def version(self) -> str:
        """The versions of pyttsx3 and of the engine: its bundle's, or what a system-wide engine says of itself."""
        engine = _version("espeakng-loader")
        named = f"espeakng-loader {engine}" if engine else f"espeak {_system_engine(tuple(self.child), self.timeout)}"
        return f"pyttsx3 {_version('pyttsx3')} {named} way {WAY}"

    def settings(self, language: Language, pace: Pace) -> str:
        """Voice, rate, gap, pitch, its range and what is changed, as one stable string."""
        manner = self.manners[pace]
        spoken = f"{self._voice(language)} rate {manner.rate} gap {manner.gap} pitch {self.pitch}"
        lively = f" range {manner.liveliness}" if manner.liveliness != Manner.liveliness else ""
        return f"{spoken}{lively} {self._changes(language, pace)}".replace("\n", "; ").rstrip()

    def speak(self, utterance: Utterance, folder: Path) -> Sequence[Path]:
        """Write one 22,050 Hz WAV for each stretch; see `Voice.speak`."""
        paths = [folder / f"{number:03}.wav" for number in range(len(utterance.words))]
        manner = self.manners[utterance.pace]
        said = [respelled(spell_initials(text), utterance.phonemes) for text in utterance.words]
        stretches = [[text, str(path)] for text, path in zip(said, paths, strict=True)]
        job = {
            "voice": self._voice(utterance.language),
            "changes": self._changes(utterance.language, utterance.pace),
            "rate": round(manner.rate * utterance.tempo),
            "gap": manner.gap,
            "pitch": self.pitch,
            "range": manner.liveliness,
            "phonemes": bool(utterance.phonemes),
        }
        self._run(job | {"stretches": stretches})
        return paths

    def _voice(self, language: Language) -> str:
        if language not in self.voices:
            raise VoiceMissingError(
                f"pyttsx3 has no voice for the language {language}; name one of the engine's, such as pyttsx3:roa/fr."
            )
        return self.voices[language]

    def _changes(self, language: Language, pace: Pace) -> str:
        return self.changes.get((self._voice(language), pace), "")

    def _run(self, job: Mapping[str, object]) -> None:
        run_child(self.child, job, self.timeout)


@cache
def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


@cache
def _system_engine(child: tuple[str, ...], timeout: float) -> str:
    try:
        return run_child(child, {"info": True}, timeout)
    except VoiceMissingError:
        raise
    except VoiceError:  # it will say what is wrong when it is to speak
        return "unknown"


def spell_initials(text: str) -> str:
    """Join spelled letters with hyphens: the engine reads the "A" of "A C S" or "A M" as the article otherwise."""
    return re.sub(r"(?<=\b[A-Z]) (?=[A-Z]\b)", "-", text)
