"""Notices, one after another: hear it, switch it on for a while after a question, switch it off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from ivr.content.staff import Phrase, choice, filled, phrase
from ivr.flow.staff.book import Book, Posted
from ivr.flow.staff.session import Go, Move, Put, Script, StaffPlace, StaffSession, SwitchOff, SwitchOn

# Until the end of today, of tomorrow, and of the day a week from now: by key, with the choice that says so.
DAYS: Mapping[str, tuple[str, int]] = {"1": ("tonight", 0), "2": ("tomorrow", 1), "3": ("week", 7)}
OFF, OTHER = "4", "#"
KINDS = frozenset({"notice", "sure"})


def notice(book: Book, session: StaffSession) -> StaffPlace | None:
    """`notice.<name>.<turns>`: its words, whether it is on and until when, and what can be done about that.

    `turns` is the state that was heard: keys that were pressed for another one, such as those of a request that comes
    a second time, switch nothing.
    """
    found, turns, others = _read(book, session)
    if found is None or others:
        return None
    at = book.notices.index(found)
    switches, keys = _switches(book, found)
    if turns != found.turns:
        # Whoever switches it on is asked first, so that only switching it off may be done by now.
        keys = {**dict.fromkeys(DAYS, Go(found.place, "notice.changed")), OFF: _since(found, None)}
    more: tuple[Phrase, ...] = ()
    if len(book.notices) > 1:
        more = (choice("other", OTHER),)
        keys[OTHER] = Go(book.notices[(at + 1) % len(book.notices)].place)
    return StaffPlace(
        (phrase("notice", number=at + 1, total=len(book.notices)), _words(book, found), *state(book, found)),
        (*switches, *more, choice("back", "*")),
        keys,
    )


def sure(book: Book, session: StaffSession) -> StaffPlace | None:
    """`sure.<name>.<turns>.<day>.<key>`: what callers will hear and until when; the same key again switches it on."""
    found, turns, others = _read(book, session)
    until, key = _day("".join(others[:1])), "".join(others[1:])
    if found is None or until is None or key not in DAYS:
        return None
    put = Put(SwitchOn(found.id, until))
    return StaffPlace(
        (phrase("sure"), _words(book, found), phrase("sure.until", end=moment(book, _end(until)))),
        (phrase("sure.press", key=key), choice("back", "*")),
        {key: put if _open(book, found, turns, until) else _since(found, until)},
        up=Go(found.place),
    )


def as_it_is(book: Book, session: StaffSession) -> StaffSession:
    """A session at the state of its notice that is heard now; elsewhere the same."""
    if session.kind not in KINDS:
        return session
    found, turns, others = _read(book, session)
    if found is None:
        return session
    if session.kind == "notice":
        return session if others else session.at(found.place, session.hint)
    until = _day("".join(others[:1]))
    fresh = until is None or _open(book, found, turns, until)
    return session if fresh else session.at(found.place, "notice.changed")


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
    called = f"{(*book.speech.months, *[''] * 12)[day.month - 1]} {day.day}".strip()
    if ending:
        return filled(book.words, phrase("moment.midnight", weekday=weekday, date=called))
    minutes = f":{at.minute:02}" if at.minute else ""
    clock = f"{at.hour % 12 or 12}{minutes} {'a' if at.hour < 12 else 'p'}.m."  # noqa: PLR2004 - noon
    return filled(book.words, phrase("moment", weekday=weekday, date=called, time=clock))


def _switches(book: Book, found: Posted) -> tuple[tuple[Phrase, ...], dict[str, Move]]:
    """What is on or planned can be switched off; what is off can be switched on, unless nobody has signed it."""
    if found.ends is not None:
        return (choice("off", OFF),), {OFF: Put(SwitchOff(found.id))}
    if found.blocked or book.today is None:
        return (), {}
    days = {key: book.today + timedelta(days=days) for key, (_, days) in DAYS.items()}
    choices = tuple(choice(name, key) for key, (name, _) in DAYS.items())
    return choices, {key: Go(f"sure.{found.id}.{found.turns}.{until}.{key}") for key, until in days.items()}


def _since(found: Posted, until: date | None) -> Go:
    """What a key does that was pressed for another state: done where this is what it would have done, else told."""
    wanted = _on_until(found, until) if until else found.ends is None
    return Go(found.place, "switched" if wanted else "notice.changed")


def _open(book: Book, found: Posted, turns: int, until: date) -> bool:
    """Whether it can be switched on as it was heard: nobody has switched it since, and the day is not over."""
    return turns == found.turns and found.ends is None and not found.blocked and (book.today or until) <= until


def _on_until(found: Posted, until: date) -> bool:
    return found.on and found.ends == _end(until)


def _end(until: date) -> datetime:
    """The first moment after a day, as clocks on the wall show it."""
    return datetime.combine(until, time()) + timedelta(days=1)


def _words(book: Book, found: Posted) -> Script:
    return Script(f"notice.{found.id}", book.language, found.said)


def _read(book: Book, session: StaffSession) -> tuple[Posted | None, int, tuple[str, ...]]:
    """The notice that a place is about, the state that was heard, and what else the place's name says."""
    name, _, rest = session.about.partition(".")
    turns, *others = rest.split(".")
    counted = turns.isascii() and turns.isdecimal() and len(turns) < 16  # noqa: PLR2004 - far above any count of ours
    return book.posted(name) if counted else None, int(turns) if counted else -1, tuple(others)


def _day(written: str) -> date | None:
    try:
        found = date.fromisoformat(written)
        _end(found)
    except (ValueError, OverflowError):
        return None
    return found
