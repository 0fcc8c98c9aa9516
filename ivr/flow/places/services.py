"""Support services, one after another: name, what for, hours, and the number twice."""

from __future__ import annotations

from ivr.content import menus
from ivr.content.model import Content, PromptId
from ivr.content.numbered import numbered
from ivr.flow.items import read_aloud
from ivr.flow.session import Go, May, Move, Place, Put, Return, View, Visit


def service(content: Content, view: View, rest: str) -> Place | None:
    """One service of a group; 1 is the next one, 2 texts it, 3 connects where that can be done."""
    group, _, number = rest.partition(".")
    services = content.line.groups.get(group, ())
    at = numbered(number, len(services))
    if at is None:
        return None
    name = services[at - 1]
    details = read_aloud(content, view.language, f"service.{name}")
    if not details:
        return None
    choices, keys, forward = service_end(content, group, at)
    return Place(
        intro=(f"where.{group}.{name}", *details),
        choices=choices,
        keys=keys,
        forward=forward,
        up=Go("numbers"),
    )


def service_end(content: Content, group: str, number: int) -> tuple[tuple[PromptId, ...], dict[str, Move], Move]:
    """The choices after service `number` of a group, what they do, and where carrying on leads."""
    services = content.line.groups[group]
    name = services[number - 1]
    last = number == len(services)
    forward = Go("main") if last else Go(f"service.{group}.{number + 1}")
    choices: list[PromptId] = ["choice.last.menu" if last else "choice.service.next", "choice.service.text"]
    keys: dict[str, Move] = {menus.CARRY_ON: forward, menus.BY_TEXT: Put(May(f"service.{name}"))}
    if content.resources[name].dial:
        choices.append("choice.service.connect")
        keys[menus.CONNECT] = Visit(f"connect.{name}")
    if not last:
        choices.append("choice.any.back")
    return tuple(choices), keys, forward


def number(content: Content, view: View, rest: str) -> Place | None:
    """One service's number by itself, after a call did not get through."""
    details = read_aloud(content, view.language, f"service.{rest}")
    if not details:
        return None
    return Place(intro=details, choices=("choice.number.on",), keys={menus.CARRY_ON: Return()})
