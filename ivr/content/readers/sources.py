"""Reader of `sources.md`: each fact that we state, by id, and the article it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ivr.content.model import Problem

FILE = "sources.md"
COLUMNS = 3
# What the letters of the last column stand for: `- **A**: an article titled ...`.
_LETTER = re.compile(r"- \*\*(\w+)\*\*: (.+)")


def read_facts(files: Mapping[str, bytes]) -> tuple[dict[str, str], list[Problem]]:
    """Read the rows `| id | fact | source |` of every table; a fact without a source is a problem."""
    if FILE not in files:
        return {}, [Problem(FILE, 1, "The file is missing.")]
    facts: dict[str, str] = {}
    problems = []
    for number, cells in fact_rows(files):
        if len(cells) < COLUMNS or not cells[1] or not cells[2]:
            problems.append(Problem(FILE, number, f"The fact {cells[0]} needs its words and its source."))
        elif cells[0] in facts:
            problems.append(Problem(FILE, number, f"The id {cells[0]} is used twice."))
        else:
            facts[cells[0]] = cells[2]
    return facts, problems


def fact_rows(files: Mapping[str, bytes]) -> Iterator[tuple[int, list[str]]]:
    """The rows of every table with their lines: id, the fact in our words, where it is from; some may lack cells."""
    for number, line in enumerate(_lines(files), 1):
        if not line.startswith("|"):
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if cells[0] not in {"id", ""} and not set(cells[0]) <= {"-", ":", " "}:
            yield number, cells


def articles(files: Mapping[str, bytes]) -> dict[str, str]:
    """What the letters stand for that facts name as their sources."""
    return {found[1]: found[2] for line in _lines(files) if (found := _LETTER.fullmatch(line.strip()))}


def _lines(files: Mapping[str, bytes]) -> list[str]:
    return files.get(FILE, b"").decode("utf-8", errors="replace").split("\n")
