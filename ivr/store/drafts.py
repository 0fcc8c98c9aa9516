"""Drafts: words that somebody has written and nobody hears yet; a row is closed and never changed otherwise."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass, field, fields
from datetime import datetime

from sqlalchemy import Connection, RowMapping, case, insert, select, update

from ivr.store.desk_tables import DRAFTS

OPEN, PUBLISHED, WITHDRAWN = "open", "published", "withdrawn"


@dataclass(frozen=True)
class Draft:
    """New words for one item.

    Attributes:
        id: its number; 0 before it is kept.
        item, language: what it changes; the language is "" for what belongs to none.
        base: the SHA-256 of the words that it changes; "" for a new item.
        words: the new ones; "" for a whole file that shall be gone.
        author: the id of a person.
        made_at: aware.
        state: open, published or withdrawn.
        edition: in which it was published; 0 before.
        warnings: what the rules of the content say against it, a sentence each; told only to whoever writes it.
    """

    id: int
    item: str
    language: str
    base: str
    words: str
    author: str
    made_at: datetime
    state: str = OPEN
    edition: int = 0
    warnings: tuple[str, ...] = field(default=(), compare=False)

    @property
    def hash(self) -> str:
        """What an approval of it is of: an approval of other bytes has another."""
        return hash_of(self.item, self.language, self.base, self.words)


def hash_of(*words: str) -> str:
    """The SHA-256 of several texts that cannot be taken for others put together otherwise, in hex."""
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()


_KEPT = tuple(each.name for each in fields(Draft) if each.name != "warnings")


def add(connection: Connection, draft: Draft) -> int:
    """Keep a new draft; its number."""
    values = {name: getattr(draft, name) for name in _KEPT if name != "id"}
    made = connection.execute(insert(DRAFTS).values(values)).inserted_primary_key
    return int(made[0]) if made else 0


def withdraw(connection: Connection, draft: int) -> bool:
    """Close an open draft for good; whether it was open."""
    which = (DRAFTS.c.id == draft) & (DRAFTS.c.state == OPEN)
    return connection.execute(update(DRAFTS).where(which).values(state=WITHDRAWN)).rowcount == 1


def find(connection: Connection, numbers: Collection[int]) -> dict[int, Draft]:
    """Those of these drafts that there are, by number."""
    rows = connection.execute(select(DRAFTS).where(DRAFTS.c.id.in_(numbers))).mappings()
    return {row["id"]: _draft(row) for row in rows}


def all_open(connection: Connection) -> tuple[Draft, ...]:
    """Every draft that waits, the oldest first."""
    asked = select(DRAFTS).where(DRAFTS.c.state == OPEN).order_by(DRAFTS.c.id)
    return tuple(_draft(row) for row in connection.execute(asked).mappings())


def authors(connection: Connection) -> dict[tuple[str, str, str], str]:
    """Who wrote what was published, the last one of each: by item, language and words, which are "" for whole files."""
    words = case((DRAFTS.c.item.startswith("file."), ""), else_=DRAFTS.c.words)
    asked = select(DRAFTS.c.item, DRAFTS.c.language, words, DRAFTS.c.author).where(DRAFTS.c.state == PUBLISHED)
    rows = connection.execute(asked.order_by(DRAFTS.c.edition, DRAFTS.c.id))
    return {(item, language, said): author for item, language, said, author in rows}


def _draft(row: RowMapping) -> Draft:
    return Draft(**{name: row[name] for name in _KEPT})
