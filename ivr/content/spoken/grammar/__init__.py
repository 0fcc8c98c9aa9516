"""What lies in code for a language: its numbers, times and dates in words."""

from __future__ import annotations

from collections.abc import Mapping

from ivr.content.speech import Speech
from ivr.content.spoken.grammar import english, spanish
from ivr.content.spoken.grammar.english import English
from ivr.content.spoken.grammar.plain import Plain
from ivr.content.spoken.grammar.spanish import Spanish

GRAMMARS: Mapping[str, type[Plain]] = {"en": English, "es": Spanish}
# No word of one language's digits means anything else in another, so that they can be told without the language.
GROUP_WORDS = (*english.GROUP_WORDS, *spanish.GROUP_WORDS)


def has_grammar(language: str) -> bool:
    """Whether numbers of this language ("es", "es-MX") are said as amounts rather than digit by digit."""
    return language.partition("-")[0] in GRAMMARS


def grammar_of(speech: Speech) -> Plain:
    """The grammar of a language, or the plain one that says digit by digit."""
    return GRAMMARS.get(speech.language.partition("-")[0], Plain)(speech)
