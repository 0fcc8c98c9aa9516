"""How a script is said: numbers, names and signs as words, and the pauses between the words.

The tables of a language are its `content/<language>/spoken.toml`; its grammar (amounts, places in a row, years, times,
dates) is code, in `grammar`. All is pure, so the words a caller hears can be read, compared and tested without any
sound.
"""

from __future__ import annotations

from ivr.content.spoken.pauses import PAUSES, Pause, Pauses, Words, phrased, word_count
from ivr.content.spoken.phonemes import phonemes_in
from ivr.content.spoken.script import spoken, unsaid

__all__ = ["PAUSES", "Pause", "Pauses", "Words", "phonemes_in", "phrased", "spoken", "unsaid", "word_count"]
