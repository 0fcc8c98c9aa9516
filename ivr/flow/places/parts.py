"""The parts of a topic, and what can be done at the end of each."""

from __future__ import annotations

from ivr.content import menus
from ivr.content.model import Content, PromptId, Topic
from ivr.content.numbered import numbered
from ivr.flow.hints import DUE
from ivr.flow.session import Go, May, Move, Place, Put, View


def topic(content: Content, view: View, rest: str) -> Place | None:
    """One part: its words, then carry on, text me this, main menu."""
    name, _, number = rest.partition(".")
    found = content.words[view.language].topics.get(name)
    at = numbered(number, len(found.parts)) if found else None
    if found is None or at is None:
        return None
    choices, forward = part_end(found, at, by_text=True)
    return Place(
        intro=(f"topic.{name}.{number}", *_overdue(view)),
        choices=choices,
        keys={menus.CARRY_ON: forward, menus.BY_TEXT: Put(May(f"topic.{name}.{number}"))},
        forward=forward,
    )


def part_end(topic: Topic, number: int, *, by_text: bool) -> tuple[tuple[PromptId, ...], Move]:
    """The choices at the end of part `number`, and where carrying on leads.

    After a hard part the person comes first: a support offer follows within 15 seconds (design section 3).
    """
    last = number == len(topic.parts)
    support: tuple[PromptId, ...] = (menus.PERSON,) if topic.ask_first else ()
    text: tuple[PromptId, ...] = ("choice.part.text",) if by_text else ()
    if last:
        return (*support, "choice.last.menu", *text), Go("main")
    on = menus.next_part(topic.name, number + 1)
    return (*support, on, *text, "choice.part.menu"), Go(f"topic.{topic.name}.{number + 1}")


def _overdue(view: View) -> tuple[PromptId, ...]:
    return ("topic.review-due",) if view.hint.endswith(DUE) else ()
