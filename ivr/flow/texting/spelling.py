"""Which keywords a short misspelt text is close to, and how surely."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

# Similarities are 1 - edits / longer length. One slip in a word of four letters is 0.75; phrases share small words.
GOOD_WORD, GOOD_PHRASE = 0.75, 0.80
# A keyword this much closer than the next is meant; with less between them, both are offered.
MARGIN = 0.08
# Anything shorter is too little to tell ("sid" may be SIDE, "si" may be anything).
SHORTEST_SLIP, SHORTEST_WORD = 3, 4
# Up to this length another first letter makes another word ("hope" is not COPE).
SHORT = 5


def nearest(written: str, led_to: Mapping[str, tuple[str, ...]], guarded: Iterable[str]) -> tuple[str, ...]:
    """The keywords that a text is close to, nearest first: one if it is surely meant, more if in doubt, none if far.

    A text at least as close to a guarded word, which must be written exactly, gives that word alone.
    """
    if len(written) < SHORTEST_SLIP:
        return ()
    scores: dict[str, float] = {}
    for synonym, score in _close(written, led_to):
        for keyword in led_to[synonym]:
            scores[keyword] = max(scores.get(keyword, 0), score)
    ranked = sorted(scores, key=lambda keyword: -scores[keyword])
    best = scores[ranked[0]] if ranked else 0
    guard, closeness = max(_close(written, guarded), key=lambda pair: pair[1], default=("", 0))
    if guard and closeness >= best:
        return (guard,)
    return tuple(keyword for keyword in ranked if scores[keyword] > best - MARGIN)


def _close(written: str, words: Iterable[str]) -> list[tuple[str, float]]:
    good = GOOD_PHRASE if " " in written else GOOD_WORD
    found = process.extract(written, list(words), scorer=OSA.normalized_similarity, score_cutoff=good, limit=None)
    return [(word, score) for word, score, _ in found if _plausible(written, word)]


def _plausible(written: str, word: str) -> bool:
    if len(word) < SHORTEST_WORD:
        return False
    return len(word) > SHORT or written[0] == word[0]
