"""TOML that is read around its faults: a statement that cannot be read is left out, the others stay."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping
from typing import Any

# A file with more faults than this is not one that a slip of the hand made.
MOST_FAULTS = 12
_KEY = r"(?:[\w-]+|\"[^\"]*\"|'[^']*')"
_LONG = re.compile(r"\"{3}|'{3}")
_STATEMENT = re.compile(rf"^\s*(?:\[|{_KEY}(?:\s*\.\s*{_KEY})*\s*=)")

Fault = tuple[int, str]
Span = tuple[int, int]


def forgiving(text: str) -> tuple[Mapping[str, Any], list[Fault]]:
    """The values of a TOML document, and each fault as its line (from 1) and what the parser said.

    After a fault, its line or the statement around it (or the one before, where that was never closed) is left out,
    whichever lets more be read, and the rest is tried again; a document with more than `MOST_FAULTS` gives nothing.
    """
    lines = text.split("\n")
    values, fault = _parsed(lines)
    faults: list[Fault] = []
    while fault is not None and len(faults) < MOST_FAULTS:
        line, said = fault
        suspects = _suspects(lines, line)
        if said.startswith("Unclosed") and _starts(lines, line):
            suspects.reverse()  # what was never closed began before
        tried = [(span, *_parsed(_without(lines, span))) for span in dict.fromkeys(suspects)]
        (start, end), values, fault = max(tried, key=lambda each: _reach(each[2]))
        lines = _without(lines, (start, end))
        faults.append((line if start < line <= end and "at line" in said else start + 1, said))
    return (values if fault is None else {}), faults


def _parsed(lines: list[str]) -> tuple[Mapping[str, Any], Fault | None]:
    """The values, or the first fault; a number too long or a nest too deep is a fault of the whole."""
    try:
        return tomllib.loads("\n".join(lines)), None
    except (ValueError, RecursionError) as error:
        return {}, (_line_in(str(error), len(lines)), str(error) or "it is nested too deeply")


def _line_in(message: str, last: int) -> int:
    """The line number in a message of tomllib ("... (at line 3, column 7)"); the last line for "end of document"."""
    found = re.search(r"at line (\d+)", message)
    return min(int(found.group(1)), last) if found else last


def _reach(fault: Fault | None) -> float:
    """How far a document can be read: the line of its first fault, or infinity."""
    return math.inf if fault is None else fault[0]


def _suspects(lines: list[str], line: int) -> list[Span]:
    """A line, the statement around it, the one before, and the last that opened a long string: spans to leave out."""
    starts = [0, *(number for number in range(1, len(lines)) if _starts(lines, number + 1)), len(lines)]
    here = max(place for place, start in enumerate(starts[:-1]) if start < line)
    long = [place for place, start in enumerate(starts[: here + 1]) if _LONG.search("".join(lines[start : start + 1]))]
    whole = [(starts[place], starts[place + 1]) for place in (here, here - 1, *long[-1:]) if place >= 0]
    return [(line - 1, line), *whole]


def _starts(lines: list[str], line: int) -> bool:
    return bool(_STATEMENT.match(lines[line - 1]))


def _without(lines: list[str], span: Span) -> list[str]:
    """The same lines with a span emptied, so that line numbers stay."""
    return [*lines[: span[0]], *[""] * (span[1] - span[0]), *lines[span[1] :]]
