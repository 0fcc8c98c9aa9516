"""Recordings that were handed in at the desk, and how far each has come; the sound itself lies among the blobs."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, RowMapping, insert, select, update

from ivr.store.desk_tables import TAKES
from ivr.store.drafts import OPEN, PUBLISHED, WITHDRAWN, hash_of

# A recording by telephone stands beside what its speaker brought before, until they have heard it back and kept it.
UNHEARD, KEPT = "unheard", "kept"


@dataclass(frozen=True)
class Taking:
    """One recording of one prompt.

    Attributes:
        id: its number; 0 before it is kept.
        prompt, language: what it plays.
        script: the hash of the words that were read (`ivr.audio.take_table.script_hash`).
        file: the SHA-256 of the recording, its name among the blobs.
        speaker: who is heard, as a name.
        author: the id of whoever handed it in.
        made_at: aware.
        original: the name and kind of the file that it came from.
        doubts: what a machine heard otherwise, and a person found right; None where nobody compared the words.
        state: open, published or withdrawn.
        edition: in which it was published; 0 before.
        phone: whether who spoke has heard it back by telephone: UNHEARD or KEPT; "" where it came otherwise.
    """

    id: int
    prompt: str
    language: str
    script: str
    file: str
    speaker: str
    author: str
    made_at: datetime
    original: str = ""
    doubts: tuple[str, ...] | None = None
    state: str = OPEN
    edition: int = 0
    phone: str = ""

    @property
    def hash(self) -> str:
        """What an approval of it is of: these words, read in this very recording."""
        return hash_of(self.prompt, self.language, self.script, self.file)


_PLAIN = tuple(each.name for each in fields(Taking) if each.name != "doubts")


def add(connection: Connection, taking: Taking) -> int:
    """Keep a new recording's row; its number."""
    values = {name: getattr(taking, name) for name in _PLAIN if name != "id"}
    made = connection.execute(insert(TAKES).values(doubts=json.dumps(taking.doubts), **values)).inserted_primary_key
    return int(made[0]) if made else 0


def withdraw(connection: Connection, taking: int) -> bool:
    """Close an open one for good; whether it was open."""
    which = (TAKES.c.id == taking) & (TAKES.c.state == OPEN)
    return connection.execute(update(TAKES).where(which).values(state=WITHDRAWN)).rowcount == 1


def keep(connection: Connection, taking: int) -> None:
    """Note that whoever spoke it on the telephone has heard it back and wants it kept."""
    connection.execute(update(TAKES).where(TAKES.c.id == taking).values(phone=KEPT))


def find(connection: Connection, numbers: Collection[int]) -> dict[int, Taking]:
    """Those of these that there are, by number."""
    rows = connection.execute(select(TAKES).where(TAKES.c.id.in_(numbers))).mappings()
    return {row["id"]: _taking(row) for row in rows}


def all_open(connection: Connection) -> tuple[Taking, ...]:
    """Every one that waits, the oldest first."""
    asked = select(TAKES).where(TAKES.c.state == OPEN).order_by(TAKES.c.id)
    return tuple(_taking(row) for row in connection.execute(asked).mappings())


def authors(connection: Connection) -> dict[tuple[str, str, str], str]:
    """Who handed in what was published, by prompt, language and file; the last one, where several brought the same."""
    asked = select(TAKES.c.prompt, TAKES.c.language, TAKES.c.file, TAKES.c.author)
    rows = connection.execute(asked.where(TAKES.c.state == PUBLISHED).order_by(TAKES.c.edition, TAKES.c.id))
    return {(prompt, language, file): author for prompt, language, file, author in rows}


def _taking(row: RowMapping) -> Taking:
    doubts = json.loads(row["doubts"])
    return Taking(doubts=None if doubts is None else tuple(doubts), **{name: row[name] for name in _PLAIN})
