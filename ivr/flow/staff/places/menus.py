"""The main menu of the staff line."""

from __future__ import annotations

from ivr.content.staff import choice, phrase
from ivr.flow.staff.book import Book
from ivr.flow.staff.session import Go, Move, StaffPlace, StaffSession, Stay


def main(book: Book, session: StaffSession) -> StaffPlace | None:
    """Record a prompt, the next one that needs it, notices; whoever may not record is told whom to ask."""
    if session.about:
        return None
    keys: dict[str, Move] = {"1": Go("choose"), "2": following(book, 0), "3": first_notice(book)}
    if book.member is None or not book.member.records:
        keys |= {"1": Stay("no-role"), "2": Stay("no-role")}
    choices = (
        choice("by-number", "1"),
        choice("next-needed", "2"),
        choice("notices", "3"),
        choice("end", "9"),
        choice("help", "0"),
    )
    return StaffPlace((phrase("main"),), choices, keys)


def following(book: Book, prompt: int) -> Move:
    """The next prompt that needs a recording, or the word that none does."""
    return going_on(book, prompt) if book.following(prompt) else Go("main", "all-recorded")


def going_on(book: Book, prompt: int, hint: str = "") -> Go:
    """The next prompt that needs a recording, else the menu; `hint` has what is said first in either case."""
    found = book.following(prompt)
    return Go("prompt", hint, prompt=found) if found else Go("main", hint)


def first_notice(book: Book) -> Move:
    """The first notice, or the word that there is none."""
    return Go(book.notices[0].place) if book.notices else Go("main", "no-notices")
