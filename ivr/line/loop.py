"""One request of a call: run the step, ask the house if it wants something, and never fail."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from ivr.content.model import Content, Language, PromptId
from ivr.content.prompts import prompts
from ivr.content.texts import texts
from ivr.flow.call import step
from ivr.flow.places.questions import CONSENT
from ivr.flow.session import Answer, Ask, Broke, Connect, Cue, End, Event, Listen, Refused, Send, Session, Turn
from ivr.line.answers import Asked, House

MOST_ASKS = 3  # a turn asks one thing; more than this would be a loop in the flow
SLOW = 0.3  # seconds that the house may take (design section 3); it keeps this limit itself

log = structlog.get_logger()


@dataclass(frozen=True)
class Caller:
    """Who is calling, as the carrier says, when, and on which edition; only the house may look at the number."""

    number: str
    call: str
    now: datetime
    edition: int = 0


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


def consent_version(content: Content, language: Language) -> str:
    """The words of the consent that callers hear now: `ask.text@<first 16 hex digits of the SHA-256 of its script>`."""
    script = _script(content, CONSENT, language)
    return f"{CONSENT}@{hashlib.sha256(script.encode()).hexdigest()[:16]}"


def _script(content: Content, prompt: PromptId, language: Language) -> str:
    return next((each.script for each in prompts(content) if (each.id, each.language) == (prompt, language)), "")


def _run(content: Content, session: Session, event: Event, caller: Caller, house: House) -> Turn:
    found = step(content, session, event, caller.now)
    for _ in range(MOST_ASKS):
        ask = found.then
        if isinstance(ask, Listen | Connect | End):
            return found
        answer = _answer(house, ask, content, found.session.view.language, caller)
        found = step(content, found.session, answer, caller.now)
    raise RuntimeError("The flow keeps asking the house.")


def _answer(house: House, ask: Ask, content: Content, language: Language, caller: Caller) -> Answer:
    """What the house answers; a house that breaks cannot do it just now."""
    began = time.monotonic()
    call, kind = house.pseudonym(caller.call), type(ask).__name__
    try:
        return house.answer(ask, _asked(ask, content, language, caller))
    except Exception:
        log.exception("house.failed", call=call, asked=kind)
        return Refused("unavailable")
    finally:
        took = time.monotonic() - began
        if took > SLOW:  # a late answer is still the true one, and the caller has waited for it already
            log.warning("house.slow", call=call, asked=kind, milliseconds=round(took * 1000))


def _asked(ask: Ask, content: Content, language: Language, caller: Caller) -> Asked:
    """Who asks and, for a text, its finished words and those that the caller agreed to."""
    asked = Asked(caller.number, caller.call, caller.now, language, caller.edition)
    if not isinstance(ask, Send):
        return asked
    message = texts(content, language)[ask.item].body
    return replace(asked, text=message, prompt=consent_version(content, language))
