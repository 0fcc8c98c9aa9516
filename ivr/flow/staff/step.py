"""The staff call: one pure function from what the desk knows, session and event to the next turn."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from ivr.content.staff import phrase
from ivr.flow.call import CALL_LIMIT, WAIT_LIMIT, WARN_AT
from ivr.flow.hints import next_hint
from ivr.flow.session import Arrived, Broke, End, Key, Listen, Silence, Spoke
from ivr.flow.staff.answered import Arrival, answered
from ivr.flow.staff.book import Book
from ivr.flow.staff.heard import BROKE, CHOICES, HELP, heard
from ivr.flow.staff.places import OPEN, PASSING, RECORDING, place_at
from ivr.flow.staff.places.notices import as_it_is
from ivr.flow.staff.places.recording import asked_anew
from ivr.flow.staff.places.signing import MOST_DIGITS
from ivr.flow.staff.session import (
    Answered,
    CheckTake,
    Digits,
    DropTake,
    Enter,
    Go,
    HearBack,
    Move,
    Put,
    Record,
    Recorded,
    Return,
    Said,
    Script,
    SignIn,
    StaffEvent,
    StaffPlace,
    StaffSession,
    StaffTurn,
    Stay,
)

_Next = Arrival | StaffTurn


def begin(now: datetime) -> StaffSession:
    """A new call."""
    return StaffSession(started=int(now.timestamp()))


def staff_step(book: Book, session: StaffSession, event: StaffEvent, now: datetime) -> StaffTurn:
    """What is heard next, and what follows.

    Args:
        book: what the desk knows at this moment.
        session: where they are; any value is safe.
        event: what happened there.
        now: the aware current time; it only ends a call that lasts too long.
    """
    stopped = _stopped(book, session, event, now)
    if stopped is not None:
        return _turn(book, Arrival(stopped))
    found = _anywhere(book, session, event) or _here(book, session, event)
    if isinstance(found, StaffTurn):
        return found
    return _turn(book, _warned(book, found, event, now))


def _anywhere(book: Book, session: StaffSession, event: StaffEvent) -> _Next | None:
    """What is done wherever the call is by now: a recording is told to the desk, and the desk's answer is heard."""
    match event:
        case Recorded(id=recording, stopped=True) if session.person and session.prompt:
            stopped = replace(session, recording=recording, back="", waited=0).at("prompt", "cancelled")
            return StaffTurn(stopped, (), DropTake(recording)) if recording else Arrival(stopped)
        case Recorded(id=recording) if session.person and session.prompt:
            return _made(session, recording)
        case Answered(ask=ask, answer=answer):
            return answered(book, session, ask, answer)
    return None


def _made(session: StaffSession, recording: str) -> StaffTurn:
    """Ask what became of a recording, to hear it back."""
    made = replace(session, recording=recording, back="", waited=0).at("checking")
    return StaffTurn(made, (), CheckTake(recording, session.prompt))


def _here(book: Book, session: StaffSession, event: StaffEvent) -> _Next:
    """What happens at the place where the call is, if it may be there."""
    here = _allowed(book, session)
    if here is not session:
        return Arrival(here)
    place = place_at(book, session)
    return _after(book, session, place, event) if place else Arrival(_lost(session))


def _stopped(book: Book, session: StaffSession, event: StaffEvent, now: datetime) -> StaffSession | None:
    """The place where a call must end that cannot go on, whatever happens; None where it can.

    A recording that was made is told to the desk all the same; and while the desk is away, its check is waited for.
    """
    elapsed = int(now.timestamp()) - session.started
    if elapsed >= CALL_LIMIT and not isinstance(event, Recorded | Answered):
        return session if session.kind in PASSING and _ends(book, session) else session.at("over")
    if book.away:
        waits = session.kind == "checking" or isinstance(event, Recorded | Answered)
        return None if waits else session.at("away")
    return session.at("gone") if session.person and book.member is None else None


def _allowed(book: Book, session: StaffSession) -> StaffSession:
    """The session itself, or where it may go on: nobody is anywhere without having signed in, or records unasked."""
    if not session.person and session.kind not in OPEN:
        return replace(session, recording="", prompt=0).at("number", "lost")
    records = book.away or (book.member is not None and book.member.records)
    return session.at("main", "no-role") if session.kind in RECORDING and not records else session


def _after(book: Book, session: StaffSession, place: StaffPlace, event: StaffEvent) -> _Next:
    match event:
        case Arrived():
            return Arrival(session.hinted(""))
        case Broke() if isinstance(place.then, Listen | Enter):
            return Arrival(session.hinted(BROKE))
        case Key(key=text) | Digits(text=text):
            awake = session if session.kind == "checking" else replace(session, waited=0)
            return _typed(book, awake, place, text.strip())
        case Silence() | Spoke():
            return _silent(book, session, place)
    return Arrival(_lost(session))


def _typed(book: Book, session: StaffSession, place: StaffPlace, text: str) -> _Next:
    """Keys, as many as the place takes; a place that records takes none."""
    if isinstance(place.then, Enter):
        return _entered(book, session, place, text)
    if not isinstance(place.then, Listen):
        return Arrival(_lost(session))
    return _pressed(book, session, place, text[:1]) if text else Arrival(session.hinted(HELP))


def _pressed(book: Book, session: StaffSession, place: StaffPlace, key: str) -> _Next:
    """What one key does: first what this place makes of it, then what it means everywhere, then wrong."""
    if key in place.keys:
        return _moved(book, session, place.keys[key])
    if key == "*":
        return _moved(book, session, place.up)
    if place.any_key is not None and key != "9":
        return _moved(book, session, place.any_key)
    if key == "9":
        return Arrival(_visit(session, "end"))
    # The pound key is the habit of whoever has just typed a number: it is not held against anybody.
    hint = {"0": HELP, "7": "", "#": CHOICES}.get(key)
    return Arrival(session.hinted(next_hint("wrong", session.hint) if hint is None else hint))


