"""Where in a file a problem stands, for rules that know only what they are about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from ivr.content.model import Problem

_NAME = re.compile(r"[\w-]+(?:\.[\w-]+)*")


def located(problems: Iterable[Problem], files: Mapping[str, bytes]) -> Iterable[Problem]:
    """The problems, those without a line at the first line that names what they are about."""
    return (replace(problem, line=_line(problem, files)) if problem.line == 1 else problem for problem in problems)


def _line(problem: Problem, files: Mapping[str, bytes]) -> int:
    text = files.get(problem.file, b"").decode("utf-8", errors="replace")
    lines = text.split("\n")
    for name in _NAME.findall(problem.says):
        if name not in text:
            continue  # most words of a sentence are no names at all
        key = re.compile(rf"""\s*\[?["']?{re.escape(name)}["']?\s*(=|\]|\.)""")
        found = next((number for number, line in enumerate(lines, 1) if key.match(line)), 0)
        if found:
            return found
    return 1
