"""When a service answers, said in a word or two inside a text: what stands in braces there follows its opening times.

`{when.cancercare}` becomes "weekdays", `{when.american-cancer-society}` "day and night"; `{anytime...}` is the same for
whoever calls, "day or night". Where neither is true nothing is said, and the comma before it goes, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ivr.content.hours import Hours
from ivr.content.model import Content, PromptId, Words

WHEN, ANYTIME = "when", "anytime"
PHRASES = "hours.when."  # what the words of all these begin with in phrases.toml
_ALWAYS = {WHEN: f"{PHRASES}always", ANYTIME: f"{PHRASES}anytime"}
_WEEKDAYS = f"{PHRASES}weekdays"
_MONDAY_TO_FRIDAY = {0, 1, 2, 3, 4}
_HOLE = re.compile(r"(,?\s?)\{(when|anytime)\.([a-z0-9-]+)\}")


def filled(content: Content, words: Words, text: str) -> str:
    """A text with these words in their places; nothing for a service that there is not, which the rules tell of."""
    if "{" not in text:
        return text

    def put(found: re.Match[str]) -> str:
        phrase = phrase_of(content, found[2], found[3])
        said = words.phrases.get(phrase, "")
        return f"{found[1]}{said}" if said else ""

    return _HOLE.sub(put, text)


def without(text: str) -> str:
    """A text without them: what it says of opening times itself."""
    return _HOLE.sub("", text)


def holes(text: str) -> Iterator[tuple[str, str]]:
    """What is asked for in a text, and of which service."""
    return ((found[2], found[3]) for found in _HOLE.finditer(text))


def phrase_of(content: Content, kind: str, service: str) -> PromptId:
    """The phrase that is put there; "" where nothing is."""
    resource = content.resources.get(service)
    hours = resource.hours if resource else None
    if hours is None:
        return ""
    if hours.always:
        return _ALWAYS[kind]
    return _WEEKDAYS if _on_weekdays(hours) else ""


def phrases_of(words: Words) -> dict[PromptId, str]:
    """The words that can be put there."""
    return {phrase: words.phrases.get(phrase, "") for phrase in (*_ALWAYS.values(), _WEEKDAYS)}


def _on_weekdays(hours: Hours) -> bool:
    return {day for span in hours.spans for day in span.days} == _MONDAY_TO_FRIDAY
