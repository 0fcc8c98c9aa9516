"""Where the desk's answer leads: into the line, to the recording as it will be heard, or to why not."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ivr.content.staff import phrase
from ivr.flow.session import NotYet, Promised, Refused
from ivr.flow.staff.book import Book
from ivr.flow.staff.heard import MORE
from ivr.flow.staff.places.endings import shut_until
from ivr.flow.staff.places.menus import going_on
from ivr.flow.staff.places.recording import ROUND, asking_voice, voice_agreed
from ivr.flow.staff.session import (
    AgreeVoice,
    Aloud,
    CheckTake,
    Declined,
    DropTake,
    KeepTake,
    Said,
    Shut,
    SignIn,
    StaffAnswer,
    StaffAsk,
    StaffSession,
    SwitchOff,
    SwitchOn,
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


def answered(book: Book, session: StaffSession, ask: StaffAsk, answer: StaffAnswer) -> Arrival:
    """The call after the answer to what was asked; an answer that makes no sense promises nothing."""
    match ask:
        case SignIn(number=number):
            return Arrival(_signed_in(session, number, answer))
        case CheckTake():
            return _checked(book, session, answer)
        case KeepTake():
            return _after(session, answer, session.at("kept" if voice_agreed(book) else asking_voice(book)))
        case AgreeVoice():
            return _agreed(book, session, answer)
        case DropTake(again=again):
            dropped = replace(session, recording="")
            return _after(session, answer, dropped.at("record") if again else dropped.at("prompt", "cancelled"))
        case SwitchOn(notice=notice) | SwitchOff(notice=notice):
            posted = book.posted(notice)
            there = session.at(posted.place) if posted else session
            return _after(there, answer, there.hinted("switched"))


def _signed_in(session: StaffSession, number: int, answer: StaffAnswer) -> StaffSession:
    match answer:
        case Promised():
            return replace(session, person=number, tries=0).at("main", "welcome")
        case Refused(why="wrong"):
            tried = replace(session, tries=session.tries + 1)
            return tried.at("too-many") if tried.tries >= MOST_TRIES else tried.at("number", "refused")
        case Shut(until=until):
            return session.at(shut_until(until))
    return session.at("away")


def _checked(book: Book, session: StaffSession, answer: StaffAnswer) -> Arrival:
    match answer:
        case Taken(take=take, says=says):
            good = replace(session, tries=0, waited=0).at(f"good.{take}")
            return Arrival(good, tuple(map(Aloud, says)))
        case Declined(says=says):
            return _again(session, tuple(map(Aloud, says)))
        case Refused(why="gone"):
            return _again(session, (phrase("no-sound"),))
    return Arrival(_waiting(book, session, answer))


def _waiting(book: Book, session: StaffSession, answer: StaffAnswer) -> StaffSession:
    """Nobody knows yet; a desk that is away may be there again in a moment.

    After a minute the truth is told, and they go on with the next prompt: the desk shows what became of this one.
    """
    if session.waited >= WAIT_FOR_CHECK:
        on = going_on(book, session.prompt, "later" if isinstance(answer, NotYet) else "later.away")
        left = replace(session, waited=0, recording="", tries=0)
        return replace(left, prompt=on.prompt or session.prompt, script="").at(on.place, on.hint)
    return session.at("checking", MORE if session.waited >= ROUND.seconds else "")


def _again(session: StaffSession, lead: Said) -> Arrival:
    """Straight to the beep again; after three in a row they are asked, for something may be wrong with the room."""
    tried = replace(session, tries=session.tries + 1, waited=0, recording="")
    if tried.tries >= MOST_REFUSED:
        return Arrival(replace(tried, tries=0).at("prompt", "rest"), lead)
    return Arrival(tried.at("record"), lead)


def _agreed(book: Book, session: StaffSession, answer: StaffAnswer) -> Arrival:
    """Noted; or they are asked once more, for it was taken back since they were asked."""
    if answer == Refused("changed"):
        return Arrival(session.at(asking_voice(book), "voice.changed"))
    return _after(session, answer, session.at("kept", "voice.noted"))


def _after(session: StaffSession, answer: StaffAnswer, done: StaffSession) -> Arrival:
    """What was asked is done, or the sentence of the rule that is against it, or the desk is away."""
    match answer:
        case Promised():
            return Arrival(done)
        case Declined(says=says):
            return Arrival(session.hinted("choices"), (phrase("declined"), *map(Aloud, says)))
        case Refused(why="gone"):
            return Arrival(session.at("prompt" if session.prompt else "main", "not-open"))
        case Refused(why="replaced"):
            return Arrival(session.at("prompt", "replaced"))
    # A recording that was stopped by a star and cannot be taken back now comes in by itself.
    return Arrival(session.hinted("not-dropped" if session.hint == "cancelled" else "not-now"))
