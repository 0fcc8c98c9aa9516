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
    for name in _NAME.findall(problem.says):
        if name not in text:
            continue  # most words of a sentence are no names at all
        found = re.search(rf"""^[^\S\n]*\[?["']?{re.escape(name)}["']?[^\S\n]*(?:=|\]|\.)""", text, re.MULTILINE)
        if found:
            return text.count("\n", 0, found.start()) + 1
    return 1
