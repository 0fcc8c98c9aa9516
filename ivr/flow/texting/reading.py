"""How an inbound text is read: small letters without accents or punctuation, sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from ivr.content.matching import LONGEST, bare_words, small

# So many single letters in a row are one word, spelled out: "S.T.O.P", "9-8-8", "i want to d i e".
SPELLED = 3

_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
# The end of a sentence; three dots are a pause for breath, and a dot inside "no.more.life" is none.
_END = re.compile(r"(?:[!?;]+|(?<!\.)\.)(?:[\s\"')]+|$)|[\n\r]+")
# What would fall apart with its punctuation.
_CLIPPED = ((re.compile(r"\bw/o\b", re.IGNORECASE), "without "), (re.compile(r"\bw/", re.IGNORECASE), "with "))
_I_WILL = re.compile(r"\bI['\u2019]ll\b", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Reading:
    """One inbound text, read.

    Attributes:
        raw: what was written, for emoji and capitals.
        figures: small letters with all punctuation left in, for temperatures and quotations.
        words: the bare words.
        sentences: the text in small letters, sentence by sentence, punctuation left in.
        notes: what was worked out about it, by name.
    """

    raw: str
    figures: str
    words: tuple[str, ...]
    sentences: tuple[str, ...] = ()
    notes: dict[str, object] = field(default_factory=dict, compare=False, repr=False)

    @property
    def plain(self) -> str:
        """The bare words with single spaces."""
        return " ".join(self.words)


def read_text(body: str) -> Reading:
    """Read any text; of one longer than `LONGEST` its beginning and its end. Never raises."""
    half = LONGEST // 2
    raw = body if len(body) <= LONGEST else f"{body[:half]}\n{body[-half:]}"
    figures = small(raw)
    whole = _I_WILL.sub("I will", _CONTROL.sub("", raw))
    for clipped, meant in _CLIPPED:
        whole = clipped.sub(meant, whole)
    sentences = tuple(filter(None, map(small, _END.split(whole))))
    return Reading(raw, figures, tuple(spelled_out(bare_words(figures))), sentences)


def spelled_out(words: Iterable[str]) -> list[str]:
    """The words, with runs of three or more single letters put together."""
    found: list[str] = []
    run: list[str] = []
    for word in (*words, ""):
        if len(word) == 1:
            run.append(word)
            continue
        found += ["".join(run)] if len(run) >= SPELLED else run
        run = []
        if word:
            found.append(word)
    return found


def shortened(word: str) -> tuple[str, ...]:
    """What a drawn-out word may stand for ("stoppp"): its runs of three or more letters cut to two, and to one."""
    if not _DRAWN_OUT.search(word):
        return ()
    return _DRAWN_OUT.sub(r"\1\1", word), _DRAWN_OUT.sub(r"\1", word)