def _entered(book: Book, session: StaffSession, place: StaffPlace, text: str) -> _Next:
    """Several keys: a star among them goes back, an empty entry and a nought ask for help."""
    if "*" in text:
        return _moved(book, session, place.up)
    if not text.strip("0#"):
        return Arrival(session.hinted(HELP))
    if session.kind == "pin":
        return _pin_typed(session, text)
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else 0
    if session.kind == "choose":
        return _chosen(book, session, number)
    if number:
        return Arrival(session.at(f"pin.{number}"))
    return Arrival(session.at("number", next_hint("wrong", session.hint)), (phrase("no-number"),))


def _pin_typed(session: StaffSession, text: str) -> _Next:
    """Ask the desk; but not where 0 came first: help was wanted, and with the PIN behind it that would be a wrong one.

    Whoever has just heard that may have such a PIN.
    """
    if text.startswith("0") and session.hint != HELP:
        return Arrival(session.hinted(HELP), (phrase("zero-first"),))
    return StaffTurn(session, (), SignIn(int(session.about), text))


def _chosen(book: Book, session: StaffSession, number: int) -> Arrival:
    if number in book.prompts:
        return Arrival(replace(session, prompt=number, tries=0, script="").at("prompt"))
    lead = phrase("unknown-prompt", number=number) if number else phrase("no-number")
    return Arrival(session.hinted(next_hint("wrong", session.hint)), (lead,))


def _silent(book: Book, session: StaffSession, place: StaffPlace) -> _Next:
    """What follows a wait without a key."""
    if isinstance(place.then, Record):
        # Not to the beep again: to the provider a star before any sound may be silence too, and nobody shall be caught.
        return Arrival(session.at("prompt", "nothing"))
    if isinstance(place.then, End):
        return Arrival(session)
    waited = session.waited + (place.then.seconds if isinstance(place.then, Listen | Enter) else 0)
    session = replace(session, waited=waited)
    if place.silence is not None:
        return _moved(book, session, place.silence)
    if waited >= WAIT_LIMIT:
        return Arrival(_visit(session, "quiet"))
    here = session.at("number", session.hint) if session.kind == "hello" else session
    return Arrival(here.hinted(next_hint("silence", session.hint)))


def _moved(book: Book, session: StaffSession, move: Move) -> _Next:
    match move:
        case Go(place=place, hint=hint, prompt=prompt):
            fresh = replace(session, back="")
            if prompt and prompt != session.prompt:
                fresh = replace(fresh, prompt=prompt, recording="", tries=0, script="")
            return Arrival(fresh.at(place, hint))
        case HearBack(recording=recording):
            return _made(session, recording)
        case Put(ask=ask):
            return StaffTurn(session, (), ask)
        case Return(hint=hint):
            return Arrival(_returned(book, session, hint))
        case Stay(hint=hint):
            return Arrival(session.hinted(hint))


def _visit(session: StaffSession, place: str) -> StaffSession:
    """Go to a question or a warning and remember the way back."""
    back = session.back if session.kind in PASSING else session.place
    return replace(session, back=back).at(place)


def _returned(book: Book, session: StaffSession, hint: str) -> StaffSession:
    back = replace(session, back="").at(session.back or "hello", hint)
    if back.kind in PASSING or place_at(book, back) is None:
        return _lost(session)
    return back


def _lost(session: StaffSession) -> StaffSession:
    """Where nobody can be lost: the main menu, or the first question."""
    return replace(session, back="").at("main" if session.person else "number", "lost")


def _warned(book: Book, found: Arrival, event: StaffEvent, now: datetime) -> Arrival:
    """One warning before the hour's end; never in the middle of a check."""
    session = found.session
    place = place_at(book, session)
    elapsed = int(now.timestamp()) - session.started
    waits = place is not None and isinstance(place.then, Listen | Enter) and session.kind != "checking"
    if session.warned or elapsed < WARN_AT or not waits or found.lead or isinstance(event, Arrived):
        return found
    return Arrival(replace(_visit(session, "limit"), warned=True))


def _ends(book: Book, session: StaffSession) -> bool:
    place = place_at(book, session)
    return place is not None and isinstance(place.then, End)


def _turn(book: Book, found: Arrival) -> StaffTurn:
    """What is heard where the call stands now, if there is such a place."""
    there = asked_anew(book, as_it_is(book, _allowed(book, found.session)))
    found = _with_their_words(book, Arrival(there, found.lead))
    session, place = found.session, place_at(book, found.session)
    if place is None:
        session = _lost(session)
        place = place_at(book, session) or StaffPlace((phrase("away"),), then=End())
    said = heard(book, session, place, found.lead)
    return StaffTurn(_read_out(book, session, said, place), said, place.then)


def _with_their_words(book: Book, found: Arrival) -> Arrival:
    """Nobody reads words into the beep that are not the prompt's any more: they hear the new ones first."""
    session, sheeted = found.session, book.prompts.get(found.session.prompt)
    if session.kind != "record" or sheeted is None or session.script in {"", sheeted.script}:
        return found
    return Arrival(session.at("prompt"), found.lead or (phrase("changed"),))


def _read_out(book: Book, session: StaffSession, said: Said, place: StaffPlace) -> StaffSession:
    """Remember which words were read out, or, where none were, which they were at the beep."""
    sheeted = book.prompts.get(session.prompt)
    heard_now = any(isinstance(each, Script) for each in said)
    if sheeted and (heard_now or (isinstance(place.then, Record) and not session.script)):
        return replace(session, script=sheeted.script)
    return session
