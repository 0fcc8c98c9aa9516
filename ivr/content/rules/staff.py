"""Rules of the staff line's words; all are warnings, for nothing about staff may keep words from callers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ivr.content.model import Content, Problem, Severity
from ivr.content.readability import sentences, words
from ivr.content.rules.rule import Rule
from ivr.content.rules.wording import LONGEST_SENTENCE
from ivr.content.staff import FILE, NEEDED

_BRACES = re.compile(r"\{([^{}]*)\}")


def _written(content: Content) -> Iterable[Problem]:
    """The staff line speaks the line's first language only."""
    language = content.default_language
    known = content.words[language].staff
    if not known:  # an edition older than the staff line
        yield Problem(f"{language}/{FILE}", 1, "The staff line has no words in the language that it speaks.")
        return
    for name, values in NEEDED.items():
        said = known.get(name, "")
        if not said:
            yield Problem(f"{language}/{FILE}", 1, f"{name} has no words; the staff line needs them.")
        elif set(_BRACES.findall(said)) != set(values):
            expected = " ".join(f"{{{value}}}" for value in values) or "nothing in braces"
            yield Problem(f"{language}/{FILE}", 1, f"{name} must hold {expected}.")
    for name in known:
        if name not in NEEDED:
            yield Problem(f"{language}/{FILE}", 1, f"{name} is never said.")


def _short(content: Content) -> Iterable[Problem]:
    for language, each in content.words.items():
        for name, said in each.staff.items():
            for sentence in sentences(said):
                if len(words(sentence)) > LONGEST_SENTENCE:
                    says = f"{name}: more than {LONGEST_SENTENCE} words in: {sentence}"
                    yield Problem(f"{language}/{FILE}", 1, says)


RULES = (
    Rule("staff-words", "The staff line has all its words.", "design section 8", _written, Severity.WARNING),
    Rule(
        "staff-sentences", "Staff hear no sentence of more than 18 words.", "design section 8", _short, Severity.WARNING
    ),
)
