"""How a call ends: after long silence, by 9 and 9, or after an hour; never by surprise."""

from __future__ import annotations

from ivr.content.model import Content
from ivr.flow.items import read_aloud
from ivr.flow.places.person import NOBODY
from ivr.flow.session import End, Go, Place, Return, View


def stay(content: Content, view: View, rest: str) -> Place | None:
    """After two minutes without a key: stay on to be connected, press any key to stay here."""
    del view
    if rest != NOBODY and (rest not in content.line.person or not content.resources[rest].dial):
        return None
    return Place(
        intro=(f"stay.{rest}",),
        any_key=Return(),
        up=Return(),
        silence=Go("closing" if rest == NOBODY else f"connect.{rest}"),
    )


def closing(content: Content, view: View, rest: str) -> Place | None:
    """Nobody can be rung and no key is pressed: the numbers, twice each, then goodbye."""
    if rest:
        return None
    services = (*content.line.person[:1], content.line.crisis)
    details = [prompt for service in services for prompt in read_aloud(content, view.language, f"service.{service}")]
    return Place(intro=("person.none", *details), any_key=Return(), up=Return(), silence=Go("goodbye.numbers"))


def goodbye(content: Content, view: View, rest: str) -> Place | None:
    """The last words of a call."""
    del content, view
    said = {"": "goodbye", "numbers": "goodbye.numbers", "limit": "limit.over"}.get(rest)
    return Place(intro=(said,), then=End()) if said else None


def limit(content: Content, view: View, rest: str) -> Place | None:
    """The hour is nearly over: say so, then go on."""
    del content, view
    return Place(intro=("limit.warning",), any_key=Return(), up=Return(), silence=Return()) if not rest else None
