"""The lines under `tests/data/texting`, in two halves: one to build rules on, one that is only ever counted."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "data" / "texting"
SECOND = FOLDER / "second"


@dataclass(frozen=True)
class Line:
    """One line and the places it may go to; a line never shows in a message, so that no held-back one is ever read."""

    text: str = field(repr=False)
    right: frozenset[str] = frozenset()
    second: bool = False

    @property
    def held_back(self) -> bool:
        """Whether the line is only counted: of `second/`, and the first byte of its SHA-256 is odd (README there)."""
        return self.second and hashlib.sha256(self.text.encode()).digest()[0] % 2 == 1


@dataclass(frozen=True)
class Halves:
    """The lines of one list, in the half that rules are built on and the half that is only counted."""

    tuned: tuple[Line, ...]
    held: tuple[Line, ...]

    @classmethod
    def of(cls, lines: list[Line]) -> Halves:
        """Part the lines."""
        return cls(
            tuple(line for line in lines if not line.held_back),
            tuple(line for line in lines if line.held_back),
        )

    def half(self, name: str) -> tuple[Line, ...]:
        """The half of that name: `tuned` or `held`."""
        return {"tuned": self.tuned, "held": self.held}[name]


def plain_lines(file: str, key: str = "lines") -> Halves:
    """The lines of a list that all must do the same."""
    return Halves.of([Line(text, second=second) for table, second in _tables(file) for text in table[key]])


def questions() -> Halves:
    """The ordinary questions, each with the names of all places that would be right."""
    lines: list[Line] = []
    for table, second in _tables("questions"):
        asked = table["questions"].items()
        lines += [Line(text, frozenset({place}), second) for place, texts in asked for text in texts]
        lines += [Line(each["line"], frozenset(each["right"]), second) for each in table["either"]["lines"]]
    return Halves.of(lines)


def _tables(file: str) -> Iterator[tuple[dict[str, Any], bool]]:
    """The lines of the first writers, and those of the second, who came later."""
    for folder in (FOLDER, SECOND):
        yield tomllib.loads((folder / f"{file}.toml").read_text(encoding="utf-8")), folder is SECOND
