"""What the intake found, in words for somebody on a telephone: no files, microphones, buttons or decibels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ivr.content.model import PromptId

MOST_SAID = 2  # who hears more than two things at once remembers none
# How each finding of `ivr.audio.intake.checks` begins, and the words of the staff line for it.
_FOUND: Mapping[str, PromptId] = {
    "Nothing can be heard": "fault.silent",
    "It is too quiet": "fault.quiet",
    "You spoke too close or too loud": "fault.loud",
    "There is too much noise": "fault.noise",
    "The beginning is cut off": "fault.start",
    "The end is cut off": "fault.end",
    "There is a silence of": "fault.pause",
    "It is too short": "fault.short",
    "It is too long": "fault.long",
    "There is a low hum": "fault.hum",
    'Leave half a second between the name and "press"': "fault.key",
}
# What only whoever has a file or a machine at hand can do something about.
_NOT_FOR_PHONES = re.compile(
    r"\b(?:files?|microphones?|samples|channels?|mono|codec|dB|telephone sound|recognisers?)\b", re.IGNORECASE
)
_OTHER: PromptId = "fault.other"
_ASIDE = re.compile(r"\s*\([^()]*\)")  # figures in brackets are for eyes
# So is a command, with the part of the sentence that it stands in.
_COMMAND, _PARTS = re.compile(r"`[^`]*`?"), re.compile(r"(?<=[.!?;:])\s+")


def by_ear(says: Iterable[str], words: Mapping[PromptId, str]) -> tuple[str, ...]:
    """The first two of some sentences, each once, as somebody on a telephone understands them.

    Args:
        says: what the intake or a rule says.
        words: the fixed words of the staff line.
    """
    return tuple(dict.fromkeys(filter(None, (_said(each, words) for each in says))))[:MOST_SAID]


def aloud(says: Iterable[str]) -> tuple[str, ...]:
    """Sentences without what only helps the eye: nobody can look at brackets or type a command on a telephone."""
    return tuple(filter(None, (_without_commands(_ASIDE.sub("", each)) for each in says)))


def _without_commands(says: str) -> str:
    said = ""
    for part in _PARTS.split(_COMMAND.sub("`", says).strip()):
        # What led to a command ends as a sentence of its own.
        said = re.sub("[;:]$", ".", said) if "`" in part else f"{said} {part}".strip()
    return said


def _said(says: str, words: Mapping[PromptId, str]) -> str:
    found = next((name for begins, name in _FOUND.items() if says.startswith(begins)), "")
    if not found and _NOT_FOR_PHONES.search(says):
        found = _OTHER
    return words.get(found) or "".join(aloud([says]))
