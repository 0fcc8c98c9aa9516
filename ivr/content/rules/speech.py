"""Rules of how scripts are said: nothing is left for a voice to guess, and a lexicon loses no number."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ivr.content.model import Content, Problem
from ivr.content.prompts import prompts
from ivr.content.rules.rule import Rule
from ivr.content.speech import Speech
from ivr.content.spoken import spoken, unsaid
from ivr.content.spoken.grammar import grammar_of


def _left(content: Content) -> Iterable[Problem]:
    for prompt in prompts(content):
        left = unsaid(spoken(prompt.script, content.words[prompt.language].speech))
        if left:
            file = f"{prompt.language}/spoken.toml"
            says = (
                f'{prompt.id}: {file} does not tell how "{"".join(left)}" is said. Write it in words, or add it there.'
            )
            yield Problem(prompt.source, 1, says)


def _lexicons(content: Content) -> Iterable[Problem]:
    for language, words in content.words.items():
        said = {**words.speech.abbreviations, **words.speech.lexicon}
        for written, sounds in said.items():
            lost = _lost(written, sounds, words.speech)
            if lost:
                yield Problem(f"{language}/spoken.toml", 1, f'{written}: the number {lost} is not in "{sounds}".')


def _lost(written: str, said: str, speech: Speech) -> str:
    """The first number of a written form that is not in what is said for it; "" where all are."""
    grammar, heard = grammar_of(speech), f" {spoken(said, speech)} "
    for found in re.finditer("[0-9]{1,9}", written):
        number = found[0]
        ways = (grammar.digit_by_digit(number), grammar.cardinal(int(number)), grammar.year(int(number)))
        if not any(re.search(rf"(?<!\w){re.escape(way)}(?!\w)", heard) for way in ways):
            return number
    return ""


RULES: tuple[Rule[Content], ...] = (
    Rule("said-whole", "Every number and sign of a script has words.", "design section 9", _left),
    Rule("lexicon-numbers", "What is said for a name says its numbers too.", "design section 9", _lexicons),
)
