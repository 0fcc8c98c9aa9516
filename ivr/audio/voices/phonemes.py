"""Words that an engine says by its own phonemes: both espeak and Piper read them between double brackets."""

from __future__ import annotations

import re
from collections.abc import Mapping

_ROUND = str.maketrans("[]", "()")


def respelled(text: str, phonemes: Mapping[str, str]) -> str:
    """The text with each of these words, in any case, as `[[phonemes]]`; brackets of its own become round ones."""
    text = text.translate(_ROUND)
    if not phonemes:
        return text
    known = {word.lower(): said for word, said in phonemes.items()}
    longest_first = sorted(known, key=len, reverse=True)
    pattern = rf"(?<!\w)(?:{'|'.join(re.escape(word) for word in longest_first)})(?!\w)"
    return re.sub(pattern, lambda found: f"[[{known[found[0].lower()]}]]", text, flags=re.IGNORECASE)
