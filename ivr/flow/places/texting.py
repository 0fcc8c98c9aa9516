"""What a caller hears in place of a text: why it cannot come, and the details instead, slowly, twice."""

from __future__ import annotations

from ivr.content import menus
from ivr.content.model import Content, PromptId, Topic
from ivr.flow.items import read_aloud
from ivr.flow.places.parts import part_end
from ivr.flow.session import Go, May, Move, Place, Put, Return, View


def details(content: Content, view: View, rest: str) -> Place | None:
    """What the text would have said, slowly, twice; the view's hint is the reason that is told before it."""
    spoken = read_aloud(content, view.language, rest)
    if not spoken:
        return None
    hard = asks_first(content, view, rest)
    if hard is not None:
        # Whoever wanted hard words by text did not ask to hear them: they are asked again, not read to.
        hear, skip, _text = menus.asked_first(hard.name)
        keys: dict[str, Move] = {"1": Go(f"topic.{hard.name}.1"), "2": Go("main")}
        return Place((f"ask.{hard.name}",), (hear, skip), keys)
    choices, forward = going_on(content, view, rest)
    return Place(("details.intro", *spoken), choices, {menus.CARRY_ON: forward}, forward=forward, up=back(forward))


def tip(content: Content, view: View, rest: str) -> Place | None:
    """One coping tip, read aloud; it can be had by text, too."""
    item = f"tip.{rest}"
    spoken = read_aloud(content, view.language, item)
    if not spoken:
        return None
    (on, *menu), forward = going_on(content, view, item)
    keys: dict[str, Move] = {menus.CARRY_ON: forward, menus.BY_TEXT: Put(May(item))}
    return Place(spoken, (on, "choice.tip.text", *menu), keys, forward=forward)


def going_on(content: Content, view: View, item: str) -> tuple[tuple[PromptId, ...], Move]:
    """The choices after a text was asked for, and where carrying on leads.

    That is the next part, the next tip, the number that the text was asked for at, or the menu.
    """
    kind, _, rest = item.partition(".")
    words = content.words[view.language]
    if kind == "tip" and int(rest) < len(words.tips):
        return ("choice.tip.another", "choice.part.menu"), Go(f"tip.{int(rest) + 1}")
    if kind == "service":  # the other numbers, and the key that connects, are there
        return ("choice.service.return",), Return()
    if kind != "topic":
        return ("choice.last.menu",), Go("main")
    name, _, number = rest.partition(".")
    if words.topics[name].ask_first:  # a text of hard words is no yes to hearing the next ones
        return (menus.PERSON, "choice.last.menu"), Go("main")
    return part_end(words.topics[name], int(number), by_text=False)


def back(forward: Move) -> Move:
    """What * does after a text was asked for: the main menu, or the number that it was asked for at."""
    return forward if isinstance(forward, Return) else Go("main")


def asks_first(content: Content, view: View, item: str) -> Topic | None:
    """The topic of an item, where it asks before it is heard."""
    kind, _, rest = item.partition(".")
    topic = content.words[view.language].topics.get(rest.partition(".")[0]) if kind == "topic" else None
    return topic if topic is not None and topic.ask_first else None
