"""Every place of a call by the first word of its id; each kind is worked out in one small file."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ivr.content.model import Content
from ivr.flow.places import endings, menus, parts, person, questions, services, stopping, texting, waiting
from ivr.flow.session import Place, View

Build = Callable[[Content, View, str], Place | None]

KINDS: Mapping[str, Build] = {
    "greeting": menus.greeting,
    "language": menus.language,
    "welcome": menus.welcome,
    "main": menus.main,
    "numbers": menus.numbers,
    "topic": parts.topic,
    "ask": questions.ask_first,
    "end": questions.end,
    "consent": questions.consent,
    "service": services.service,
    "number": services.number,
    "connect": person.connect,
    "unreached": person.unreached,
    "promised": waiting.promised,
    "waiting": waiting.waiting,
    "arrived": waiting.arrived,
    "already": waiting.already,
    "unknown": waiting.unknown,
    "details": texting.details,
    "tip": texting.tip,
    "stopping": stopping.stopping,
    "stopped": stopping.stopped,
    "started": stopping.started,
    "stay": endings.stay,
    "closing": endings.closing,
    "goodbye": endings.goodbye,
    "limit": endings.limit,
}

# Passing places are never come back to: whoever leaves them goes on to where they were before.
PASSING = frozenset({"end", "connect", "unreached", "stopped", "started", "stay", "closing", "limit", "number"})
# After a text was asked for: going on from one of these to another keeps the way back to where that was.
_SAME_TEXT = frozenset({"promised", "details"})


def place_at(content: Content, view: View) -> Place | None:
    """The place of a view, or None where there is no such place in this content."""
    kind, _, rest = view.place.partition(".")
    build = KINDS.get(kind)
    if build is None or view.language not in content.words:
        return None
    return build(content, view, rest)


def keeps_way(place: str) -> bool:
    """Whether going on to a place keeps the way back that there is."""
    return passing(place) or place.partition(".")[0] in _SAME_TEXT


def passing(place: str) -> bool:
    """Whether a place is only passed through."""
    return place.partition(".")[0] in PASSING
