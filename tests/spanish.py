"""A line in two languages for tests: the shipped English, and small Spanish words that nobody has reviewed."""

from __future__ import annotations

from bench.spanish import FOLDER, two_languages
from ivr.content.model import Content, Edition, Pace, Sound
from ivr.content.prompts import prompts

__all__ = ["FOLDER", "silent_edition", "two_languages"]


def silent_edition(content: Content, seconds: float = 1.0) -> Edition:
    """An edition in which every prompt has a sound of the same length at both paces, and no sound is really there."""
    sounds = {
        (prompt.id, prompt.language, pace): Sound("silence.wav", seconds, "rendered")
        for prompt in prompts(content)
        for pace in Pace
    }
    return Edition(1, content, sounds)
