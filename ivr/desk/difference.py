"""What differs between two versions of some words, as a person reads it: `[-old-]` is gone and `{+new+}` has come."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

_PIECE = re.compile(r"\s+|\w+|[^\w\s]")
_LONG = 2000  # characters above which whole lines are compared: nobody reads a file in one piece
_AROUND = 1  # lines shown before and after what changed


def in_words(before: str, after: str) -> str:
    """One text with what has gone and what has come; long ones in lines, and only those around a change."""
    if max(len(before), len(after)) > _LONG:
        return "\n".join(_in_lines(before.split("\n"), after.split("\n")))
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    return "".join(_marked(old, new))


def removed_and_added(before: str, after: str) -> tuple[str, str]:
    """The lines that have gone and those that have come, for a log that need not hold a file twice."""
    old, new = before.split("\n"), after.split("\n")
    gone: list[str] = []
    come: list[str] = []
    for kind, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            gone += old[first:last]
            come += new[start:end]
    return "\n".join(gone), "\n".join(come)


def _marked(old: list[str], new: list[str]) -> Iterator[str]:
    for kind, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield "".join(old[first:last])
            continue
        if first < last:
            yield f"[-{''.join(old[first:last])}-]"
        if start < end:
            yield f"{{+{''.join(new[start:end])}+}}"


def _in_lines(old: list[str], new: list[str]) -> Iterator[str]:
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(_AROUND):
        yield f"(line {group[0][3] + 1})"
        for kind, first, last, start, end in group:
            if kind == "equal":
                yield from old[first:last]
                continue
            yield from (f"[-{line}-]" for line in old[first:last])
            yield from (f"{{+{line}+}}" for line in new[start:end])
