"""What differs between two versions of some words, as a person reads it: `[-old-]` is gone and `{+new+}` has come."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

_NUMBER = re.compile(r"\+\d+(?:[ -]\d+)*|\d+(?:-\d+)+")
# A telephone number is one word: nobody compares numbers digit by digit.
_PIECE = re.compile(rf"{_NUMBER.pattern}|\s+|\w+|[^\w\s]")
_LONG = 2000  # characters above which whole lines are compared: nobody reads a file in one piece
_SHORT = 60  # characters; longer texts that have little in common are read one after the other
_AROUND = 1  # lines shown before and after what changed


@dataclass(frozen=True)
class Piece:
    """A stretch of two texts: `gone` of the old one, `come` of the new one; the same in both where both hold it."""

    gone: str
    come: str

    @property
    def same(self) -> bool:
        """Whether it stands in both."""
        return self.gone == self.come


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Two texts cut where they differ, word by word; long ones in lines, and only those around a change.

    What has gone, put together, is the old text, and what has come the new one (but for long texts).
    """
    if max(len(before), len(after)) > _LONG:
        return tuple(_pieces_in_lines(before.split("\n"), after.split("\n")))
    found: list[Piece] = []
    for each in _cut(_PIECE.findall(before), _PIECE.findall(after)):
        while found and _joined(found, each):
            last = found.pop()
            each = Piece(last.gone + each.gone, last.come + each.come)  # noqa: PLW2901 - it grows backwards
        found.append(each)
    kept = sum(len(each.come) for each in found if each.same)
    rewritten = min(len(before), len(after)) > _SHORT and kept < max(len(before), len(after)) / 3
    return (Piece(before, after),) if rewritten else tuple(found)


def only_numbers(before: str, after: str) -> bool:
    """Whether two texts differ in nothing but telephone numbers."""
    return before != after and _NUMBER.sub("", before) == _NUMBER.sub("", after)


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


def _cut(old: list[str], new: list[str]) -> Iterator[Piece]:
    for _, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield Piece("".join(old[first:last]), "".join(new[start:end]))


def _joined(before: list[Piece], each: Piece) -> bool:
    """Whether a stretch belongs to the one before: a space alone between two changes is no rest for the eye."""
    if each.same:
        return False
    last = before[-1]
    alone = last.same and not last.gone.strip() and len(before) > 1
    return not last.same or alone


def _pieces_in_lines(old: list[str], new: list[str]) -> Iterator[Piece]:
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(_AROUND):
        told = f"(line {group[0][3] + 1})\n"
        yield Piece(told, told)
        for _, first, last, start, end in group:
            yield Piece(
                "".join(f"{line}\n" for line in old[first:last]), "".join(f"{line}\n" for line in new[start:end])
            )


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
