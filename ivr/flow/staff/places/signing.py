"""Signing in: the staff number, then the PIN; what was wrong is never told."""

from __future__ import annotations

from ivr.content.staff import Phrase, phrase
from ivr.flow.staff.book import Book
from ivr.flow.staff.session import Enter, Go, StaffPlace, StaffSession

MOST_DIGITS = 6  # of a staff number


def hello(book: Book, session: StaffSession) -> StaffPlace | None:
    """Whose line this is, so that a caller who got here hangs up, and the staff number."""
    return _number(greeting(book)) if not session.about else None


def number(book: Book, session: StaffSession) -> StaffPlace | None:
    """The staff number again."""
    del book
    return _number() if not session.about else None


def pin(book: Book, session: StaffSession) -> StaffPlace | None:
    """`pin.<staff number>`: the PIN, whoever's number that is, and whether or not it is anybody's."""
    del book
    typed = session.about
    known = typed.isascii() and typed.isdecimal() and len(typed) <= MOST_DIGITS
    return StaffPlace((), (phrase("ask.pin"),), then=Enter(), up=Go("number")) if known else None


def greeting(book: Book) -> Phrase:
    """The first words of a call."""
    if not book.public:
        return phrase("hello.no-number", line=book.line)
    return phrase("hello", line=book.line, number=book.public)


def _number(*intro: Phrase) -> StaffPlace:
    return StaffPlace(intro, (phrase("ask.number"),), then=Enter(), up=Go("number"))
