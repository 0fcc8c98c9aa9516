"""Numbers inside ids, such as the 2 of `topic.coping.2`: one form each, so that no two ids mean the same."""

from __future__ import annotations


def numbered(text: str, count: int) -> int | None:
    """The number that `text` is written as, from 1 to `count`; None for anything else, "01" and signs too."""
    known = text.isascii() and text.isdecimal() and len(text) <= len(str(count)) and text == str(int(text))
    return int(text) if known and 1 <= int(text) <= count else None
