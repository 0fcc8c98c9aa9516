"""What was done to a prompt: words written, recordings handed in, agreed to, sent back and published, newest first."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ivr.content.model import Language
from ivr.desk.beside import REPLACED
from ivr.desk.desk import Desk
from ivr.desk.editing import named
from ivr.desk.naming.called import people_by_id
from ivr.store import drafts, takings
from ivr.store.audit import Audit, Entry
from ivr.store.drafts import Draft
from ivr.store.takings import Taking

Item = tuple[str, Language]

_MOST = 100  # entries of one item that are looked through
_NUMBER = re.compile(r"(draft|recording) ([0-9]+)\b")
_TAKEN_BACK, _TAKEN_OFF = "took it back", "put it aside"
# What a deed begins with, and how it is told; the first that fits.
_DEEDS = (
    ("edit", "wrote other words"),
    ("record", "handed in a recording"),
    ("approve", "agreed"),
    ("sign", "signed the words as they are"),
    ("withdraw, sent back", "sent it back"),
    ("withdraw", _TAKEN_BACK),
    ("publish", "published it"),
    ("import", "brought other words in"),
)


@dataclass(frozen=True)
class Past:
    """One thing that was done.

    Attributes:
        at: aware.
        who, by: by their name, and the id.
        did: what, as the end of a sentence that begins with them.
        before, after: words, where words changed; "" for everything else.
        says: what the log says besides, in its words.
        draft, take: the number of the draft or the recording that it was done to; 0 for none.
        state, edition: what has become of that by now: open, published (in which edition) or withdrawn.
        author: the id of whoever made it.
    """

    at: datetime
    who: str
    did: str
    before: str = ""
    after: str = ""
    says: str = ""
    draft: int = 0
    take: int = 0
    state: str = ""
    edition: int = 0
    by: str = ""
    author: str = ""


def past(desk: Desk, items: Collection[Item], most: int = _MOST) -> tuple[Past, ...]:
    """What was done to any of these items, and to the prompts of these names, the newest first; raises StoreError."""
    log = Audit(desk.database)
    names = {named(*item) for item in items}
    staff = people_by_id(desk)
    found = {
        entry.number: entry
        for item, _ in dict.fromkeys(items)
        for entry in log.listed(most, item=item)
        if entry.item in names
    }
    newest = [found[number] for number in sorted(found, reverse=True)[:most]]
    return _with_states(desk, [_told(entry, staff) for entry in newest])


def _told(entry: Entry, staff: Mapping[str, str]) -> Past:
    words = entry.what.startswith(("edit", "import")) and not entry.item.endswith(".toml")
    kind, number = _subject(entry)
    return Past(
        at=entry.at,
        who=staff.get(entry.who, entry.who),
        by=entry.who,
        did=_did(entry.what),
        before=entry.before if words else "",
        after=entry.after if words else "",
        says=entry.after if entry.what == "withdraw, sent back" else "",
        draft=number if kind == "draft" else 0,
        take=number if kind == "recording" else 0,
    )


def _did(what: str) -> str:
    """What was done, as the end of a sentence; with what else, where something else came in its place."""
    if what.startswith(REPLACED):
        return f"replaced it by recording {what.removeprefix(REPLACED).strip()}"
    return next((says for start, says in _DEEDS if what.startswith(start)), what)


def _subject(entry: Entry) -> tuple[str, int]:
    """What the log says that it was done to: words that people wrote come after what the program wrote."""
    found = _NUMBER.search(entry.what) or _NUMBER.match(entry.before) or _NUMBER.match(entry.after)
    return (found[1], int(found[2])) if found else ("", 0)


def _with_states(desk: Desk, told: Sequence[Past]) -> tuple[Past, ...]:
    """The same with what has become of each draft and recording."""
    with desk.database.reading() as connection:
        words = drafts.find(connection, {each.draft for each in told})
        takes = takings.find(connection, {each.take for each in told})
    found = ((each, words.get(each.draft) or takes.get(each.take)) for each in told)
    return tuple(_with_state(each, row) if row else each for each, row in found)


def _with_state(told: Past, row: Draft | Taking) -> Past:
    """The same with what has become of what it was done to; only its author takes something back."""
    others = told.did == _TAKEN_BACK and told.by != row.author
    return replace(
        told, state=row.state, edition=row.edition, did=_TAKEN_OFF if others else told.did, author=row.author
    )
