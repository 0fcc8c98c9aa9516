"""Reader of `sources.md`: each fact that we state, by id, and the article it comes from."""

from __future__ import annotations

from collections.abc import Mapping

from ivr.content.model import Problem

FILE = "sources.md"
COLUMNS = 3


def read_facts(files: Mapping[str, bytes]) -> tuple[dict[str, str], list[Problem]]:
    """Read the rows `| id | fact | source |` of every table; a fact without a source is a problem."""
    if FILE not in files:
        return {}, [Problem(FILE, 1, "The file is missing.")]
    facts: dict[str, str] = {}
    problems = []
    for number, line in enumerate(files[FILE].decode("utf-8", errors="replace").split("\n"), 1):
        if not line.startswith("|"):
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if cells[0] in {"id", ""} or set(cells[0]) <= {"-", ":", " "}:
            continue
        if len(cells) < COLUMNS or not cells[1] or not cells[2]:
            problems.append(Problem(FILE, number, f"The fact {cells[0]} needs its words and its source."))
        elif cells[0] in facts:
            problems.append(Problem(FILE, number, f"The id {cells[0]} is used twice."))
        else:
            facts[cells[0]] = cells[2]
    return facts, problems
