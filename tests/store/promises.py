"""Texts for the tests of the store: who asks, for what, and when."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

from ivr.store.outbox import Consent, Order, Outbox, Row

NUMBER = "+12025550147"
NOW = datetime(2026, 6, 17, 16, 0, 0, 123456, tzinfo=UTC)


def hashed(number: str) -> bytes:
    """Stands for a keyed pseudonym; the store does not care for the key."""
    return sha256(f"a key of the tests {number}".encode()).digest()


def order(key: str = "call 1, coping", number: str = NUMBER, item: str = "topic.coping.2") -> Order:
    """An order of one text."""
    return Order(key, number, hashed(number), f"Words about {item}.", item, "en", 3)


def promise(outbox: Outbox, key: str = "call 1, coping", number: str = NUMBER, now: datetime = NOW) -> Row:
    """Promise one text, agreed to at the same moment."""
    consent = Consent(hashed(number), "abcdefabcdef", "ask.text@0123456789abcdef", now)
    return outbox.promise(order(key, number), consent, now)


def claimed(outbox: Outbox, owner: str = "worker 1", lease: float = 60) -> Row:
    """The next row, which has to be there."""
    found = outbox.claim(owner, lease)
    assert found is not None
    return found
