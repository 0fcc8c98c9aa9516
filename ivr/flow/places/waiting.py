"""Waiting for a text that was promised: three short rounds of silence, and then the truth, whatever it is."""

from __future__ import annotations

from ivr.content import menus
from ivr.content.model import Content, PromptId
from ivr.content.numbered import numbered
from ivr.flow.items import exists
from ivr.flow.places.texting import back, going_on
from ivr.flow.session import Delivered, Go, Listen, Move, Place, Put, View

# Each round is some seconds of listening and, from the second on, a word of about one second: 15 s in all at most
# (design section 6; the crawl measures it on the finished sounds).
ROUNDS = 3
ROUND = Listen(4)


def promised(content: Content, view: View, rest: str) -> Place | None:
    """The text is on its way: stay to hear when it has come, or carry on."""
    if not exists(content, view.language, rest):
        return None
    choices, forward = going_on(content, view, rest)
    return Place(
        ("text.promised",),
        choices,
        {menus.CARRY_ON: forward},
        then=ROUND,
        forward=forward,
        up=back(forward),
        silence=Put(Delivered(rest)),
    )


def waiting(content: Content, view: View, rest: str) -> Place | None:
    """`waiting.<round>.<item>`: one short word; the keys are those that were said when the text was promised."""
    number, _, item = rest.partition(".")
    if numbered(number, ROUNDS - 1) is None or not exists(content, view.language, item):
        return None
    choices, forward = going_on(content, view, item)
    return Place(
        ("text.waiting",),
        keys={menus.CARRY_ON: forward, "7": Go(f"promised.{item}")},
        then=ROUND,
        forward=forward,
        up=back(forward),
        silence=Put(Delivered(item)),
        again=choices,
        ladder=f"promised.{item}",
    )


def arrived(content: Content, view: View, rest: str) -> Place | None:
    """The text has come."""
    return _there(content, view, rest, "text.arrived")


def already(content: Content, view: View, rest: str) -> Place | None:
    """The text was asked for again, and had come before; it is not sent twice."""
    return _there(content, view, rest, "text.already")


def _there(content: Content, view: View, item: str, says: PromptId) -> Place | None:
    if not exists(content, view.language, item):
        return None
    choices, forward = going_on(content, view, item)
    return Place((says,), choices, {menus.CARRY_ON: forward}, forward=forward, up=back(forward))


def unknown(content: Content, view: View, rest: str) -> Place | None:
    """Nobody can tell yet whether the text came: nothing is promised, and the details are one key away."""
    if not exists(content, view.language, rest):
        return None
    choices, forward = going_on(content, view, rest)
    keys: dict[str, Move] = {menus.CARRY_ON: forward, menus.BY_TEXT: Go(f"details.{rest}")}
    return Place(("text.unknown",), _with(choices, "choice.unknown.hear"), keys, forward=forward, up=back(forward))


def next_round(place: str) -> str:
    """Where nobody knowing yet leads from `promised.<item>` or `waiting.<round>.<item>`."""
    kind, _, rest = place.partition(".")
    number, _, item = rest.partition(".") if kind == "waiting" else ("0", "", rest)
    following = int(number) + 1
    return f"waiting.{following}.{item}" if following < ROUNDS else f"unknown.{item}"


def _with(choices: tuple[PromptId, ...], hear: PromptId) -> tuple[PromptId, ...]:
    """The choices with one more on key 2: before the way back, which is always said last."""
    first = tuple(choice for choice in choices if choice != "choice.part.menu")
    return (*first, hear, *choices[len(first) :])
