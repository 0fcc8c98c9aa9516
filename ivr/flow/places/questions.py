"""The three questions that a bouncing finger cannot answer: before a hard topic, before a text, before the end."""

from __future__ import annotations

from ivr.content import menus
from ivr.content.model import Content
from ivr.flow.items import exists
from ivr.flow.session import Go, May, Place, Put, Return, Send, View

CONSENT = "ask.text"


def ask_first(content: Content, view: View, rest: str) -> Place | None:
    """What a hard topic contains, and whether the caller wants it now, not, or by text."""
    topic = content.words[view.language].topics.get(rest)
    if topic is None or not topic.ask_first:
        return None
    return Place(
        intro=(f"ask.{rest}",),
        choices=menus.asked_first(rest),
        keys={"1": Go(f"topic.{rest}.1"), "2": Go("main"), "3": Put(May(f"topic.{rest}.1"))},
    )


def consent(content: Content, view: View, rest: str) -> Place | None:
    """Who texts, how many, what it may cost, who may see it: 1 agrees."""
    if not exists(content, view.language, rest):
        return None
    return Place(
        intro=(CONSENT,),
        choices=("choice.consent.yes", "choice.consent.no"),
        keys={"1": Put(Send(rest)), "2": Return("declined")},
    )


def end(content: Content, view: View, rest: str) -> Place | None:
    """9 was pressed: 9 again ends the call, 0 is the person, any other key goes on."""
    del content, view
    if rest:
        return None
    return Place(
        intro=("ask.end",),
        keys={"9": Go("goodbye")},
        any_key=Return("resumed"),
        up=Return("resumed"),
        again=("choice.end.now", "choice.end.stay"),
    )
