"""One request of a call: run the step, ask the house if it wants something, and never fail."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from ivr.content.model import Content
from ivr.flow.call import step
from ivr.flow.session import Ask, Broke, Cue, Event, Listen, Refused, Send, Session, StartTexts, StopTexts, Turn
from ivr.line.answers import House

MOST_ASKS = 3  # a turn asks one thing; more than this would be a loop in the flow

log = structlog.get_logger()


@dataclass(frozen=True)
class Caller:
    """Who is calling, as the carrier says, and when; only the house may look at the number."""

    number: str
    call: str
    now: datetime


def turn(content: Content, session: Session, event: Event, caller: Caller, house: House) -> Turn:
    """The next turn, whatever happens: an exception inside becomes a spoken apology and a way on."""
    try:
        return _run(content, session, event, caller, house)
    except Exception:
        log.exception("call.broke", call=house.pseudonym(caller.call), place=session.view.place)
    try:
        return _run(content, session, Broke(), caller, house)
    except Exception:
        log.exception("call.broke.twice", call=house.pseudonym(caller.call), place=session.view.place)
    return fixed(content, session, caller.now)


def fixed(content: Content, session: Session, now: datetime) -> Turn:
    """The apology that needs no step: the words, the person key and the main menu."""
    language = session.view.language if session.view.language in content.words else content.default_language
    view = replace(session.view, language=language, place="main", hint="")
    said = ("broke", "choice.main.person", "choice.any.again")
    started = min(session.started, int(now.timestamp()))
    return Turn(replace(session, view=view, back=(), started=started), tuple(Cue(i, language) for i in said), Listen())


def _run(content: Content, session: Session, event: Event, caller: Caller, house: House) -> Turn:
    found = step(content, session, event, caller.now)
    for _ in range(MOST_ASKS):
        if not isinstance(found.then, Send | StopTexts | StartTexts):
            return found
        found = step(content, found.session, _ask(house, found.then, caller), caller.now)
    raise RuntimeError("The flow keeps asking the house.")


def _ask(house: House, ask: Ask, caller: Caller) -> Event:
    try:
        return house.answer(ask, caller.number)
    except Exception:
        log.exception("house.failed", call=house.pseudonym(caller.call), asked=type(ask).__name__)
        return Refused("unavailable")
