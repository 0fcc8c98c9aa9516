"""The house: answers the one question that a turn may ask, and knows numbers only as keyed pseudonyms."""

from __future__ import annotations

import hmac
import threading
from collections import Counter
from datetime import UTC, datetime
from hashlib import sha256
from typing import Protocol

from ivr import e164
from ivr.flow.session import Answer, Ask, Promised, Refused, Send, StartTexts, StopTexts


class House(Protocol):
    """What a step may ask for, and what a text needs to know of its sender."""

    def answer(self, ask: Ask, number: str) -> Answer:
        """Do what is asked for a caller's or texter's number, or say why not."""

    def stopped(self, number: str) -> bool:
        """Whether the number is on the stop list."""

    def ordinary_today(self, number: str, now: datetime) -> int:
        """How many ordinary replies the number had on this day (UTC)."""

    def count_ordinary(self, number: str, now: datetime) -> None:
        """Count one ordinary reply to the number."""

    def pseudonym(self, value: str) -> str:
        """A name for a call or number in logs, which tells nobody who it is."""


# Letters only, so that a pseudonym never looks like the number that logs must mask.
_LETTERS = str.maketrans("0123456789", "ghijklmnop")


class MemoryHouse:
    """A house without a store: the stop list and the daily counts live in this process, and no text can be sent."""

    def __init__(self, key: str) -> None:
        self._key = key.encode()
        self._stopped: set[bytes] = set()
        self._counts: Counter[tuple[str, bytes]] = Counter()
        self._lock = threading.Lock()

    def answer(self, ask: Ask, number: str) -> Answer:
        """See `House.answer`."""
        if isinstance(ask, Send):
            return Refused("unavailable")  # until there is an outbox
        if e164.anonymous(number):
            return Refused("hidden")
        with self._lock:
            if isinstance(ask, StopTexts):
                self._stopped.add(self._hash(number))
            elif isinstance(ask, StartTexts):
                self._stopped.discard(self._hash(number))
        return Promised()

    def stopped(self, number: str) -> bool:
        """See `House.stopped`."""
        with self._lock:
            return self._hash(number) in self._stopped

    def ordinary_today(self, number: str, now: datetime) -> int:
        """See `House.ordinary_today`."""
        with self._lock:
            return self._counts[_day(now), self._hash(number)]

    def count_ordinary(self, number: str, now: datetime) -> None:
        """See `House.count_ordinary`."""
        with self._lock:
            for old in [key for key in self._counts if key[0] != _day(now)]:
                del self._counts[old]
            self._counts[_day(now), self._hash(number)] += 1

    def pseudonym(self, value: str) -> str:
        """See `House.pseudonym`."""
        return self._hash(value).hex()[:12].translate(_LETTERS)

    def _hash(self, number: str) -> bytes:
        known = e164.normal(number) or number
        return hmac.digest(self._key, known.encode("utf-8", "surrogatepass"), sha256)


def _day(now: datetime) -> str:
    return now.astimezone(UTC).date().isoformat()
