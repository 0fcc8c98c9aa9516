"""Where the desk's answer leads: into the line, to the recording as it will be heard, or to why not."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ivr.content.staff import phrase
from ivr.flow.session import NotYet, Promised, Refused
from ivr.flow.staff.heard import MORE
from ivr.flow.staff.places.recording import ROUND
from ivr.flow.staff.session import (
    Aloud,
    CheckTake,
    Declined,
    DropTake,
    KeepTake,
    Said,
    SignIn,
    StaffAnswer,
    StaffAsk,
    StaffSession,
    Taken,
)

MOST_TRIES = 5  # wrong sign-ins in one call; the desk counts those of each person besides (design section 8)
MOST_REFUSED = 3  # recordings in a row, before somebody is asked again whether to go on
# How long somebody waits for the check; it goes on without them.
WAIT_FOR_CHECK = 60


@dataclass(frozen=True)
class Arrival:
    """Where the call stands now, and what has just happened, said first."""

    session: StaffSession
    lead: Said = ()


def answered(session: StaffSession, ask: StaffAsk, answer: StaffAnswer) -> Arrival:
    """The call after the answer to what was asked; an answer that makes no sense promises nothing."""
    match ask:
        case SignIn(number=number):
            return Arrival(_signed_in(session, number, answer))
        case CheckTake():
            return _checked(session, answer)
        case KeepTake():
            return _after(session, answer, session.at("kept"))
        case DropTake():
            return _after(session, answer, replace(session, recording="").at("prompt", "cancelled"))
    return _after(session, answer, session.hinted("switched"))


def _signed_in(session: StaffSession, number: int, answer: StaffAnswer) -> StaffSession:
    match answer:
        case Promised():
            return replace(session, person=number, tries=0).at("main", "welcome")
        case Refused(why="wrong"):
            tried = replace(session, tries=session.tries + 1)
            return tried.at("too-many") if tried.tries >= MOST_TRIES else tried.at("number", "refused")
        case Refused(why="locked"):
            return session.at("locked")
    return session.at("away")


def _checked(session: StaffSession, answer: StaffAnswer) -> Arrival:
    match answer:
        case Taken(take=take, says=says):
            good = replace(session, tries=0, waited=0).at(f"good.{take}")
            return Arrival(good, tuple(map(Aloud, says)))
        case Declined(says=says):
            return _again(session, tuple(map(Aloud, says)))
        case Refused(why="gone"):
            return _again(session, (phrase("no-sound"),))
    return Arrival(_waiting(session, answer))


def _waiting(session: StaffSession, answer: StaffAnswer) -> StaffSession:
    """Nobody knows yet. A desk that is away may be there again in a moment; after a minute the truth is told."""
    if session.waited >= WAIT_FOR_CHECK:
        told = "later" if isinstance(answer, NotYet) else "later.away"
        return replace(session, waited=0, recording="").at("main", told)
    return session.at("checking", MORE if session.waited >= ROUND.seconds else "")


def _again(session: StaffSession, lead: Said) -> Arrival:
    """Straight to the beep again; after three in a row they are asked, for something may be wrong with the room."""
    tried = replace(session, tries=session.tries + 1, waited=0, recording="")
    if tried.tries >= MOST_REFUSED:
        return Arrival(replace(tried, tries=0).at("prompt", "rest"), lead)
    return Arrival(tried.at("record"), lead)


def _after(session: StaffSession, answer: StaffAnswer, done: StaffSession) -> Arrival:
    """What was asked is done, or the sentence of the rule that is against it, or the desk is away."""
    match answer:
        case Promised():
            return Arrival(done)
        case Declined(says=says):
            return Arrival(session.hinted("choices"), (phrase("declined"), *map(Aloud, says)))
        case Refused(why="gone"):
            return Arrival(session.at("prompt" if session.prompt else "main", "not-open"))
    return Arrival(session.hinted("not-now"))
