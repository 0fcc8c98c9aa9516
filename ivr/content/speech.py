"""How one language is said: the tables of `content/<language>/spoken.toml`, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Speech:
    """What is particular to a language's way of saying numbers, names and signs; its grammar is code.

    Attributes:
        language: such as "en"; a grammar of `ivr.content.spoken.grammar` is found by it.
        lexicon: what is written to what is said, whole words, minding case.
        abbreviations: "Dr." to "Doctor"; "24/7" to "twenty-four seven".
        words: what stands between the parts of numbers and addresses ("point", "range", "dot").
        signs: one sign to its words.
        units: a unit to its words for one and for many.
        money: a sign to its words for one and many, and for one and many hundredths.
        digits: "0" to "9" in words, where the language has no grammar in code.
        decimal, thousands: the marks inside a written number.
        codes: numbers that are said digit by digit though they are short ("911").
        breath_before_codes: words after which a code follows a short breath ("call, nine one one"): without it, it was
            misheard on a telephone (docs/audio.md).
        masculine, feminine: nouns that a number before them agrees with.
        months, short_months, days, zones: names; `zones` also holds other words that may follow a time of day.
        slashed: "mdy" or "dmy", the order of a date such as 11/21/2026.
        capitals: words of two or three letters that are words even in capitals.
        letters_after: words that a single letter belongs to, so that its dot ends a sentence ("Vitamin C.").
        phonemes: a voice's name ("pyttsx3", "piper") to word and phonemes in that engine's own notation.
    """

    language: str
    lexicon: Mapping[str, str] = field(default_factory=dict)
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    signs: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    money: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    digits: Mapping[str, str] = field(default_factory=dict)
    decimal: str = "."
    thousands: str = ","
    codes: tuple[str, ...] = ()
    breath_before_codes: tuple[str, ...] = ()
    masculine: tuple[str, ...] = ()
    feminine: tuple[str, ...] = ()
    months: tuple[str, ...] = ()
    short_months: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    slashed: str = "mdy"
    capitals: tuple[str, ...] = ()
    letters_after: tuple[str, ...] = ()
    phonemes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __hash__(self) -> int:
        """By what differs most between two languages' tables; equal ones have equal hashes."""
        return hash((self.language, frozenset(self.lexicon.items())))
