"""A call as the path of a webhook: short, readable, and safe to read back whatever it says."""

from __future__ import annotations

import re

from ivr.content.model import Pace
from ivr.flow.session import Session, View

NOTHING = "-"
PARTS = 7
_SAFE = re.compile(r"[a-z0-9][a-z0-9.-]{0,80}")
LONGEST_WAIT = 3600


def write(session: Session) -> str:
    """`en/normal/topic.side.1/silence.2/-/1795256801/20`: language, pace, place, hint, way back, started, waited."""
    view = session.view
    return "/".join(
        (
            view.language,
            view.pace,
            view.place,
            view.hint or NOTHING,
            ",".join(session.back) or NOTHING,
            f"{session.started}{'w' if session.warned else ''}",
            str(session.waited),
        ),
    )


def read(path: str) -> Session | None:
    """The session that a path carries, or None where it is not one of ours."""
    parts = path.split("/")
    if len(parts) != PARTS:
        return None
    language, pace, place, hint, back, started, waited = parts
    ways = () if back == NOTHING else tuple(back.split(","))
    begun, warned = started.removesuffix("w"), started.endswith("w")
    named = all(_SAFE.fullmatch(part) for part in (language, place, *ways)) and (
        hint == NOTHING or _SAFE.fullmatch(hint)
    )
    counted = _is_count(begun) and _is_count(waited)
    if not named or not counted or pace not in tuple(Pace):
        return None
    view = View(language, Pace(pace), place, "" if hint == NOTHING else hint)
    return Session(view, ways, int(begun), min(int(waited), LONGEST_WAIT), warned)


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 12  # noqa: PLR2004 - far beyond any clock
