"""How a voice is named, in `IVR_VOICE` and under `[voices]` of line.toml: one grammar and one reader for both."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ivr.errors import VoiceError


class VoiceKind(StrEnum):
    """Who speaks."""

    PYTTSX3 = "pyttsx3"
    PIPER = "piper"
    PROVIDER = "provider"


@dataclass(frozen=True)
class VoiceName:
    """A voice as an operator chooses it: its kind, and what stands after the colon ("" where nothing does)."""

    kind: VoiceKind
    detail: str = ""

    def __str__(self) -> str:
        """As it is written."""
        return f"{self.kind}:{self.detail}" if self.detail else self.kind.value


DEFAULT = VoiceName(VoiceKind.PYTTSX3)
FORMS = (
    "pyttsx3, pyttsx3:ENGINE-VOICE (such as pyttsx3:gmw/en-us+steph), piper, piper:/FOLDER/VOICE.onnx, "
    "provider, provider:VOICE (such as provider:Polly.Joanna-Neural) or provider:VOICE@LOCALE"
)

_DETAILS: Mapping[VoiceKind, re.Pattern[str]] = {
    VoiceKind.PYTTSX3: re.compile(r"[A-Za-z0-9_/-]+(\+[A-Za-z0-9_-]+)?"),
    # Absolute, since content is read without knowing the folder that it came from.
    VoiceKind.PIPER: re.compile(r"/[^\x00-\x1f]*\.onnx"),
    VoiceKind.PROVIDER: re.compile(r"[^\W_]+([.-][^\W_]+)*(@[a-z]{2,3}(-[A-Za-z0-9]+)+)?"),
}


def voice_name(text: str) -> VoiceName:
    """The voice that a text names.

    Raises:
        VoiceError: it names none; the sentence lists the forms that there are.
    """
    kind, colon, detail = text.strip().partition(":")
    known = kind in tuple(VoiceKind) and (not colon or _DETAILS[VoiceKind(kind)].fullmatch(detail))
    if not known:
        raise VoiceError(f"{text!r} is not the name of a voice. It can be {FORMS}.")
    return VoiceName(VoiceKind(kind), detail)
