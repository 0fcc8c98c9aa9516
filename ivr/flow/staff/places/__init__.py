"""Every place of a staff call by the first word of its name; who may be there, and where it is only passed through."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ivr.flow.staff.book import Book
from ivr.flow.staff.places import endings, menus, notices, recording, signing
from ivr.flow.staff.session import StaffPlace, StaffSession

Build = Callable[[Book, StaffSession], StaffPlace | None]

KINDS: Mapping[str, Build] = {
    "hello": signing.hello,
    "number": signing.number,
    "pin": signing.pin,
    "main": menus.main,
    "choose": recording.choose,
    "prompt": recording.prompt,
    "record": recording.record,
    "checking": recording.checking,
    "good": recording.good,
    "voice": recording.voice,
    "kept": recording.kept,
    "notice": notices.notice,
    "sure": notices.sure,
    "end": endings.end,
    "quiet": endings.quiet,
    "limit": endings.limit,
    endings.LOCKED: endings.locked,
    "too-many": endings.last,
    "gone": endings.last,
    "away": endings.last,
    "over": endings.last,
    "goodbye": endings.last,
}
# Nobody need have signed in to be here.
OPEN = frozenset({"hello", "number", "pin", "end", "quiet", "limit", endings.LOCKED, *endings.LAST})
# Only for whoever may record. A recording that was made is checked in any case: it is attributed to whoever made it.
RECORDING = frozenset({"choose", "prompt", "record", "good", "voice", "kept"})
# Where the script sheet may be wanted, and where the notices, whatever is done there; elsewhere nobody waits for them.
SHEET = frozenset({"main", "checking", *RECORDING})
NOTICES = frozenset({"main", *notices.KINDS})
# Questions and warnings: nobody comes back to one.
PASSING = frozenset({"end", "quiet", "limit", endings.LOCKED, *endings.LAST})


def place_at(book: Book, session: StaffSession) -> StaffPlace | None:
    """The place of a session, or None where there is none such."""
    build = KINDS.get(session.kind)
    return build(book, session) if build else None
