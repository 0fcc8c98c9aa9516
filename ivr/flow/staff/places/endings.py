"""How a staff call ends: by 9 and 9, after two minutes without a key, after an hour, or because it cannot go on."""

from __future__ import annotations

from collections.abc import Mapping

from ivr.content.staff import phrase
from ivr.flow.session import End
from ivr.flow.staff.book import Book
from ivr.flow.staff.session import Go, Return, StaffPlace, StaffSession

# The last words of a call, by place.
LAST: Mapping[str, str] = {
    "locked": "locked",
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


def last(book: Book, session: StaffSession) -> StaffPlace | None:
    """The last words."""
    del book
    return StaffPlace((phrase(LAST[session.kind]),), then=End()) if not session.about else None
