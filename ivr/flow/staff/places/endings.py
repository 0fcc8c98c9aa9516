"""How a staff call ends: by 9 and 9, after two minutes without a key, after an hour, or because it cannot go on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from ivr.content.staff import phrase
from ivr.flow.session import End
from ivr.flow.staff.book import Book
from ivr.flow.staff.places.notices import moment
from ivr.flow.staff.session import Go, PlaceId, Return, StaffPlace, StaffSession

LOCKED = "locked"
_WRITTEN = "%Y-%m-%d.%H%M"
# The last words of a call, by place.
LAST: Mapping[str, str] = {
    "too-many": "too-many",
    "gone": "gone",
    "away": "away",
    "over": "limit.over",
    "goodbye": "goodbye",
}


def end(book: Book, session: StaffSession) -> StaffPlace | None:
    """9 was pressed: 9 again ends the call, any other key goes on."""
    del book
    going_on = Return("resumed")
    keys = {"9": Go("goodbye")}
    return StaffPlace((phrase("ask.end"),), (), keys, any_key=going_on, up=going_on) if not session.about else None


def quiet(book: Book, session: StaffSession) -> StaffPlace | None:
    """No key for two minutes: any key stays."""
    del book
    stay = Return()
    place = StaffPlace((phrase("quiet"),), any_key=stay, up=stay, silence=Go("goodbye"))
    return place if not session.about else None


def limit(book: Book, session: StaffSession) -> StaffPlace | None:
    """The hour is nearly over: say so, and go on."""
    del book
    on = Return()
    return StaffPlace((phrase("limit.warning"),), any_key=on, up=on, silence=on) if not session.about else None


def shut_until(until: datetime) -> PlaceId:
    """Where somebody is told that their number is locked, by the clocks on the wall."""
    return f"{LOCKED}.{until:{_WRITTEN}}"


def locked(book: Book, session: StaffSession) -> StaffPlace | None:
    """`locked.<day>.<time>`: until when nobody gets in with this number."""
    try:
        until = datetime.strptime(session.about, _WRITTEN)  # noqa: DTZ007 - a wall time
    except ValueError:
        return None
    return StaffPlace((phrase("locked", end=moment(book, until)),), then=End())


def last(book: Book, session: StaffSession) -> StaffPlace | None:
    """The last words; whoever made a recording that they neither kept nor canceled hears that it is not lost."""
    if session.about:
        return None
    waits = session.kind == "goodbye" and _waits(book, session)
    said = (phrase("goodbye.waits"),) if waits else ()
    return StaffPlace((*said, phrase(LAST[session.kind])), then=End())


def _waits(book: Book, session: StaffSession) -> bool:
    """Whether the recording of this call is at the desk, and nobody has said what shall become of it."""
    found = book.prompts.get(session.prompt)
    return bool(session.recording and found and found.mine and found.mine.recording == session.recording)
