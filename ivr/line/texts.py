"""One inbound text: read what it means, ask the house about its sender, and answer once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from ivr.content.model import Content
from ivr.flow.session import End, Refused
from ivr.flow.texting.answer import answer
from ivr.flow.texting.thread import Kind, OptOut, Texted, TextTurn, Thread
from ivr.line.answers import House

DANGER = frozenset({Kind.CRISIS, Kind.EMERGENCY, Kind.CARE_TEAM})

log = structlog.get_logger()


@dataclass(frozen=True)
class Texter:
    """Who texts, as the carrier says, when, and who answers the exact words of stop, start and help."""

    number: str
    now: datetime
    opt_out: OptOut


def reply(content: Content, thread: Thread, texted: Texted, texter: Texter, house: House) -> TextTurn:
    """What is sent back, after the stop list and the daily count were asked and told."""
    turn = answer(content, thread, _known(texted, texter, house), texter.opt_out)
    try:
        if not isinstance(turn.then, End) and isinstance(house.answer(turn.then, texter.number), Refused):
            # Nothing was noted, so nothing may be said of it; danger is answered all the same.
            turn = replace(turn, say=tuple(text for text in turn.say if text not in {"stopped", "started"}))
        if turn.ordinary:
            house.count_ordinary(texter.number, texter.now)
    except Exception:
        if turn.kind not in DANGER:  # an answer to danger goes out whatever else broke
            raise
        log.exception("house.failed", kind=turn.kind.value)
    log.info("text.answered", kind=turn.kind.value, said=" ".join(turn.say), sender=house.pseudonym(texter.number))
    return turn


def _known(texted: Texted, texter: Texter, house: House) -> Texted:
    """The text with what the house knows of its sender; without a house nothing is known, and danger is answered."""
    try:
        stopped = house.stopped(texter.number)
        today = house.ordinary_today(texter.number, texter.now)
    except Exception:
        log.exception("house.failed", asked="sender")
        # Not knowing who has stopped us, only danger, help and start may be answered.
        stopped, today = True, 0
    return replace(texted, stopped=stopped, ordinary_today=today)
