"""Emergency words: what sends somebody in danger the right way; admins alone write them, and a second person agrees."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ivr.content.items import slots
from ivr.content.readers.line import read_line

Files = Mapping[str, bytes]

_LOCKED = re.compile(
    r"greeting\.(?:emergency|fever)|texts\.(?:(?:crisis|overdose|emergency|care-team).*|fever)"
    r"|resource\.(?:911|988)[^.]*\..+"
)
# Each as a whole decides which texts are answered as danger.
_LOCKED_FILES = ("safety.toml", "examples.toml", "ordinary.toml")


def emergency_words(before: Files, after: Files) -> list[str]:
    """The emergency words that differ between two folders, by items or whole files."""
    old, new = slots(before), slots(after)
    changed = [
        f"{item} ({language})" if language else item
        for item, language in {**old, **new}
        if _LOCKED.fullmatch(item) and old.get((item, language)) != new.get((item, language))
    ]
    files = [file for file in _LOCKED_FILES if before.get(file) != after.get(file)]
    crisis = ["the crisis line of line.toml"] if read_line(before)[0].crisis != read_line(after)[0].crisis else []
    return [*changed, *files, *crisis]
