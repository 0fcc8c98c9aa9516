"""One inbound text: read what it means, ask the house about its sender, and answer once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog

from ivr.content.model import Content
from ivr.flow.session import End
from ivr.flow.texting.answer import answer
from ivr.flow.texting.thread import OptOut, Texted, TextTurn, Thread
from ivr.line.answers import House

log = structlog.get_logger()


@dataclass(frozen=True)
class Texter:
    """Who texts, as the carrier says, when, and who answers the exact words of stop, start and help."""

    number: str
    now: datetime
    opt_out: OptOut


def reply(content: Content, thread: Thread, texted: Texted, texter: Texter, house: House) -> TextTurn:
    """What is sent back, after the stop list and the daily count were asked and told."""
    number, now = texter.number, texter.now
    known = Texted(
        body=texted.body,
        stopped=house.stopped(number),
        ordinary_today=house.ordinary_today(number, now),
        opt_out_type=texted.opt_out_type,
        media=texted.media,
    )
    turn = answer(content, thread, known, texter.opt_out)
    if not isinstance(turn.then, End):
        house.answer(turn.then, number)
    if turn.ordinary:
        house.count_ordinary(number, now)
    log.info("text.answered", kind=turn.kind.value, said=" ".join(turn.say), sender=house.pseudonym(number))
    return turn
