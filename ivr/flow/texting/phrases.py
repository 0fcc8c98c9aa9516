"""Lists of phrases, matched on whole words, with and without spelling slips."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from ivr.content.matching import plain
from ivr.flow.texting.reading import lettered, shortened, word_set

# From this length on, two neighbouring letters changed about hardly ever make another word ("chest pian").
SWAPPED_WORD = 4
# Stands where a harmless phrase was taken out, so that the words around it do not join into another.
GAP = ""
# Shorter words have too many neighbours that mean something else ("stop" and "shop").
LONG_WORD = 6
# Plain words one letter away from a word of danger or of stopping; they are never taken for a slip of it.
# Found by comparing the listed words with the CMU pronouncing dictionary (first letter the same).
ORDINARY = word_set(
    "cooking coking contusion crisps criss delicious delia delila delisa delora emergence fainter gaping gassing "
    "grasping madame overdoing overdone sceptic skeptic slurping spending sensing spurring stoke strike strobe strode "
    "stroked strove subside testing breeding",
)

_END = GAP  # marks the end of a phrase inside the tree: no word is empty


@dataclass(frozen=True)
class Phrases:
    """A list of phrases as a tree of words, so that its length does not matter to the time of a look."""

    tree: Mapping[str, Any]
    vocabulary: frozenset[str]

    @classmethod
    def of(cls, phrases: Iterable[str]) -> Phrases:
        """Build the tree; phrases are put into the form that texts are read in."""
        tree: dict[str, Any] = {}
        vocabulary: set[str] = set()
        for words in filter(None, (plain(phrase).split() for phrase in phrases)):
            vocabulary.update(words)
            branch = tree
            for word in words:
                branch = branch.setdefault(word, {})
            branch[_END] = {}
        return cls(tree, frozenset(vocabulary))

    def spans(self, words: tuple[str, ...]) -> list[tuple[int, int]]:
        """Where phrases lie (from, to), the longest at each word."""
        found = ((start, self._reach(words, start)) for start in range(len(words)))
        return [(start, end) for start, end in found if end > start]

    def within(self, words: tuple[str, ...]) -> bool:
        """Whether any phrase lies in the words."""
        return any(self._reach(words, start) > start for start in range(len(words)))

    def without(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """The words with every phrase taken out, and a gap in its place."""
        left: list[str] = []
        start = 0
        while start < len(words):
            end = self._reach(words, start)
            left.append(words[start] if end == start else GAP)
            start = max(end, start + 1)
        return tuple(left)

    def _reach(self, words: tuple[str, ...], start: int) -> int:
        branch, reached = self.tree, start
        for place in range(start, len(words)):
            word = words[place]
            if word == GAP or word not in branch:
                break
            branch = branch[word]
            if _END in branch:
                reached = place + 1
        return reached


@dataclass(frozen=True)
class Speller:
    """Mends slips of one letter in long words, and swapped letters; leaves every ordinary word as it is.

    Attributes:
        right: words that are right as they stand.
        swapped: words with two neighbouring letters changed about, and what they stand for.
        long_by_letter: the long words, by their first letter.
        ordinary: more words that are right as they stand.
    """

    right: frozenset[str]
    swapped: Mapping[str, str]
    long_by_letter: Mapping[str, tuple[str, ...]]
    ordinary: Collection[str]

    @classmethod
    def of(cls, vocabulary: Collection[str], ordinary: Collection[str]) -> Speller:
        """Mend towards the vocabulary; `ordinary` words are right as they stand."""
        long_by_letter: dict[str, tuple[str, ...]] = {}
        for word in sorted(vocabulary):
            if len(word) >= LONG_WORD:
                long_by_letter[word[0]] = (*long_by_letter.get(word[0], ()), word)
        swapped = {swap: word for word in sorted(vocabulary) if len(word) >= SWAPPED_WORD for swap in _swaps(word)}
        return cls(frozenset(vocabulary), swapped, long_by_letter, ordinary)

    def mend(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """The same words with slips put right, first letters trusted: slips hardly ever fall there."""
        return tuple(map(self._mended, words))

    def _mended(self, word: str) -> str:
        if word in self.right or word in self.ordinary or word in ORDINARY:
            return word
        for meant in (*shortened(word), *lettered(word), self.swapped.get(word, GAP)):
            if meant in self.right:
                return meant
        if len(word) < LONG_WORD - 1 or word[0] not in self.long_by_letter:
            return word
        near = process.extractOne(word, self.long_by_letter[word[0]], scorer=OSA.distance, score_cutoff=1)
        return near[0] if near else word


def _swaps(word: str) -> list[str]:
    """The word with each two neighbouring letters behind the first changed about."""
    return [word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(1, len(word) - 1)]
