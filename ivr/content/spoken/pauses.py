"""From spoken words to stretches and exact pauses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ivr.content.model import Pace
from ivr.content.spoken.grammar import GROUP_WORDS


@dataclass(frozen=True)
class Words:
    """A stretch that the voice says in one breath."""

    text: str


@dataclass(frozen=True)
class Pause:
    """Silence of an exact length in milliseconds."""

    ms: int


@dataclass(frozen=True)
class Pauses:
    """How long the silences of one pace are, in milliseconds."""

    sentence: int
    paragraph: int
    group: int
    pen: int


# Design section 3 asks for 400-600 ms between the name of a choice and its key at the normal pace, and lets the slow
# one take half as long again; the sentence pause is that silence. "Time to get a pen" is the same at every pace.
PAUSES: Mapping[Pace, Pauses] = {
    Pace.NORMAL: Pauses(sentence=500, paragraph=900, group=300, pen=3000),
    Pace.SLOW: Pauses(sentence=750, paragraph=1300, group=450, pen=3000),
}

_SENTENCE_END = re.compile(r"((?<![.!?])[.!?]++[\"'\u201d\u2019)\]»]*)\s+")
_GROUP_COMMA = re.compile(rf"\b(?:{'|'.join(GROUP_WORDS)}),\s+(?=(?:{'|'.join(GROUP_WORDS)})\b)")


def word_count(text: str) -> int:
    """The number of words as they are said ("one hundred point four" is four); `text` is already `spoken`."""
    return sum(1 for token in text.split() if any(mark.isalnum() for mark in token))


def phrased(text: str, pace: Pace) -> tuple[Words | Pause, ...]:
    """Spoken text as words and exact pauses, never starting or ending with a pause.

    A sentence end, a paragraph (blank line), "…" and the comma inside a group of digits become silence; where several
    meet, the longest counts once. Empty when there is nothing to say. `text` must come from `spoken`, which leaves no
    dot that ends no sentence ("Dr.", "J. Smith").
    """
    merged: list[Words | Pause] = []
    for item in _pieces(text, PAUSES[pace]):
        before = merged[-1] if merged else None
        if isinstance(item, Words) or isinstance(before, Words):
            merged.append(item)
        elif isinstance(before, Pause):
            merged[-1] = Pause(max(before.ms, item.ms))
    if merged and isinstance(merged[-1], Pause):
        merged.pop()
    return tuple(merged)


def _pieces(text: str, pauses: Pauses) -> Iterator[Words | Pause]:
    for paragraph in re.split(r"\n\s*\n", text):
        for place, stretch in enumerate(paragraph.split("…")):
            if place:
                yield Pause(pauses.pen)
            for sentence in _cut(stretch, _SENTENCE_END):
                for group in _cut(sentence, _GROUP_COMMA):
                    words = " ".join(group.split())
                    if any(mark.isalnum() for mark in words):
                        yield Words(words)
                        yield Pause(pauses.group)
                yield Pause(pauses.sentence)
        yield Pause(pauses.paragraph)


def _cut(text: str, where: re.Pattern[str]) -> Iterator[str]:
    """The text cut after each match."""
    start = 0
    for found in where.finditer(text):
        yield text[start : found.end()]
        start = found.end()
    yield text[start:]
