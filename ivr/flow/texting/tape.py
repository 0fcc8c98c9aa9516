"""A text laid out word by word, so that thousands of patterns can be tried on it at once.

Which words stand where is kept as whole numbers, one bit a place: a pattern is then a few shifts and ands, however long
the text is, and the time of a look does not depend on what was written (bit-parallel matching, Baeza-Yates and Gonnet
1992).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ivr.content.patterns import MANY

# So many empty places lie between two sentences that no gap of a pattern reaches across.
BETWEEN = MANY + 1

Meanings = tuple[str, ...]


@dataclass(frozen=True)
class Tape:
    """The words of a text at their places; a place may have several meanings where a word was misspelt.

    Attributes:
        words: for each word its places, as bits from 1 up.
        starts: the bits before each first word of a sentence.
        ends: the bits of each last word of a sentence.
        size: how many places there are.
    """

    words: Mapping[str, int]
    starts: int
    ends: int
    size: int
    read: Mapping[int, Meanings] = field(default_factory=dict, compare=False)

    @property
    def everywhere(self) -> int:
        """All places, and the one before the first."""
        return (1 << (self.size + 1)) - 1

    @classmethod
    def of(cls, sentences: Iterable[Sequence[Meanings]]) -> Tape:
        """Lay out sentences, each a sequence of places."""
        words: dict[str, int] = {}
        read: dict[int, Meanings] = {}
        place = starts = ends = 0
        for sentence in filter(None, sentences):
            starts |= 1 << place
            for meanings in sentence:
                place += 1
                read[place] = meanings
                for word in meanings:
                    words[word] = words.get(word, 0) | 1 << place
            ends |= 1 << place
            place += BETWEEN
        return cls(words, starts, ends, place, read)


def places(bits: int) -> list[int]:
    """The places that are set, first to last."""
    found = []
    while bits:
        low = bits & -bits
        found.append(low.bit_length() - 1)
        bits ^= low
    return found
