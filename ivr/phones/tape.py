"""Writes down a call in the form of a transcript: what the caller did, what was heard, what the line did then."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ivr.phones.handset import OUTCOMES, Step
from ivr.phones.kit import Kit


class Tape:
    """The lines of one transcript (`> press 3`, `< speak topic.coping.1`, `< listen`)."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self.lines: list[str] = []

    def did(self, deed: str, what: str = "") -> None:
        """The caller did something: `call`, `press`, `wait`, `dialled` or `hang up`."""
        outcome = OUTCOMES[what] if deed == "dialled" else what
        self.lines.append(f"> {deed} {outcome}".rstrip())

    def heard(self, steps: Iterable[Step]) -> None:
        """The line answered with these steps."""
        self.lines += [f"< {self._line(step)}" for step in steps]

    def write(self, file: Path, title: str) -> None:
        """Write the transcript under a sentence that says what the call shows."""
        file.write_text("\n".join((f"# {title}", *self.lines, "")), encoding="utf-8")

    def _line(self, step: Step) -> str:
        match step.kind:
            case "play":
                known = self._kit.sound(step.url)
                return f"speak {known[0] if known else step.url}"
            case "dial":
                return f"connect {self._kit.service(step.text) or step.text}"
            case "listen" | "end":
                return step.kind
        return f"{step.kind} {step.text}"
