"""What a caller hears after asking for a text, or for no more texts."""

from __future__ import annotations

from ivr.content import menus
from ivr.content.model import Content, PromptId
from ivr.flow.items import exists, read_aloud
from ivr.flow.places.parts import part_end
from ivr.flow.session import Go, Move, Place, View

WHY = ("unavailable",)


def promised(content: Content, view: View, rest: str) -> Place | None:
    """The text is on its way; go on from where it was asked for."""
    if not exists(content, view.language, rest):
        return None
    return _after(content, view, rest, ("text.promised",))


def details(content: Content, view: View, rest: str) -> Place | None:
    """`details.<why>.<item>`: why no text can go, then the details, slowly, twice."""
    why, _, item = rest.partition(".")
    spoken = read_aloud(content, view.language, item)
    if why not in WHY or not spoken:
        return None
    kind, _, name = item.partition(".")
    topic = content.words[view.language].topics.get(name.partition(".")[0]) if kind == "topic" else None
    if topic is not None and topic.ask_first:
        # Whoever wanted hard words by text did not ask to hear them: they are asked again, not read to.
        hear, skip, _text = menus.asked_first(topic.name)
        return Place((f"text.{why}",), (hear, skip), {"1": Go(f"topic.{topic.name}.1"), "2": Go("main")})
    return _after(content, view, item, (f"text.{why}", "details.intro", *spoken))


def tip(content: Content, view: View, rest: str) -> Place | None:
    """One coping tip, read aloud."""
    spoken = read_aloud(content, view.language, f"tip.{rest}")
    return _after(content, view, f"tip.{rest}", spoken) if spoken else None


def stopped(content: Content, view: View, rest: str) -> Place | None:
    """No more texts to this phone, or why that could not be noted."""
    del content, view
    said = {"done": "text.stopped", "unavailable": "text.stop-unavailable"}.get(rest)
    return Place((said,), ("choice.last.menu",), {menus.CARRY_ON: Go("main")}) if said else None


def _after(content: Content, view: View, item: str, intro: tuple[PromptId, ...]) -> Place:
    """Carry on as the end of the part would: the next part, the next tip, or the menu."""
    kind, _, rest = item.partition(".")
    words = content.words[view.language]
    choices: tuple[PromptId, ...] = ("choice.last.menu",)
    forward: Move = Go("main")
    if kind == "topic":
        name, _, number = rest.partition(".")
        choices, forward = part_end(words.topics[name], int(number), by_text=False)
    elif kind == "tip" and int(rest) < len(words.tips):
        choices, forward = ("choice.tip.another", "choice.part.menu"), Go(f"tip.{int(rest) + 1}")
    return Place(intro, choices, {menus.CARRY_ON: forward}, forward=forward)
