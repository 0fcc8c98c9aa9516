"""Patterns are found exactly where a slow and simple search finds them, and cover exactly those words."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.content.patterns import FEW, MANY, parse
from ivr.flow.texting.book import Book, Look
from ivr.flow.texting.tape import Tape, places

WORDS = "abcd"
FAMILIES = {"f": ("a", "b c"), "g": ("d", "a b", "c")}
PIECES = st.sampled_from(["a", "b", "c", "d", "{f}", "{g}", "a/b", "c/d_a", "b?", "{f}?"])


@st.composite
def patterns(draw: st.DrawFn) -> str:
    """A pattern of one to four pieces, with gaps and ends here and there."""
    pieces = draw(st.lists(PIECES, min_size=1, max_size=4))
    if all(piece.endswith("?") for piece in pieces):
        pieces.append("a")
    found = draw(st.sampled_from(["", "^ "])) + pieces[0]
    for piece in pieces[1:]:
        found += draw(st.sampled_from([" ", " .. ", " ... "])) + piece
    return found + draw(st.sampled_from(["", " $"]))


SENTENCES = st.lists(st.lists(st.sampled_from([*WORDS, "x"]), min_size=1, max_size=7), min_size=1, max_size=3)


def _slowly(pattern: str, sentence: list[str]) -> set[int]:
    """The places (from 0) of a sentence that any match of a pattern covers, found by trying everything."""
    (part,) = parse(pattern, FAMILIES)
    ways: list[list[tuple[int, tuple[str, ...]]]] = []
    for piece in part.pieces:
        choices = [(piece.gap, tuple(choice.split())) for choice in piece.choices]
        ways.append([*choices, (0, ())] if piece.optional else choices)
    covered: set[int] = set()
    for chosen in product(*ways):
        starts = [(0, frozenset[int]())] if part.begins else [(at, frozenset[int]()) for at in range(len(sentence))]
        for gap, words in chosen:
            after = set()
            for at, taken in starts:
                # a gap before the first word of all is no tie to anything
                for start in range(at, min(at + gap, len(sentence)) + 1) if words else (at,):
                    if tuple(sentence[start : start + len(words)]) == words:
                        after.add((start + len(words), taken | frozenset(range(start, start + len(words)))))
            starts = list(after)
        for at, taken in starts:
            if taken and (not part.ends or at == len(sentence)):
                covered |= taken
    return covered


@given(patterns(), SENTENCES)
@settings(max_examples=400, deadline=None)
def test_the_quick_search_agrees_with_a_slow_one(pattern: str, sentences: list[list[str]]) -> None:
    """Gaps never reach from one sentence into the next."""
    book = Book(lambda phrase: tuple(phrase.split()))
    book.add(("list", "en", ""), [pattern], FAMILIES)
    tape = Tape.of([[(word,) for word in sentence] for sentence in sentences])
    look = Look.of(book, tape)
    covered = 0
    for compiled in look.candidates:
        assert bool(look.covered(compiled)) == look.found(compiled)
        covered |= look.covered(compiled)
    expected, first = set(), 1
    for sentence in sentences:
        expected |= {first + place for place in _slowly(pattern, sentence)}
        first += len(sentence) + MANY + 1
    assert set(places(covered)) == expected


@given(st.integers(0, 2**70))
def test_places_are_the_bits_that_are_set(bits: int) -> None:
    """First to last."""
    assert sum(1 << place for place in places(bits)) == bits


def test_both_parts_of_a_pattern_must_be_there_and_hidden_words_are_not() -> None:
    """`a & b`, in any order; a word that was taken out does not count."""
    book = Book(lambda phrase: tuple(phrase.split()))
    book.add(("list", "en", ""), ["a & c .. d"], FAMILIES)
    look = Look.of(book, Tape.of([[(word,) for word in "cxd"], [("a",)]]))
    (pattern,) = look.candidates
    assert look.found(pattern)
    assert not look.found(pattern, hidden=1 << 3)
    assert FEW < MANY
