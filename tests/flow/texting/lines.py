"""Texts and what each must lead to: those that the line learns from, and others that are held back and only counted."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "data" / "texting"
CONTENT = Path(__file__).parents[3] / "content"
# What is learnt from is 20,000 lines; every so many of them tell enough.
EVERY = 8
_LEARNT = {
    ("distress", "lines"): "crisis",
    ("ordinary", "lines"): "not_crisis",
    ("medical", "emergency"): "emergency",
    ("medical", "care_team"): "care_team",
    ("not_medical", "lines"): "not_medical",
    ("stop", "lines"): "stop",
    ("not_stop", "lines"): "not_stop",
}


@dataclass(frozen=True)
class Line:
    """One line and the places it may go to; a line never shows in a message, so that no held-back one is ever read."""

    text: str = field(repr=False)
    right: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Halves:
    """The lines of one list: those that are learnt from, and those that are only counted."""

    tuned: tuple[Line, ...]
    held: tuple[Line, ...]

    def half(self, name: str) -> tuple[Line, ...]:
        """The half of that name: `tuned` or `held`."""
        return {"tuned": self.tuned, "held": self.held}[name]


def plain_lines(file: str, key: str = "lines") -> Halves:
    """The lines of a list that all must do the same."""
    learnt = _table(CONTENT / "examples.toml")[_LEARNT[file, key]]["lines"]
    held = _table(FOLDER / f"{file}.toml")[key]
    return Halves(tuple(Line(text) for text in learnt[::EVERY]), tuple(Line(text) for text in held))


def questions() -> Halves:
    """The ordinary questions, each with the names of all places that would be right."""
    table = _table(FOLDER / "questions.toml")
    held = [Line(text, frozenset({place})) for place, texts in table["questions"].items() for text in texts]
    held += [Line(each["line"], frozenset(each["right"])) for each in table["either"]["lines"]]
    places: dict[str, set[str]] = {}
    for place, texts in _table(CONTENT / "en" / "keywords.toml")["examples"].items():
        for text in texts:
            places.setdefault(text, set()).add("UNKNOWN" if place == "OTHER" else place)
    learnt = [Line(text, frozenset(right)) for text, right in places.items()]
    return Halves(tuple(learnt[::EVERY]), tuple(held))


@cache
def _table(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))
