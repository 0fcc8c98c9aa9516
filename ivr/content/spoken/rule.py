"""One rule of saying: a pattern, and the words that stand for what it finds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

Say = Callable[[re.Match[str]], str]
Rule = tuple[re.Pattern[str], Say]


def said_apart(pattern: str, say: Say | str) -> Rule:
    """A rule whose words are set apart from their neighbours by spaces; tidying takes the spare ones away."""
    words = _saying(say)
    return re.compile(pattern), lambda found: f" {words(found)} "


def said_in_place(pattern: str, say: Say | str) -> Rule:
    """A rule that puts in exactly what it says."""
    return re.compile(pattern), _saying(say)


def any_of(forms: Iterable[str]) -> str:
    """A pattern for any of these, the longest first; for none of them where there are none."""
    listed = sorted({form for form in forms if form}, key=lambda form: (-len(form), form))
    return "(?:" + "|".join(map(re.escape, listed)) + ")" if listed else "(?:(?!))"


def _saying(say: Say | str) -> Say:
    return say if callable(say) else lambda found: found.expand(say)
