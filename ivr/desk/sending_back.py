"""Saying no: drafts that belong together, or a recording, go back to whoever made them; one's own is taken back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ivr.desk.desk import Desk
from ivr.desk.editing import withdraw_all
from ivr.desk.takes import withdraw_take
from ivr.errors import DeskError
from ivr.store import drafts, takings
from ivr.store.audit import Audit, Entry, Wanted
from ivr.store.drafts import Draft
from ivr.store.takings import Taking

LONGEST_REASON = 500
SHOWN_FOR = timedelta(days=14)  # a fortnight's holiday; the log keeps it for ever
_SENT_BACK = "withdraw, sent back"
_MOST = 500
_ANEW = ("edit", "record")
_NUMBER = re.compile(r"(draft|recording) ([0-9]+)\b.*", re.DOTALL)


@dataclass(frozen=True)
class SentBack:
    """Something of one's own that somebody did not agree to.

    Attributes:
        drafts: what was written, the oldest first; empty for a recording.
        take: the recording; None for words.
        by, at, why: who said no, when (aware), and why.
    """

    drafts: tuple[Draft, ...]
    take: Taking | None
    by: str
    at: datetime
    why: str


def send_back(desk: Desk, by: str, numbers: Sequence[int], why: str) -> bool:
    """Close somebody's drafts, all of these or none, with a reason that they will read; nothing of them is lost.

    One's own are taken back: that needs no reason, whatever is given as one.

    Returns:
        Whether they were their own.

    Raises:
        DeskError: one is somebody else's and there is no reason; one is not open any more; or this person may not.
    """
    with desk.database.reading() as connection:
        authors = {each.author for each in drafts.find(connection, numbers).values()}
    own = authors == {by}
    withdraw_all(desk, by, numbers, "" if own else _reason(why))
    return own


def send_take_back(desk: Desk, by: str, number: int, why: str) -> bool:
    """The same for a recording."""
    with desk.database.reading() as connection:
        take = takings.find(connection, [number]).get(number)
    own = take is not None and take.author == by
    withdraw_take(desk, by, number, "" if own else _reason(why))
    return own


def closed_before(desk: Desk, by: str, numbers: Sequence[int], *, recording: bool = False) -> bool | None:
    """Whether this person has closed all of these already, as a form that comes twice asks for; raises StoreError.

    Returns:
        Whether they were their own; None where they have not closed every one of them.
    """
    kind, since = "recording" if recording else "draft", desk.clock() - SHOWN_FOR
    closed: dict[tuple[str, int], bool] = {}
    for each in Audit(desk.database).page(Wanted(who=by, what="withdraw", since=since), _MOST):
        found = _NUMBER.fullmatch(each.before) or _NUMBER.fullmatch(each.after)
        if found:
            closed[found[1], int(found[2])] = each.what != _SENT_BACK
    own = [closed.get((kind, number)) for number in numbers]
    return None if not own or None in own else all(own)


def sent_back(desk: Desk, person: str) -> tuple[SentBack, ...]:
    """What was sent back to somebody lately and they have not done anew since, the newest first; raises StoreError.

    Drafts that went back together, at one moment, are told of together.
    """
    log, since = Audit(desk.database), desk.clock() - SHOWN_FOR
    entries = [each for each in log.page(Wanted(what=_SENT_BACK, since=since), _MOST) if each.who != person]
    if not entries:
        return ()
    own = log.page(Wanted(who=person, since=since), _MOST)
    anew = {each.item: each.at for each in reversed(own) if each.what.startswith(_ANEW)}
    waiting = [each for each in entries if each.item not in anew or anew[each.item] < each.at]
    words, recordings = _of(desk, waiting, person)
    together: dict[tuple[str, datetime], list[Entry]] = {}
    for each in waiting:
        together.setdefault((each.who, each.at), []).append(each)
    found = (_told(some, words, recordings) for some in together.values())
    return tuple(each for each in found if each)


def _reason(why: str) -> str:
    reason = " ".join(why.split())
    if not reason:
        raise DeskError("Say why, in a sentence: whoever made it will read it and do it again better.")
    if len(reason) > LONGEST_REASON or not reason.isprintable():
        raise DeskError(f"The reason may have {LONGEST_REASON} letters at most; it has {len(reason)}.")
    return reason


def _of(desk: Desk, entries: Sequence[Entry], person: str) -> tuple[dict[int, Draft], dict[int, Taking]]:
    """The drafts and recordings of this person that entries of the log tell of, by number."""
    numbers: dict[str, list[int]] = {"draft": [], "recording": []}
    for each in entries:
        kind, number = _subject(each)
        numbers.get(kind, []).append(number)
    with desk.database.reading() as connection:
        words = drafts.find(connection, numbers["draft"])
        recordings = takings.find(connection, numbers["recording"])
    return (
        {number: each for number, each in words.items() if each.author == person},
        {number: each for number, each in recordings.items() if each.author == person},
    )


def _told(some: Sequence[Entry], words: Mapping[int, Draft], recordings: Mapping[int, Taking]) -> SentBack | None:
    """What went back at one moment; None where nothing of it is this person's."""
    subjects = [_subject(each) for each in some]
    mine = sorted(number for kind, number in subjects if kind == "draft" and number in words)
    take = next((recordings[number] for kind, number in subjects if kind == "recording" and number in recordings), None)
    if not mine and take is None:
        return None
    return SentBack(tuple(words[number] for number in mine), take, some[0].who, some[0].at, some[0].after)


def _subject(entry: Entry) -> tuple[str, int]:
    """Whether it was a draft or a recording, and its number."""
    found = _NUMBER.fullmatch(entry.before)
    return (found[1], int(found[2])) if found else ("", 0)
