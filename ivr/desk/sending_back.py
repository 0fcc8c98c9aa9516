"""Saying no: a draft or a recording goes back to whoever made it, with a reason; one's own is just taken back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from ivr.desk.desk import Desk
from ivr.desk.editing import withdraw
from ivr.desk.takes import withdraw_take
from ivr.errors import DeskError
from ivr.store import drafts, takings
from ivr.store.audit import Audit, Entry, Wanted
from ivr.store.turns import Connection

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
        number: the draft's, or the recording's.
        item, language: what it was of.
        words: what was written; "" for a recording.
        by, at, why: who said no, when (aware), and why.
        recording: whether it is a recording; a draft otherwise.
    """

    number: int
    item: str
    language: str
    words: str
    by: str
    at: datetime
    why: str
    recording: bool = False


def send_back(desk: Desk, by: str, number: int, why: str, *, recording: bool = False) -> bool:
    """Close somebody's draft or recording, with a reason that they will read; nothing of it is lost.

    One's own is taken back: that needs no reason, whatever is given as one.

    Returns:
        Whether it was their own.

    Raises:
        DeskError: it is somebody else's and there is no reason; it is not open any more; or this person may not.
    """
    close = withdraw_take if recording else withdraw
    if _author(desk, number, recording=recording) == by:
        close(desk, by, number)
        return True
    reason = " ".join(why.split())
    if not reason:
        raise DeskError("Say why, in a sentence: whoever made it will read it and do it again better.")
    if len(reason) > LONGEST_REASON or not reason.isprintable():
        raise DeskError(f"The reason may have {LONGEST_REASON} letters at most; it has {len(reason)}.")
    close(desk, by, number, reason)
    return False


def _author(desk: Desk, number: int, *, recording: bool) -> str:
    with desk.database.reading() as connection:
        if recording:
            take = takings.find(connection, [number]).get(number)
            return take.author if take else ""
        draft = drafts.find(connection, [number]).get(number)
        return draft.author if draft else ""


def sent_back(desk: Desk, person: str) -> tuple[SentBack, ...]:
    """What was sent back to somebody lately and they have not done anew since, the newest first; raises StoreError."""
    log, since = Audit(desk.database), desk.clock() - SHOWN_FOR
    entries = [each for each in log.page(Wanted(what=_SENT_BACK, since=since), _MOST) if each.who != person]
    if not entries:
        return ()
    own = log.page(Wanted(who=person, since=since), _MOST)
    anew = {each.item: each.at for each in reversed(own) if each.what.startswith(_ANEW)}
    waiting = [each for each in entries if each.item not in anew or anew[each.item] < each.at]
    with desk.database.reading() as connection:
        found = [_sent_back(connection, each, person) for each in waiting]
    return tuple(each for each in found if each)


def _sent_back(connection: Connection, entry: Entry, person: str) -> SentBack | None:
    """What an entry of the log tells of; None where it was somebody else's."""
    told = _NUMBER.fullmatch(entry.before)
    if not told:
        return None
    number = int(told[2])
    if told[1] == "recording":
        take = takings.find(connection, [number]).get(number)
        if take is None or take.author != person:
            return None
        return SentBack(number, take.prompt, take.language, "", entry.who, entry.at, entry.after, recording=True)
    draft = drafts.find(connection, [number]).get(number)
    if draft is None or draft.author != person:
        return None
    return SentBack(number, draft.item, draft.language, draft.words, entry.who, entry.at, entry.after)
