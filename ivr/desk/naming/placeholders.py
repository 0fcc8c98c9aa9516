"""What stands in braces in the line's words, such as {line}: what the program puts there, and what each stands for."""

from __future__ import annotations

import re

from ivr.content import when
from ivr.content.model import Content, Language

_BRACES = re.compile(r"\{([a-z_]+(?:\.[a-z0-9-]+)?)\}")
_HOURS = "when it answers, from its hours"
# What the program fills in, as somebody reads it; what the words themselves say comes from phrases.toml and texts.toml.
_MEANINGS = {
    "line": "the name of this line",
    "program": "the short name of this line",
    "help_number": "the number of a person to talk to",
    "name": "what the choice is called",
    "key": "the key to press",
    "heading": "the heading of the next part",
    "service": "the name of the service",
    "short": "the short name of the service",
    "number": "the phone number",
    "url": "the address on the web",
    "hours": "when it is open",
    "for": "what it is for",
    "title": "the title of the topic",
    "n": "which number it is",
    "total": "how many there are",
    "first": "the first of the two",
    "second": "the second of the two",
    "last": "the last day",
    "day": "the day",
    "from": "the opening time",
    "to": "the closing time",
    "ranges": "the days and times",
    "zone": "the time zone",
    "next": "the word to text for the next one",
}


def filled_in(content: Content, words: str, language: Language) -> str:
    """Words as somebody reads them: the line's names in their places, and in [brackets] what differs each time."""
    if language in content.words:
        words = when.filled(content, content.words[language], words)
    known = {"line": content.line.names.get(language, content.line.program), "program": content.line.program}

    def put(found: re.Match[str]) -> str:
        name = found[1]
        return known.get(name) or (f"[{_MEANINGS[name]}]" if name in _MEANINGS else found[0])

    return _BRACES.sub(put, words)


def explained(content: Content, words: str, language: Language) -> tuple[tuple[str, str], ...]:
    """Each placeholder of some words, braces and all, with what the program puts there; in their order, each once."""
    told = []
    for name in dict.fromkeys(_BRACES.findall(words)):
        if any(when.holes(f"{{{name}}}")):
            here = filled_in(content, f"{{{name}}}", language)
            told.append((f"{{{name}}}", f'{_HOURS}: "{here}"' if here else f"{_HOURS}: nothing now"))
        if name in _MEANINGS:
            here = filled_in(content, f"{{{name}}}", language)
            told.append((f"{{{name}}}", _MEANINGS[name] + ("" if here.startswith("[") else f': "{here}"')))
    return tuple(told)
