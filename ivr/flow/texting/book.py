"""All patterns of a content, compiled and filed by the words without which they cannot match."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ivr.content.patterns import Families, Pattern, Piece, parse
from ivr.flow.texting.tape import Tape

Label = tuple[str, str, str]  # a list, its language, and the destination that it leads to
Expand = Callable[[str], tuple[str, ...]]
# A phrase that stands for one place of a pattern, word by word: each word as the number of its set.
Choice = tuple[int, ...]


@dataclass(frozen=True)
class Slot:
    """One place of a compiled pattern: any of `single`, a set of words, or one of the longer phrases."""

    single: int
    phrases: tuple[Choice, ...]
    gap: int
    optional: bool


@dataclass(frozen=True)
class Compiled:
    """A pattern ready to be tried; `parts` must all be found."""

    label: Label
    written: str
    parts: tuple[tuple[Slot, ...], ...]
    bounds: tuple[tuple[bool, bool], ...]


@dataclass
class Book:
    """The patterns, and the sets of words that they are made of.

    Attributes:
        holds: for each word the sets that it belongs to.
        filed: for each set the patterns that cannot match without one of its words.
        floors: numbers n for which a pattern asks for "n or more".
    """

    expand: Expand
    sets: dict[frozenset[str], int] = field(default_factory=dict)
    holds: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    filed: dict[int, list[Compiled]] = field(default_factory=lambda: defaultdict(list))
    floors: set[int] = field(default_factory=set)

    @property
    def vocabulary(self) -> frozenset[str]:
        """Every word that stands in a pattern."""
        return frozenset(self.holds)

    def add(self, label: Label, patterns: Iterable[str], families: Families) -> None:
        """Compile patterns and file them; one that cannot be read is left out, since lint has told of it."""
        for written in patterns:
            try:
                parts = parse(written, families)
            except ValueError:
                continue
            slots = tuple(tuple(filter(None, map(self._slot, part.pieces))) for part in parts)
            if not all(any(not slot.optional for slot in part) for part in slots):
                continue
            compiled = Compiled(label, written, slots, tuple((part.begins, part.ends) for part in parts))
            self.filed[self._anchor(parts)].append(compiled)

    def _slot(self, piece: Piece) -> Slot | None:
        phrases = {self.expand(choice) for choice in piece.choices} - {()}
        singles = frozenset(words[0] for words in phrases if len(words) == 1)
        longer = sorted(words for words in phrases if len(words) > 1)
        if not singles and not longer:
            return None  # only words that are left out of every text
        numbered = tuple(tuple(self._set(frozenset({word})) for word in words) for words in longer)
        return Slot(self._set(singles) if singles else -1, numbered, piece.gap, piece.optional)

    def _set(self, words: frozenset[str]) -> int:
        if words not in self.sets:
            self.sets[words] = len(self.sets)
            for word in words:
                self.holds[word].append(self.sets[words])
                if word.endswith("+"):
                    self.floors.add(int(word[:-1]))
        return self.sets[words]

    def _anchor(self, parts: tuple[Pattern, ...]) -> int:
        """The set of which a word must stand in the text: the one with the fewest and longest words."""
        firsts = [
            frozenset(words[0] for choice in piece.choices if (words := self.expand(choice)))
            for part in parts
            for piece in part.pieces
            if not piece.optional and any(map(self.expand, piece.choices))
        ]
        return self._set(min(firsts, key=lambda words: (len(words), -max(map(len, words)))))


@dataclass(frozen=True)
class Look:
    """One text against one book."""

    book: Book
    tape: Tape
    at: Mapping[int, int]  # for each set the places of its words

    @classmethod
    def of(cls, book: Book, tape: Tape) -> Look:
        """Find where the sets of the book stand in the text."""
        at: dict[int, int] = {}
        for word, bits in tape.words.items():
            for number in book.holds.get(word, ()):
                at[number] = at.get(number, 0) | bits
        return cls(book, tape, at)

    @cached_property
    def candidates(self) -> tuple[Compiled, ...]:
        """The patterns that may match, since their rarest word is there."""
        return tuple(pattern for number in self.at for pattern in self.book.filed.get(number, ()))

    def found(self, pattern: Compiled, hidden: int = 0) -> bool:
        """Whether all parts of a pattern stand in the text, not counting hidden places."""
        return all(
            self._steps(part, bounds, hidden)[-1] for part, bounds in zip(pattern.parts, pattern.bounds, strict=True)
        )

    def covered(self, pattern: Compiled, hidden: int = 0) -> int:
        """The places of all words that a pattern matches, 0 if it does not."""
        found = 0
        for part, bounds in zip(pattern.parts, pattern.bounds, strict=True):
            steps = self._steps(part, bounds, hidden)
            if not steps[-1]:
                return 0
            found |= self._back(part, steps, hidden)
        return found

    def _steps(self, part: tuple[Slot, ...], bounds: tuple[bool, bool], hidden: int) -> list[int]:
        """Where the first 0, 1, 2 ... slots can end; the last is 0 if the part is not there."""
        reached = self.tape.starts if bounds[0] else self.tape.everywhere
        steps = [reached]
        for slot in part:
            after = self._after(slot, _smeared(reached, slot.gap)) & ~hidden
            reached = after | reached if slot.optional else after
            if not reached:
                return [0]
            steps.append(reached)
        if bounds[1]:
            steps[-1] &= self.tape.ends
        return steps

    def _after(self, slot: Slot, before: int) -> int:
        after = (before << 1) & self.at.get(slot.single, 0)
        for phrase in slot.phrases:
            reached = before
            for number in phrase:
                reached = (reached << 1) & self.at.get(number, 0)
                if not reached:
                    break
            after |= reached
        return after

    def _back(self, part: tuple[Slot, ...], steps: list[int], hidden: int) -> int:
        """The places of the words on all ways that led to the end of a part."""
        found, kept = 0, steps[-1]
        for number in range(len(part) - 1, -1, -1):
            slot, before = part[number], steps[number]
            reach = _smeared(before, slot.gap)
            stay = kept & before if slot.optional else 0
            single = kept & self.at.get(slot.single, 0) & (reach << 1) & ~hidden
            found |= single
            entered = single >> 1
            for phrase in slot.phrases:
                ends = reach
                for word in phrase:
                    ends = (ends << 1) & self.at.get(word, 0)
                ends &= kept
                for step in range(len(phrase)):
                    found |= ends >> step
                entered |= ends >> len(phrase)
            kept = (_smeared_back(entered, slot.gap) | stay) & before
        return found


def _smeared(bits: int, gap: int) -> int:
    """The same places and up to `gap` after each."""
    smeared = bits
    for _ in range(gap):
        smeared |= smeared << 1
    return smeared


def _smeared_back(bits: int, gap: int) -> int:
    smeared = bits
    for _ in range(gap):
        smeared |= smeared >> 1
    return smeared
