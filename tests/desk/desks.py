"""Desks for the tests: the shipped words published, with a staff of which everybody may do one thing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ivr.content.items import Slot, slot
from ivr.desk.approving.together import approve_together
from ivr.desk.desk import THE_LINE, Desk, current
from ivr.desk.editing import edit_all
from ivr.desk.people import Role, add, release
from ivr.editions.made import made
from ivr.editions.shelf import Shelf
from ivr.editions.stored import publish
from ivr.store import people
from ivr.store.audit import Audit, Entry
from ivr.store.database import Database
from ivr.store.drafts import Draft
from ivr.store.editions import New
from ivr.store.turns import alone
from tests.audio.tone_voice import ToneVoice
from tests.editions.shelves import shipped

START = datetime(2026, 6, 17, 16, tzinfo=UTC)
RELEASED = "1 June 2026, on paper, with Ada of ada"
STAFF = {
    "ada": [Role.ADMIN],
    "ed": [Role.EDITOR],
    "eve": [Role.EDITOR],
    "ann": [Role.APPROVER],
    "bob": [Role.APPROVER],
    "both": [Role.EDITOR, Role.APPROVER],
    "rec": [Role.RECORDER],
}


class Ticking:
    """A clock that goes on by a second each time that somebody looks."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The time."""
        self.now += timedelta(seconds=1)
        return self.now


def empty_desk(database: Database, data: Path, *, production: bool = False, clock: Ticking | None = None) -> Desk:
    """A desk where nobody works and nothing is published."""
    return Desk(database, Shelf(data), ToneVoice(), production, clock or Ticking())


def staffed(desk: Desk) -> Desk:
    """The same desk with its staff, all of whom have names like Ed of ed and agree that callers hear them."""
    for person, roles in STAFF.items():
        add(desk, "ada", person, f"{person.title()} of {person}", roles)
    with alone(desk.database) as connection:
        for each in people.everyone(connection):
            people.change(connection, replace(each, released=RELEASED))
    return desk


def silent(desk: Desk, person: str = "rec") -> Desk:
    """The same desk, on which somebody has not agreed that callers hear their voice."""
    release(desk, person, person, "")
    return desk


def publish_words(desk: Desk, files: Mapping[str, bytes] | None = None, by: str = THE_LINE, **closed: list[int]) -> int:
    """An edition of these words that has no sounds, for tests that do not listen; the shipped ones at first."""
    base = current(desk).number if files is not None else None
    new = made(files or shipped(), {}, desk.shelf.cache)
    drafts, takes = closed.get("drafts", []), closed.get("takes", [])
    return publish(desk.database, new, New(new.manifest, "content", by, desk.clock(), drafts=drafts, takes=takes), base)


def edit(desk: Desk, by: str, item: str, language: str, words: str) -> Draft:
    """A draft of new words for one item."""
    return edit_all(desk, by, [(item, language, words)])[0]


def approve(
    desk: Desk, by: str, drafts: Collection[int] = (), takes: Collection[int] = (), words: Collection[Slot] = ()
) -> None:
    """Agree to drafts, recordings or published words: to all of these, or to none."""
    approve_together(desk, by, drafts, takes, words)


def words(desk: Desk, item: str, language: str = "en") -> str:
    """The published words of an item."""
    found = slot(current(desk).content, item, language)
    return found.words if found else ""


def logged(desk: Desk, what: str = "") -> list[Entry]:
    """The audit log, the oldest first; only entries whose deed begins so."""
    return [each for each in reversed(Audit(desk.database).listed(1000)) if each.what.startswith(what)]
