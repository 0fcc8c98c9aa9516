"""Being connected to a person, and what happens when nobody answers."""

from __future__ import annotations

from ivr.content import menus
from ivr.content.model import Content, PromptId
from ivr.flow.session import Connect, Go, Move, Place, Return, View

WHY = ("busy", "no-answer", "failed", "closed")
NOBODY = "none"


def connect(content: Content, view: View, rest: str) -> Place | None:
    """Say who is being called, then ring."""
    del view
    service = content.resources.get(rest)
    if service is None or rest not in menus.rung(content):
        return None
    return Place(intro=(f"person.connecting.{rest}",), then=Connect(rest, service.dial))


def unreached(content: Content, view: View, rest: str) -> Place | None:
    """`unreached.busy.<service>.<other>`: say so; offer the crisis line, the way back, and `other`, which is open."""
    del view
    why, _, names = rest.partition(".")
    service, _, other = names.partition(".")
    if why not in WHY or service not in menus.rung(content):
        return None
    choices: list[PromptId] = ["choice.offer.crisis", "choice.offer.stay"]
    keys: dict[str, Move] = {"1": reach(content, content.line.crisis), "2": Return()}
    if other in content.line.person:
        choices.append(f"choice.try.{other}")
        keys["3"] = Go(f"connect.{other}")
    elif other != NOBODY:
        return None
    return Place((f"person.{why}.{service}",), tuple(choices), keys)


def reach(content: Content, service: str) -> Move:
    """Ring a service, or give its number where it cannot be rung from here (three-digit numbers)."""
    return Go(f"connect.{service}" if content.resources[service].dial else f"number.{service}")
