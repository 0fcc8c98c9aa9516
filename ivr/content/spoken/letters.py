"""Rules for abbreviations, initials, capitals and single signs."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ivr.content.speech import Speech
from ivr.content.spoken.rule import Rule, any_of, said_apart, said_in_place

_CAPITAL = "A-ZÁÉÍÓÚÜÑ"
_VOWELLED = re.compile("(?=.*[AEIOUYÁÉÍÓÚÜ]).{4,}")
_LONGEST_NAME = 60  # characters; no more of what stands before an initial is looked at
_CONTRACTED = ("T", "LL", "RE", "VE", "M", "D")  # "DON'T" is a word whatever its letters


def abbreviations(speech: Speech) -> tuple[Rule, ...]:
    """Short forms in full; one that ends with a dot only before more words, where the dot ends no sentence."""
    dotted = any_of(form for form in speech.abbreviations if form.endswith("."))
    others = any_of(form for form in speech.abbreviations if not form.endswith("."))
    return (
        said_in_place(rf"(?<![\w/.]){dotted}(?=,? )", lambda found: speech.abbreviations[found[0]]),
        said_apart(rf"(?<![\w/]){others}(?![\w/])", lambda found: speech.abbreviations[found[0]]),
    )


def signs(speech: Speech) -> tuple[Rule, ...]:
    """Single signs by their names."""
    return (said_apart(any_of(speech.signs), lambda found: speech.signs[found[0]]),)


def initials(speech: Speech) -> tuple[Rule, ...]:
    """A person's initials without the dots, which end no sentence."""
    return (said_in_place(rf"(?<![\w.])([{_CAPITAL}])\.(?= [{_CAPITAL}])", lambda found: _initial(found, speech)),)


def letters(speech: Speech) -> tuple[Rule, ...]:
    """Initialisms without their dots, and capitals as a word or letter by letter."""
    return (
        said_in_place(rf"(?<![\w.])(?:[{_CAPITAL}]\.){{2,}}(?!\w)", _dotted_initials),
        said_in_place(
            rf"(?<!\w)([{_CAPITAL}]{{2,}})(?:(['\u2019])([{_CAPITAL}]{{1,2}}))?(?!\w)",
            lambda found: _capitals(found, speech),
        ),
    )


def lexicon_pattern(forms: Mapping[str, str]) -> re.Pattern[str]:
    """Everything written or said by a lexicon, as whole words, longest first."""
    return re.compile(rf"(?<!\w){any_of((*forms, *forms.values()))}(?!\w)")


def _dotted_initials(found: re.Match[str]) -> str:
    """The letters of "U.S.", apart; the last dot stays where a sentence ends with it."""
    apart = " ".join(found[0].replace(".", ""))
    rest = found.string[found.end() :]
    return f"{apart}." if re.match(r"\s*(?:\Z|\n\s*\n|[…])", rest) else apart


def _initial(found: re.Match[str], speech: Speech) -> str:
    """The letter alone in "J. Smith" and "Mary T. Smith"; with its dot in "Vitamin C. Rest" and "the N C I. Press"."""
    before = found.string[max(0, found.start() - _LONGEST_NAME) : found.start()].split()
    name = before[-1] if before else ""
    starts = not name or (name[-1] in ".!?…" and len(name) > len("T."))
    is_name = (
        re.fullmatch(rf"[{_CAPITAL}][^\W\d_{_CAPITAL}]+|[{_CAPITAL}]\.", name) and name not in speech.letters_after
    )
    return found[1] if starts or is_name else found[0]


def _capitals(found: re.Match[str], speech: Speech) -> str:
    word, mark, ending = found[1], found[2] or "", found[3] or ""
    is_word = word in speech.capitals or _VOWELLED.fullmatch(word) or ending in _CONTRACTED
    return (word.lower() if is_word else " ".join(word)) + mark + ending.lower()
