"""The embedded default voice: pyttsx3 with the bundled espeak-ng, one child process per prompt."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

from ivr.audio.voice import Utterance, VoiceMissingError
from ivr.audio.voices.espeak_exit import MISSING
from ivr.content.model import Language, Pace
from ivr.errors import VoiceError

# Best of those measured over a telephone (reference/audio.md section 5).
VOICES: Mapping[Language, str] = {"en": "gmw/en-us+Hugo", "es": "roa/es-419+edward"}

# By path, so that the child finds this very package wherever the parent was started; -P keeps its folder out.
_PACKAGE = str(Path(__file__).resolve().parents[3])
_START = f"import sys; sys.path.append({_PACKAGE!r}); from ivr.audio.voices.espeak_child import main; sys.exit(main())"
CHILD = (sys.executable, "-P", "-c", _START)


@dataclass(frozen=True)
class Manner:
    """How fast a pace is spoken: `rate` in words a minute, `gap` between words in 10 ms at the engine's own speed."""

    rate: int
    gap: int


# Set so that topic parts are 120-150 and 95-115 words a minute over the whole file (design section 9). Slow speech has
# longer pauses first, then a lower rate; a longer gap than 4 was understood worse (reference/audio.md section 5).
MANNERS: Mapping[Pace, Manner] = {Pace.NORMAL: Manner(rate=148, gap=4), Pace.SLOW: Manner(rate=125, gap=4)}


@dataclass(frozen=True)
class Pyttsx3Voice:
    """pyttsx3 speaking in a child process that is killed when it takes longer than `timeout` seconds."""

    voices: Mapping[Language, str] = field(default_factory=lambda: VOICES)
    manners: Mapping[Pace, Manner] = field(default_factory=lambda: MANNERS)
    pitch: int = 50
    timeout: float = 30.0
    child: Sequence[str] = CHILD

    @property
    def name(self) -> str:
        """Which voice this is, as an operator would choose it."""
        return "pyttsx3"

    @property
    def version(self) -> str:
        """The versions of pyttsx3 and of the engine's bundle; a system-wide engine has no version to ask for."""
        return " ".join(f"{name} {_version(name)}" for name in ("pyttsx3", "espeakng-loader"))

    def settings(self, language: Language, pace: Pace) -> str:
        """Voice, rate, gap and pitch as one stable string."""
        manner = self.manners[pace]
        return f"{self._voice(language)} rate {manner.rate} gap {manner.gap} pitch {self.pitch}"

    def speak(self, utterance: Utterance, folder: Path) -> Sequence[Path]:
        """Write one 22,050 Hz WAV for each stretch; see `Voice.speak`."""
        paths = [folder / f"{number:03}.wav" for number in range(len(utterance.words))]
        manner = self.manners[utterance.pace]
        job = {
            "voice": self._voice(utterance.language),
            "rate": round(manner.rate * utterance.tempo),
            "gap": manner.gap,
            "pitch": self.pitch,
            "stretches": [[_respelled(text), str(path)] for text, path in zip(utterance.words, paths, strict=True)],
        }
        self._run(json.dumps(job))
        return paths

    def _voice(self, language: Language) -> str:
        if language not in self.voices:
            raise VoiceMissingError(f"pyttsx3 has been given no voice for the language {language}.")
        return self.voices[language]

    def _run(self, job: str) -> None:
        try:
            done = subprocess.run(  # noqa: S603 - our own module, no shell; the words go in by standard input
                list(self.child), input=job, capture_output=True, text=True, timeout=self.timeout, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise VoiceError(f"The voice took longer than {self.timeout:g} seconds and was stopped.") from error
        except OSError as error:
            raise VoiceMissingError(f"The voice's program could not be started: {error.strerror}.") from error
        said = done.stderr.strip().splitlines()
        if done.returncode == MISSING:
            raise VoiceMissingError(said[-1] if said else "The speech engine is not there.")
        if done.returncode < 0:
            raise VoiceError(f"The voice crashed (signal {-done.returncode}).")
        if done.returncode:
            raise VoiceError(f"The voice stopped with an error: {said[-1] if said else f'code {done.returncode}'}")


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "none"


def _respelled(text: str) -> str:
    """Join spelled letters with hyphens: the engine reads the "A" of "A C S" or "A M" as the article otherwise."""
    return re.sub(r"(?<=\b[A-Z]) (?=[A-Z]\b)", "-", text)
