"""Rules of spoken choices: the name first, a pause, then the key."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ivr.content.menus import choice_keys
from ivr.content.model import Content, Kind, Problem
from ivr.content.prompts import prompts
from ivr.content.readability import words
from ivr.content.rules.rule import Rule

MOST_WORDS = 12
_KEY_FIRST = re.compile(r"\bpress\s+(\w+)\s+(for|to)\b", re.IGNORECASE)
_FORBIDDEN = re.compile(r"\b(dial|push|hit|touch)\s+(\d|star|pound|zero)", re.IGNORECASE)


def _key_first(content: Content) -> Iterable[Problem]:
    for prompt in prompts(content):
        if prompt.language == "en" and (found := _KEY_FIRST.search(prompt.script)):
            yield Problem(prompt.source, 1, f'{prompt.id} says "{found.group()}"; say the name first, then "press".')
        if prompt.language == "en" and (found := _FORBIDDEN.search(prompt.script)):
            yield Problem(prompt.source, 1, f'{prompt.id} says "{found.group()}"; the word is "press".')


def _short(content: Content) -> Iterable[Problem]:
    keys = choice_keys(content)
    for prompt in prompts(content):
        if prompt.id in keys and prompt.kind is Kind.CHOICE:
            count = len(words(prompt.script))
            if count > MOST_WORDS:
                yield Problem(prompt.source, 1, f"{prompt.id} has {count} words; {MOST_WORDS} are the most.")


RULES = (
    Rule(
        "name-then-key",
        'The name of a choice comes first, never "press N for".',
        "accessibility.md V4, V23",
        _key_first,
    ),
    Rule("short-choices", "A choice has at most 12 words.", "design section 3", _short),
)
