"""No more texts to this phone: asked before it is done, and undone by a key."""

from __future__ import annotations

from ivr.content import menus
from ivr.content.model import Content
from ivr.flow.session import Go, Move, Place, Put, Return, StartTexts, StopTexts, View

DONE, HIDDEN, PROVIDER, UNAVAILABLE = "done", "hidden", "provider", "unavailable"


def stopping(content: Content, view: View, rest: str) -> Place | None:
    """Whether the caller means it: a slipped finger stops nothing."""
    del content, view
    if rest:
        return None
    return Place(
        ("stop.sure",),
        ("choice.stopping.yes", "choice.stopping.no"),
        {"1": Put(StopTexts()), "2": Return("kept")},
        up=Go("numbers"),
    )


def stopped(content: Content, view: View, rest: str) -> Place | None:
    """No more texts to this phone, or why that could not be noted."""
    del content, view
    if rest not in {DONE, HIDDEN, UNAVAILABLE}:
        return None
    keys: dict[str, Move] = {menus.CARRY_ON: Go("main")}
    if rest != DONE:
        return Place((f"stop.{rest}",), ("choice.last.menu",), keys)
    return Place(("stop.done",), ("choice.last.menu", "choice.stopped.undo"), {**keys, "2": Put(StartTexts())})


def started(content: Content, view: View, rest: str) -> Place | None:
    """Texts to this phone are allowed again, or why not: the provider keeps a stop that only a text to it ends."""
    del content, view
    if rest not in {DONE, PROVIDER, UNAVAILABLE}:
        return None
    return Place((f"start.{rest}",), ("choice.last.menu",), {menus.CARRY_ON: Go("main")})
