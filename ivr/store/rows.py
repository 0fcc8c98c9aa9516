"""The values of the outbox: what is promised, who agreed to it, and how far a text has come."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum

from sqlalchemy import RowMapping

from ivr import e164


class State(StrEnum):
    """How far a text has come; the last three are final."""

    WAITING = "waiting"
    SENDING = "sending"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    FAILED = "failed"
    UNKNOWN = "unknown"  # closed without a word from the provider


class Outcome(StrEnum):
    """What the provider says of a text that it took."""

    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"


FINAL = frozenset({State.DELIVERED, State.FAILED, State.UNKNOWN})
_ID = re.compile(r"[A-Za-z0-9_-]{22}")


@dataclass(frozen=True)
class Order:
    """A text to be sent.

    Attributes:
        key: the same for the same item of the same call, so that a repeated webhook cannot send twice.
        number: E.164.
        number_hash: its keyed pseudonym, 32 bytes.
        text: the finished words.
        item: what was asked for, such as `topic.coping.2`.
    """

    key: str
    number: str = field(repr=False)
    number_hash: bytes
    text: str = field(repr=False)
    item: str
    language: str
    edition: int


@dataclass(frozen=True)
class Consent:
    """Who agreed to a text (keyed pseudonyms of number and call), to which words, and when (aware)."""

    number_hash: bytes
    call: str
    prompt: str
    agreed_at: datetime


@dataclass(frozen=True)
class Limits:
    """How many texts callers may ask for: a number in a day (UTC), and all of them in an hour."""

    per_day: int
    per_hour: int


@dataclass(frozen=True)
class Row:
    """A text in the outbox.

    Attributes:
        id: short, fit for an address, and not to be guessed.
        number: E.164; "" once it was erased.
        tries: how often a worker has taken it.
        owner: the worker that took it last.
        sid: the provider's name of the message; "" until it was accepted.
        why: a word of `ivr.store.reasons.Why`, "" where all is well.
        code: the provider's own error, for staff to look up; "" where it named none.
        created: when it was promised, by the line's clock.
        due: when a worker may take it (again), by the database's clock.
    """

    id: str
    key: str
    number: str = field(repr=False)
    number_hash: bytes
    text: str = field(repr=False)
    item: str
    language: str
    edition: int
    state: State
    tries: int
    owner: str
    sid: str
    why: str
    code: str
    created: datetime
    due: datetime

    @property
    def final(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in FINAL


@dataclass(frozen=True)
class Listed:
    """A text as staff may see it: `number` is its last two digits, or `erased`."""

    id: str
    number: str
    item: str
    state: State
    tries: int
    why: str
    code: str
    created: datetime


_ROW = tuple(each.name for each in fields(Row) if each.name != "state")
_LISTED = tuple(each.name for each in fields(Listed) if each.name not in {"state", "number"})


def row(found: RowMapping) -> Row:
    """A row of the table."""
    return Row(state=State(found["state"]), **{name: found[name] for name in _ROW})


def listed(found: RowMapping) -> Listed:
    """The same for staff."""
    number = e164.masked(found["number"]) if found["number"] else "erased"
    return Listed(number=number, state=State(found["state"]), **{name: found[name] for name in _LISTED})


def is_id(text: str) -> bool:
    """Whether it could be a row's id at all; an address may say anything."""
    return _ID.fullmatch(text) is not None


def word(text: str, longest: int) -> str:
    """What a provider said, fit to be kept: printable ASCII, `longest` characters at most."""
    return text[:longest] if text.isascii() and text.isprintable() else ""
