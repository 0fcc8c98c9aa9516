"""Which keyword's examples a text is most like: the words and pairs of words they share, the rarer the heavier.

A plain bag of words (naive Bayes over the examples and synonyms of `keywords.toml`), so that staff can teach it by
writing another example. It never decides alone against clear words: `sentences` asks it for a second opinion.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ivr.flow.texting.tape import Tape

# What a word counts that no example of a keyword has, in examples; the smaller, the more a new word speaks against it.
UNSEEN = 0.05
# How much it counts that a keyword has many examples: little, since nobody counted what people really ask.
COMMON = 0.3


@dataclass(frozen=True)
class Likeness:
    """The examples of one language, counted.

    Attributes:
        seen: for each keyword in how many of its examples each word stands.
        examples: how many examples each keyword has.
        words: all words of all examples.
    """

    seen: Mapping[str, Mapping[str, int]]
    examples: Mapping[str, int]
    words: frozenset[str]

    @classmethod
    def of(cls, examples: Iterable[tuple[str, Tape, int]]) -> Likeness:
        """Count examples, each a keyword, a text that leads there, and the places of it that do not count."""
        seen: dict[str, Counter[str]] = {}
        count: Counter[str] = Counter()
        for keyword, tape, hidden in examples:
            count[keyword] += 1
            seen.setdefault(keyword, Counter()).update(_words(tape, hidden))
        return cls(seen, count, frozenset(word for words in seen.values() for word in words))

    def nearest(self, tape: Tape, hidden: int = 0) -> tuple[str, float]:
        """The likeliest keyword and its lead over the next (in natural logarithms); "" where no word is known."""
        known = _words(tape, hidden) & self.words
        if not known or len(self.examples) < 2:  # noqa: PLR2004 - nothing to choose between
            return "", 0.0
        ranked = sorted((self._score(keyword, known), keyword) for keyword in self.examples)
        return ranked[-1][1], ranked[-1][0] - ranked[-2][0]

    def known(self, tape: Tape, hidden: int = 0) -> int:
        """How many words and pairs of words of a text stand in any example."""
        return len(_words(tape, hidden) & self.words)

    def _score(self, keyword: str, known: Iterable[str]) -> float:
        count, seen = self.examples[keyword], self.seen[keyword]
        least = count + 20 * UNSEEN
        return sum(math.log((seen.get(word, 0) + UNSEEN) / least) for word in known) + COMMON * math.log(count)


def _words(tape: Tape, hidden: int) -> frozenset[str]:
    """The words of a text, and each two that stand side by side, hidden places left out."""
    at = {place: meanings[0] for place, meanings in tape.read.items() if not hidden >> place & 1}
    pairs = {f"{at.get(place - 1, '^')} {word}" for place, word in at.items()}
    return frozenset(at.values()) | pairs
