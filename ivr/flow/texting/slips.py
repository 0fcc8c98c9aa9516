"""Which listed words a word stands for that is no word as it was typed: slips, sounds, signs for letters, no spaces."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from ivr.flow.texting.reading import shortened

# A word of three letters has too many neighbours: there a letter may be missing, doubled, swapped, or another vowel.
SHORT, WORD, LONG = 3, 4, 7
# So long a run of letters may be words without spaces; a longer one is no language.
FEWEST_JOINED, MOST_JOINED = 5, 120
LONGEST_WORD = 18
# So many meanings of one word are kept.
MOST = 5
# ... and pieces shorter than this on average are no words either ("icantgoon" is).
SHORTEST_MEAN = 2.2
# Pieces of a run come from the listed words and the commonest others; rare ones would fit into anything.
COMMON = 4000
_VOWELS = frozenset("aeiouy")
_SIGNS = str.maketrans("0134579@$!|", "oieastgasil")
_SOUNDS = (
    (re.compile(r"ph"), "f"),
    (re.compile(r"(?<=[a-z])gh|^k(?=n)|^w(?=r)|(?<=[aeiou])gh|h(?=$)"), ""),
    (re.compile(r"[sc]h"), "x"),
    (re.compile(r"c(?=[eiy])|z"), "s"),
    (re.compile(r"ck|c|q"), "k"),
    (re.compile(r"(?!^)[aeiouyhw]"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)


@dataclass(frozen=True)
class Slips:
    """Listed words, filed so that what is near a word is found without trying them all.

    Attributes:
        listed: the words that a slip may stand for.
        known: these, and all that are right as they stand.
        pieces: what a run of letters without spaces may be made of, and how dear each piece is.
        without: each listed word by what is left of it without one letter.
        sounds: each listed word by its sound.
        by_letter: the long listed words by their first letter.
    """

    listed: frozenset[str]
    known: Collection[str]
    pieces: Mapping[str, float]
    without: Mapping[str, tuple[str, ...]]
    sounds: Mapping[str, tuple[str, ...]]
    by_letter: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, listed: Iterable[str], ordinary: Iterable[Sequence[str]]) -> Slips:
        """File the words; `ordinary` words come in lists, the commonest first, and are never mended."""
        words = frozenset(word for word in listed if word.isalpha())
        lists = [tuple(each) for each in ordinary]
        without: dict[str, list[str]] = defaultdict(list)
        sounds: dict[str, list[str]] = defaultdict(list)
        by_letter: dict[str, list[str]] = defaultdict(list)
        for word in sorted(words):
            if len(word) >= SHORT:
                for rest in (word, *_deletions(word)):
                    without[rest].append(word)
            if len(word) >= WORD:
                sounds[sound(word)].append(word)
            if len(word) >= LONG - 1:
                by_letter[word[0]].append(word)
        pieces = {word: 1 + rank / COMMON for each in lists for rank, word in enumerate(each[:COMMON])}
        pieces |= {word: pieces.get(word, 2.0) for word in words if len(word) >= SHORT}
        return cls(
            words,
            words.union(*lists),
            {word: cost for word, cost in pieces.items() if len(word) > 1 or word in "ai"},
            *({key: tuple(found) for key, found in filed.items()} for filed in (without, sounds, by_letter)),
        )

    def mended(self, word: str) -> tuple[tuple[str, ...], ...]:
        """Ways to read a word, each of one word or more; none if it is right as it stands, or nothing is near."""
        if word in self.known or word.isdecimal() or not word:
            return ()
        for form in (*shortened(word), word.translate(_SIGNS)):
            if form != word and form in self.known:
                return ((form,),)
        letters = word.translate(_SIGNS) if not word.isalpha() else word
        if not letters.isalpha() or len(letters) < SHORT - 1:
            return ()
        near = self._one_slip(letters) or (() if _VOWELS & set(letters[1:]) else self._same_sound(letters))
        if near:
            return tuple((found,) for found in near)
        if FEWEST_JOINED <= len(letters) <= MOST_JOINED and (joined := self._joined(letters)):
            return (joined,)
        return tuple((found,) for found in self._same_sound(letters) or self._two_slips(letters))

    def _one_slip(self, word: str) -> tuple[str, ...]:
        """Listed words one letter away, those with the same first letter before others."""
        if not SHORT <= len(word) <= LONGEST_WORD:
            return ()
        tried = {found for rest in (word, *_deletions(word)) for found in self.without.get(rest, ())}
        near = [found for found in sorted(tried) if OSA.distance(word, found, score_cutoff=1) == 1]
        if len(word) <= SHORT:
            near = [found for found in near if _short_slip(word, found)]
        same = [found for found in near if found[0] == word[0]]
        others = [found for found in near if found[0] != word[0]] if len(word) >= WORD else []
        return tuple(same[:MOST] + others[: MOST - len(same[:MOST])])

    def _same_sound(self, word: str) -> tuple[str, ...]:
        """Listed words that sound the same, where enough is left to tell; a word typed without vowels tells more."""
        bare = not _VOWELS & set(word[1:])
        if len(word) > LONGEST_WORD:
            return ()
        heard = sound(word)
        far = len(word) + 4 if bare else 2
        near = [found for found in self.sounds.get(heard, ()) if abs(len(found) - len(word)) <= far]
        closest = min((abs(len(found) - len(word)) for found in near), default=0)
        near = [found for found in near if abs(len(found) - len(word)) == closest]
        return tuple(near[:4]) if len(heard) >= (SHORT - bare) else ()

    def _two_slips(self, word: str) -> tuple[str, ...]:
        if not LONG <= len(word) <= LONGEST_WORD:
            return ()
        near = process.extractOne(word, self.by_letter.get(word[0], ()), scorer=OSA.distance, score_cutoff=2)
        return (near[0],) if near else ()

    def _joined(self, letters: str) -> tuple[str, ...]:
        """The cheapest way to cut a run of letters into known words; () if there is none, or only one of tiny ones."""
        best: list[tuple[float, int]] = [(0.0, 0)]
        for end in range(1, len(letters) + 1):
            ways = [
                (best[start][0] + self.pieces[letters[start:end]], start)
                for start in range(max(0, end - LONGEST_WORD), end)
                if best[start][0] < _NEVER and letters[start:end] in self.pieces
            ]
            best.append(min(ways, default=(_NEVER, 0)))
        if best[-1][0] >= _NEVER:
            return ()
        words: list[str] = []
        end = len(letters)
        while end:
            words.insert(0, letters[best[end][1] : end])
            end = best[end][1]
        return tuple(words) if len(letters) >= SHORTEST_MEAN * len(words) else ()


_NEVER = 1e9


def sound(word: str) -> str:
    """The consonants that are heard, and a vowel at the beginning."""
    for pattern, heard in _SOUNDS:
        word = pattern.sub(heard, word)
    return word


def _deletions(word: str) -> list[str]:
    return [word[:at] + word[at + 1 :] for at in range(len(word))]


def _short_slip(word: str, found: str) -> bool:
    if len(word) != len(found) or sorted(word) == sorted(found):
        return True
    changed = [letters for letters in zip(word, found, strict=True) if letters[0] != letters[1]]
    return _VOWELS.issuperset(changed[0])
