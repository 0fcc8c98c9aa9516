"""What must reach a phone in one piece: telephone numbers and web addresses."""

from __future__ import annotations

import re

from ivr import gsm

_WHOLE = re.compile(r"\+?\d[\d-]{6,}\d|\b[\w.-]+\.(?:org|gov|com|net)\b")


def cut(body: str) -> list[str]:
    """The numbers and addresses of a message that are cut between two of its segments."""
    return [found.group() for found in _WHOLE.finditer(body) if _is_cut(body, found)]


def _is_cut(body: str, found: re.Match[str]) -> bool:
    return gsm.position(body, found.start()) != gsm.position(body, found.end() - 1)
