"""Which words of a text an engine is told to say by its own phonemes."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ivr.content.spoken.rule import any_of


def phonemes_in(text: str, phonemes: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """The words of spoken text, as they are written there, that engines are told how to say.

    Args:
        text: what is said.
        phonemes: `Speech.phonemes`: a voice's name to word to phonemes. Whole words count, in any case.

    Returns:
        The same shape with only what occurs; a voice without such a word is left out.
    """
    found = {engine: _of_one(text, table) for engine, table in phonemes.items()}
    return {engine: words for engine, words in found.items() if words}


def _of_one(text: str, phonemes: Mapping[str, str]) -> dict[str, str]:
    table = {word.lower(): sounds for word, sounds in phonemes.items()}
    pattern = re.compile(rf"(?<!\w){any_of(table)}(?!\w)", re.IGNORECASE)
    return {found: table[found.lower()] for found in pattern.findall(text) if found.lower() in table}
