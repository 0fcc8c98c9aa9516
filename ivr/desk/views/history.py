"""The history: what the audit log tells whom, a page at a time, and as a file for a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC

from ivr.content.model import Content
from ivr.desk.counts.spreadsheet import as_csv
from ivr.desk.desk import Desk
from ivr.desk.naming.names import item_name
from ivr.desk.people import Role, is_any
from ivr.store.audit import Audit, Entry, Wanted
from ivr.store.people import Person

A_PAGE = 50
EVERY = 1_000_000  # entries; a busy desk makes some thousands in a year
HEADER = ("at (UTC)", "who", "login", "what", "item", "before", "after")
# What deeds begin with, and what people call them.
DEEDS = {
    "edit": "Words written",
    "record": "Recordings handed in",
    "approve": "Approved",
    "withdraw": "Taken back, or sent back",
    "sign": "Words signed",
    "publish": "Published",
    "rollback": "Taken back to an earlier edition",
    "check": "Services dialed",
    "lapse": "Services dropped out",
    "notice": "Notices switched",
    "problem": "Problems reported, and done",
    "staff": "Staff list",
    "locked": "Locked after wrong PINs, passwords or codes",
}
# How the page tells each, as the end of a sentence that begins with whoever did it; the first that fits.
_TOLD = (
    ("edit", "wrote words"),
    ("heard back", "listened to a recording by telephone and kept it"),
    ("record", "handed in a recording"),
    ("approve", "approved"),
    ("withdraw, sent back", "sent back"),
    ("withdraw, replaced by", "replaced it by recording"),
    ("withdraw", "took back"),
    ("sign", "signed"),
    ("publish draft", "published words of draft"),
    ("publish, notice", "switched a notice, and by that made a new edition"),
    ("publish", "published"),
    ("rollback", "went back to an edition"),
    ("check", "dialed and found right"),
    ("lapse", "dropped, because nobody dialed it in time"),
    ("notice on", "switched on the notice"),
    ("notice off", "switched off the notice"),
    ("import", "brought in"),
    ("problem done", "took care of a problem"),
    ("problem", "reported a problem"),
    ("staff add", "put on the staff list"),
    ("staff roles", "changed what somebody may do"),
    ("staff password", "set a password"),
    ("staff second factor", "set up an authenticator"),
    ("staff recovery codes", "made recovery codes"),
    ("staff pin", "set a PIN"),
    ("staff voice", "noted whether callers may hear a voice"),
    ("staff end", "noted that somebody has left"),
    ("locked", "locked somebody out after wrong tries"),
)
# Who was locked out, and what each may do, is between them and those who answer for the line.
_OF_PEOPLE = "person "
_ITEM = re.compile(r"(.+) \(([a-z]{2,3})\)")  # as `ivr.desk.editing.named` writes it


@dataclass(frozen=True)
class Page:
    """Some entries, the newest first, how many there are in all, and whether there are others around them."""

    entries: tuple[Entry, ...]
    total: int
    newer: bool
    older: bool


def page(desk: Desk, reader: Person, wanted: Wanted, older_than: int = 0, newer_than: int = 0) -> Page:
    """A page of what this person may see of the entries that are wanted.

    Args:
        desk: the line's.
        reader: whoever looks.
        wanted: which entries.
        older_than: the number of the last entry of the page before this one; 0 for the first page.
        newer_than: instead, the number of the first entry of the page after this one.

    Raises:
        StoreError: the database is away.
    """
    log, wanted = Audit(desk.database), _open_to(reader, wanted)
    found = log.page(wanted, A_PAGE, older_than, newer_than)
    if newer_than and len(found) < A_PAGE:
        found = log.page(wanted, A_PAGE)  # the first page is always a whole one
    newer = bool(found) and bool(log.page(wanted, 1, newer_than=found[0].number))
    older = bool(found) and bool(log.page(wanted, 1, older_than=found[-1].number))
    return Page(found, log.count(wanted), newer, older)


def whole(desk: Desk, reader: Person, wanted: Wanted) -> tuple[Entry, ...]:
    """Everything that is wanted and that this person may see; raises StoreError."""
    return Audit(desk.database).page(_open_to(reader, wanted), EVERY)


def sees_all(reader: Person) -> bool:
    """Whether somebody sees the entries about colleagues, too."""
    return is_any(reader, Role.APPROVER, Role.ADMIN)


def deed(what: str) -> str:
    """What was done, as the end of a sentence: `wrote words (draft 3 for 2)`; as the log has it, where it is new."""
    for start, says in _TOLD:
        if f"{what} ".startswith((f"{start} ", f"{start},")):
            rest = what[len(start) :].strip(" ,")
            numbered = says.endswith(("draft", "by recording"))
            return says if not rest else f"{says} {rest}" if numbered else f"{says} ({rest})"
    return what


def item_called(content: Content, item: str) -> str:
    """What staff call that which an entry was done to; as the log has it, where it is no item of the content."""
    found = _ITEM.fullmatch(item)
    if found:
        return item_name(content, found[1], found[2])
    kind, _, name = item.partition(".")
    if kind == "resource" and name in content.resources:
        words = content.resources[name].words.get(content.default_language)
        return words.name if words else item
    if kind == "notice":
        return f"Notice: {name.replace('-', ' ')}"
    return item_name(content, item, "") if kind in {"resource", "file"} else item


def as_file(entries: Iterable[Entry]) -> bytes:
    """The entries as CSV, whole."""
    return as_csv(HEADER, (_row(each) for each in entries))


def _row(each: Entry) -> tuple[str, ...]:
    at = each.at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "seconds")
    return (at, each.who, each.login, each.what, each.item, each.before, each.after)


def _open_to(reader: Person, wanted: Wanted) -> Wanted:
    return wanted if sees_all(reader) else replace(wanted, without=_OF_PEOPLE, but=f"{_OF_PEOPLE}{reader.id}")
