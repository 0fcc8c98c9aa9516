"""The house with a store behind it: promises texts, keeps the stop list and the daily counts, and is never slow."""

from __future__ import annotations

import hmac
import threading
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

import structlog

from ivr import e164
from ivr.errors import LimitError, StoreError
from ivr.flow.session import Answer, Ask, Delivered, Found, NotYet, Promised, Refused, Send, StopTexts
from ivr.line.answers import Asked
from ivr.settings import Settings
from ivr.store.database import CALLER_SECONDS, Database
from ivr.store.days import Days
from ivr.store.outbox import Consent, Limits, Order, Outbox, Row, State
from ivr.store.reasons import BLOCKED, LANDLINE, PAUSE_FAILED, STOPPED
from ivr.store.stops import Stops

# Letters only, so that a pseudonym never looks like the number that logs must mask.
_LETTERS = str.maketrans("0123456789", "ghijklmnop")

log = structlog.get_logger()


@dataclass(frozen=True)
class Rules:
    """Whether and where texts are sent, how many, and the key under which numbers are counted."""

    hash_key: bytes = field(repr=False)
    on: bool
    limits: Limits
    regions: frozenset[str]


class StoredHouse:
    """See `ivr.line.answers.House`; the database has 0.25 s for an answer (`Database.soon`)."""

    def __init__(self, outbox: Outbox, stops: Stops, days: Days, rules: Rules) -> None:
        self.outbox = outbox
        self.stops = stops
        self.days = days
        self._database = outbox.database
        self._rules = rules
        self._paused = False
        self._lock = threading.Lock()

    def answer(self, ask: Ask, asked: Asked) -> Answer:
        """See `House.answer`; whatever the store cannot do now is `Refused("unavailable")`."""
        try:
            if isinstance(ask, Send):
                return self._database.soon(lambda: self._send(ask.item, asked))
            if isinstance(ask, Delivered):
                return self._database.soon(lambda: self._delivered(ask.item, asked))
            if e164.anonymous(asked.number):
                return Refused("hidden")
            change = self.stops.add if isinstance(ask, StopTexts) else self.stops.remove
            change(asked.number, asked.now)
        except StoreError as problem:
            log.warning("house.unavailable", asked=type(ask).__name__, says=str(problem))
            return Refused("unavailable")
        return Promised()

    def stopped(self, number: str) -> bool:
        """See `House.stopped`; raises StoreError where nobody can know."""
        return self.stops.has(number)

    def count_ordinary(self, number: str, now: datetime) -> int:
        """See `House.count_ordinary`; raises StoreError where it could not be counted."""
        return self._database.soon(lambda: self.days.count(self._hash(number), now))

    def pseudonym(self, value: str) -> str:
        """See `House.pseudonym`."""
        return pseudonym(self._rules.hash_key, value)

    def _send(self, item: str, asked: Asked) -> Answer:
        number = e164.normal(asked.number)
        if number is None or e164.hidden(asked.number):
            return Refused("hidden")
        if not self._rules.on:
            return Refused("off")
        if self.stops.has(number):
            return Refused("stopped")
        known = self.outbox.find(self._key(item, asked))
        if known is not None:
            return _promised_before(known)
        why = self._barred(number, asked.now)
        return Refused(why) if why else self._promise(item, number, asked)

    def _barred(self, number: str, now: datetime) -> str:
        """Why no text goes to this number now; "" where one may."""
        if e164.region(number) not in self._rules.regions:
            return "region"
        if self.outbox.landline(self._hash(number), now):
            return "landline"
        return "off" if self._pausing(now) else ""

    def _promise(self, item: str, number: str, asked: Asked) -> Answer:
        hashed = self._hash(number)
        order = Order(self._key(item, asked), number, hashed, asked.text, item, asked.language, asked.edition)
        consent = Consent(hashed, self.pseudonym(asked.call), asked.prompt, asked.now)
        try:
            return _promised_before(self.outbox.promise(order, consent, asked.now, self._rules.limits))
        except LimitError as problem:
            log.warning("texts.limit", says=str(problem))
            return Refused("limit")

    def _delivered(self, item: str, asked: Asked) -> Answer:
        row = self.outbox.find(self._key(item, asked))
        if row is None:
            return Refused("unavailable")
        if row.state is State.DELIVERED:
            return Found("delivered")
        if row.state is State.FAILED:
            return Found(_failure(row.why))
        return NotYet()  # UNKNOWN too: nothing is promised

    def _pausing(self, now: datetime) -> bool:
        """Whether texts fail in bursts, so that none is offered until the failures are a quarter of an hour old."""
        failed = self.outbox.failed_lately(now)
        pausing = failed >= PAUSE_FAILED
        with self._lock:
            changed, self._paused = pausing != self._paused, pausing
        if changed and pausing:
            log.error("texts.paused", failed=failed, says="Texts fail in bursts and are not offered; see ivr outbox.")
        elif changed:
            log.warning("texts.resumed")
        return pausing

    def _key(self, item: str, asked: Asked) -> str:
        """One for each item of a call, so that a repeated webhook finds what was promised and sends nothing more."""
        known = e164.normal(asked.number) or asked.number
        return self._digest(f"{asked.call}\n{item}\n{known}").hex()

    def _hash(self, value: str) -> bytes:
        return _hash(self._rules.hash_key, value)

    def _digest(self, value: str) -> bytes:
        return _digest(self._rules.hash_key, value)


def pseudonym(key: bytes, value: str) -> str:
    """A name for a call or number, by a key, that tells nobody who it is; the forms of one number have one name."""
    return _hash(key, value).hex()[:12].translate(_LETTERS)


def _hash(key: bytes, value: str) -> bytes:
    return _digest(key, e164.normal(value) or value)


def _digest(key: bytes, value: str) -> bytes:
    return hmac.digest(key, value.encode("utf-8", "surrogatepass"), sha256)


def stored_house(settings: Settings) -> StoredHouse:
    """The house of these settings, for a process that answers callers; its tables are not made here (`migrate`).

    Raises:
        StoreError: the database's address is none.
    """
    database = Database(settings.database_url, within=CALLER_SECONDS)
    rules = Rules(
        hash_key=settings.hash_key.encode(),
        on=settings.texts,
        limits=Limits(settings.texts_per_day, settings.texts_per_hour),
        regions=settings.text_regions,
    )
    return StoredHouse(Outbox(database), stop_list(settings, database), Days(database), rules)


def stop_list(settings: Settings, database: Database) -> Stops:
    """The stop list of these settings, for the house and for workers."""
    return Stops(database, settings.stop_key.encode(), settings.data / "stops.journal")


def _promised_before(row: Row) -> Answer:
    """What may be said of a row: a promise, unless it is known by now that the text cannot arrive."""
    if row.state is not State.FAILED:
        return Promised()
    why = _failure(row.why)
    return Refused(why if why in {"landline", "stopped"} else "unavailable")


def _failure(why: str) -> str:
    """The word for a caller: why the text did not arrive."""
    words = (("landline", LANDLINE), ("stopped", STOPPED), ("blocked", BLOCKED))
    return next((word for word, codes in words if why in codes), "failed")
