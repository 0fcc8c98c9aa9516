"""What is heard at a place of a staff call: on arrival, and in the simpler words after silence and wrong keys."""

from __future__ import annotations

from collections.abc import Iterator

from ivr.content.staff import NEEDED, choice, phrase
from ivr.flow.hints import LADDER, LOOP, OFFER
from ivr.flow.staff.book import Book
from ivr.flow.staff.places.recording import words
from ivr.flow.staff.session import Aloud, Enter, Live, Said, StaffPlace, StaffSession, Utterance

BROKE, HELP, CHOICES, MORE = "broke", "help", "choices", "more"
# Said first, then the place from its start ...
_LEADING = frozenset({"welcome", "refused", "lost", "switched", "all-recorded", "no-notices", "no-role"}) | {
    *("later", "later.away", "notice.changed", "voice.noted", "voice.changed"),
}
# ... or only its choices: what was heard before need not be heard again.
_BRIEF = frozenset({"resumed", "nothing", "rest", "draft", "cancelled", "not-open", "not-now"}) | {
    *("replaced", "not-dropped", "voice.not-now"),
}
_STEPS = frozenset(f"{kind}.{count}" for kind in ("silence", "wrong") for count in range(1, LADDER + 1))
_FULL = frozenset({"silence.3", "wrong.1", "wrong.3"})
# What is said instead of these where it is known what was wrong with several keys.
_VAGUE = frozenset({"wrong.1", "wrong.2", "loop"})
_AGAIN = (choice("again", "7"), choice("help", "0"))


def heard(book: Book, session: StaffSession, place: StaffPlace, lead: Said = ()) -> Said:
    """Everything that is said, in order; `lead` is what has just happened, in words that no place knows."""
    hint = session.hint
    if hint in _STEPS or hint in {OFFER, LOOP}:
        return *lead, *_reprompt(book, session, place, told=bool(lead))
    if hint in _LEADING:
        return *lead, _said(book, hint), *_untold(book, hint), *place.intro, *place.choices
    if hint in _BRIEF:
        return *lead, _said(book, hint), *(place.choices or place.intro)
    special = _special(book, session, place)
    if special is not None:
        return *lead, *special
    return *lead, *place.intro, *place.choices


def _special(book: Book, session: StaffSession, place: StaffPlace) -> Said | None:
    """What keys ask to hear by itself; None where the hint says nothing here."""
    found = book.prompts.get(session.prompt)
    match session.hint:
        case "broke":
            return phrase("broke"), *place.intro, *place.choices
        case "help":
            return *_helped(book, session), *(place.choices or place.intro)
        case "choices":
            return place.choices or place.intro
        case "script" if found:
            return *words(found), *place.choices
        case "live" if found:
            sound = () if found.heard == "none" else (Live(found.prompt.id, found.prompt.language),)
            return phrase(f"live.{found.heard}"), *sound, *place.choices
    return None


def _helped(book: Book, session: StaffSession) -> Said:
    """What can be done at this place and what becomes of it; once they are known, that hanging up loses nothing."""
    if not session.person:
        return (phrase("help.pin" if session.kind == "pin" else "help.sign-in"),)
    here = (phrase(f"help.{session.kind}"),) if f"help.{session.kind}" in NEEDED else ()
    return *here, phrase("help", admins=_admins(book))


def _untold(book: Book, hint: str) -> Iterator[Utterance]:
    """Who signs in hears which of their recordings came to nothing after they had hung up."""
    for each in book.untold if hint == "welcome" else ():
        yield phrase("untold", number=each.number, name=each.name) if each.number else phrase("untold.gone")
        yield Aloud(each.says)


def _reprompt(book: Book, session: StaffSession, place: StaffPlace, *, told: bool) -> Said:
    """The words after a silence or a wrong key; where several keys are typed, always what shall be typed."""
    hint, said = session.hint, _said(book, session.hint)
    if isinstance(place.then, Enter):
        helped = _helped(book, session) if hint == "silence.1" and not session.person else ()
        return *(() if told and hint in _VAGUE else (said,)), *helped, *place.choices
    if hint in _FULL:
        return said, *(place.choices or place.intro)
    return said, *_AGAIN


def _said(book: Book, hint: str) -> Utterance:
    match hint:
        case "welcome":
            return phrase("welcome", name=book.member.name if book.member else "")
        case "offer" | "no-role":
            return phrase(hint, admins=_admins(book))
    return phrase(hint)


def _admins(book: Book) -> str:
    return ", ".join(book.admins) or book.words.get("admins.nobody", "")
