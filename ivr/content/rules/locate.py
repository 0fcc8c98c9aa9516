"""Where in a file a problem stands, for rules that know only what they are about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from ivr.content.model import Problem

_NAME = re.compile(r"[\w-]+(?:\.[\w-]+)*")
_BEFORE = re.compile(r"""\s*\[?["']?""")
_BEHIND = re.compile(r"""["']?\s*[=\].]""")


def located(problems: Iterable[Problem], files: Mapping[str, bytes]) -> Iterable[Problem]:
    """The problems, those without a line at the first line that names what they are about."""
    return (replace(problem, line=_line(problem, files)) if problem.line == 1 else problem for problem in problems)


def _line(problem: Problem, files: Mapping[str, bytes]) -> int:
    text = files.get(problem.file, b"").decode("utf-8", errors="replace")
    for name in _NAME.findall(problem.says):
        at = text.find(name)  # most words of a sentence are no names at all
        while at >= 0:
            begins = text.rfind("\n", 0, at) + 1
            if _BEFORE.fullmatch(text, begins, at) and _BEHIND.match(text, at + len(name)):
                return text.count("\n", 0, at) + 1
            at = text.find(name, at + 1)
    return 1
