"""One inbound text: read what it means, ask the house about its sender, and answer once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import structlog

from ivr.content.model import Content
from ivr.content.notices import MOST_AT_ONCE, active
from ivr.flow.session import End, Refused
from ivr.flow.texting.answer import ORDINARY_A_DAY, answer
from ivr.flow.texting.stopping import answered_by_provider
from ivr.flow.texting.thread import Kind, OptOut, Texted, TextTurn, Thread
from ivr.line.answers import Asked, House
from ivr.meaning.of_content import meaning_of

NOT_NOTED = "not-noted"
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
    notices = tuple(on.notice for on in active(content, texter.now)[:MOST_AT_ONCE])
    known = replace(texted, stopped=_stopped(texter, house), notices=notices)
    meaning = meaning_of(content)
    turn = answer(content, thread, known, texter.opt_out, meaning)
    if turn.ordinary and (before := _counted(texter, house)) >= ORDINARY_A_DAY:
        turn = answer(content, thread, replace(known, ordinary_today=before), texter.opt_out, meaning)
    turn = _noted(turn, texter, house, provider_stops=answered_by_provider(texted, texter.opt_out))
    log.info("text.answered", kind=turn.kind.value, said=" ".join(turn.say), sender=house.pseudonym(texter.number))
    return turn


def warm(content: Content, folder: Path | None = None) -> None:
    """Work out now what understanding this content's texts needs: seconds that the first texter would wait for.

    Args:
        content: the words.
        folder: where what was learnt is kept for other processes; None for nowhere.
    """
    meaning = meaning_of(content, folder)
    answer(content, Thread(content.default_language), Texted("menu please"), OptOut.OWN, meaning)


def _stopped(texter: Texter, house: House) -> bool:
    """Whether the sender has stopped us; where nobody knows, only danger, help and start may be answered."""
    try:
        return house.stopped(texter.number)
    except Exception:
        log.exception("house.failed", asked="stopped")
        return True


def _counted(texter: Texter, house: House) -> int:
    """How many ordinary replies the sender had today before this one, which is counted in the same moment.

    Counting and asking are one question, so that two texts at once cannot both be the last that is answered.
    """
    try:
        return house.count_ordinary(texter.number, texter.now)
    except Exception:
        log.exception("house.failed", asked="count")
        return 0  # a person's answer matters more than a limit that is there for machines


def _noted(turn: TextTurn, texter: Texter, house: House, *, provider_stops: bool) -> TextTurn:
    """The turn after the house has changed the stop list, where it asks for that."""
    if isinstance(turn.then, End):
        return turn
    try:
        answered = house.answer(turn.then, Asked(texter.number, "", texter.now, provider_stops=provider_stops))
    except Exception:
        if turn.kind not in DANGER:  # an answer to danger goes out whatever else broke
            raise
        log.exception("house.failed", kind=turn.kind.value)
        return _unnoted(turn, "unavailable")
    return _unnoted(turn, answered.why) if isinstance(answered, Refused) else turn


def _unnoted(turn: TextTurn, why: str) -> TextTurn:
    """Nothing was noted, so that is what is said of it; danger is answered all the same.

    A sender without a number can be put on no list, and trying again would not help.
    """
    if why == "hidden":
        turn = replace(turn, say=tuple(text for text in turn.say if text not in {"stopped", "started"}))
    said = (NOT_NOTED if text in {"stopped", "started"} else text.removesuffix(".stop") for text in turn.say)
    return replace(turn, say=tuple(said))
