"""One request of a staff call: run the step, ask the desk if it wants something, and never fail."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Protocol

import structlog

from ivr.content.staff import phrase
from ivr.flow.session import Broke, End, Listen, Promised
from ivr.flow.staff.book import Book
from ivr.flow.staff.session import (
    Answered,
    Enter,
    Record,
    SignIn,
    StaffAnswer,
    StaffAsk,
    StaffEvent,
    StaffSession,
    StaffTurn,
)
from ivr.flow.staff.step import staff_step

MOST_ASKS = 3  # a turn asks one thing; more than this would be a loop in the flow

log = structlog.get_logger()


class StaffHouse(Protocol):
    """What a staff call may know and ask for; `ivr.desk.phone.answers` is the real one."""

    def book(self, session: StaffSession) -> Book:
        """What may be known now; one that says `away` where the desk cannot be reached."""

    def answer(self, ask: StaffAsk, session: StaffSession, call: str) -> StaffAnswer:
        """Do what is asked, or say why not."""

    def told(self, session: StaffSession, recording: str, call: str) -> None:
        """Note a recording; raises DeskError where it can be none of ours, StoreError where it could not be noted."""


def staff_turn(session: StaffSession, event: StaffEvent, call: str, now: datetime, house: StaffHouse) -> StaffTurn:
    """The next turn, whatever happens: an exception inside becomes an apology and a way on.

    Args:
        session: where they are.
        event: what happened.
        call: a pseudonym of the call.
        now: aware.
        house: the desk.
    """
    try:
        return _run(session, event, call, now, house)
    except Exception:
        # Never what was typed: a place may name a number that was typed for it, so only its kind is told.
        log.exception("staff.broke", call=call, place=session.kind)
    try:
        return _run(session, Broke(), call, now, house)
    except Exception:
        log.exception("staff.broke.twice", call=call, place=session.kind)
    return StaffTurn(session, (phrase("away"),), End())


def _run(session: StaffSession, event: StaffEvent, call: str, now: datetime, house: StaffHouse) -> StaffTurn:
    found = staff_step(house.book(session), session, event, now)
    for _ in range(MOST_ASKS):
        ask = found.then
        if isinstance(ask, Listen | Enter | Record | End):
            return found
        answer = house.answer(ask, found.session, call)
        # The desk has changed by this: who has just signed in is known only now.
        book = house.book(_as_answered(found.session, ask, answer))
        found = staff_step(book, found.session, Answered(ask, answer), now)
    raise RuntimeError("The staff call keeps asking the desk.")


def _as_answered(session: StaffSession, ask: StaffAsk, answer: StaffAnswer) -> StaffSession:
    """The session whose book is wanted: of whoever has got in just now."""
    if isinstance(ask, SignIn) and answer == Promised():
        return replace(session, person=ask.number)
    return session
