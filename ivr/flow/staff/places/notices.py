"""Notices, one after another: hear it, switch it on for a while, switch it off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from ivr.content.staff import Phrase, choice, filled, phrase
from ivr.flow.staff.book import Book, Posted
from ivr.flow.staff.session import Go, Move, Put, Script, StaffPlace, StaffSession, SwitchOff, SwitchOn

# Until the end of today, of tomorrow, and of the day a week from now: by key, with the choice that says so.
DAYS: Mapping[str, tuple[str, int]] = {"1": ("tonight", 0), "2": ("tomorrow", 1), "3": ("week", 7)}
OFF, OTHER = "4", "#"


def notice(book: Book, session: StaffSession) -> StaffPlace | None:
    """`notice.<name>`: its words, whether it is on and until when, and what can be done about that."""
    found = book.posted(session.about)
    if found is None:
        return None
    at = book.notices.index(found)
    switches, keys = _switches(found)
    others: tuple[Phrase, ...] = ()
    if len(book.notices) > 1:
        others = (choice("other", OTHER),)
        keys[OTHER] = Go(f"notice.{book.notices[(at + 1) % len(book.notices)].id}")
    return StaffPlace(
        (
            phrase("notice", number=at + 1, total=len(book.notices)),
            Script(f"notice.{found.id}", book.language, found.said),
            *state(book, found),
        ),
        (*switches, *others, choice("back", "*")),
        keys,
    )


def state(book: Book, found: Posted) -> tuple[Phrase, ...]:
    """Whether it is on, until when, and who has not signed it."""
    if found.ends is None:
        said = phrase("notice.off")
    elif found.on or found.begins is None:
        said = phrase("notice.on", end=moment(book, found.ends))
    else:
        said = phrase("notice.planned", begin=moment(book, found.begins), end=moment(book, found.ends))
    unsigned = (phrase("notice.blocked" if found.blocked else "notice.unsigned"),) if found.unsigned else ()
    return said, *unsigned


def moment(book: Book, at: datetime) -> str:
    """A wall time in words: midnight is called by the day that ends."""
    ending = at.hour == at.minute == 0
    day = at - timedelta(days=1) if ending else at
    weekday = (*book.speech.days, *[""] * 7)[day.weekday()]
    date = f"{(*book.speech.months, *[''] * 12)[day.month - 1]} {day.day}".strip()
    if ending:
        return filled(book.words, phrase("moment.midnight", weekday=weekday, date=date))
    minutes = f":{at.minute:02}" if at.minute else ""
    time = f"{at.hour % 12 or 12}{minutes} {'a' if at.hour < 12 else 'p'}.m."  # noqa: PLR2004 - noon
    return filled(book.words, phrase("moment", weekday=weekday, date=date, time=time))


def _switches(found: Posted) -> tuple[tuple[Phrase, ...], dict[str, Move]]:
    """What is on or planned can be switched off; what is off can be switched on, unless nobody has signed it."""
    if found.ends is not None:
        return (choice("off", OFF),), {OFF: Put(SwitchOff(found.id))}
    if found.blocked:
        return (), {}
    choices = tuple(choice(name, key) for key, (name, _) in DAYS.items())
    return choices, {key: Put(SwitchOn(found.id, days)) for key, (_, days) in DAYS.items()}
