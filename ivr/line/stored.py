"""The house with a store behind it: promises texts, keeps the stop list and the daily counts, and is never slow."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from ivr import e164
from ivr.errors import LimitError, StoreError
from ivr.flow.session import Answer, Ask, Delivered, Found, May, NotYet, Promised, Refused, Send, StopTexts
from ivr.line.answers import Asked
from ivr.line.pseudonyms import Pseudonyms
from ivr.settings import Settings
from ivr.store.database import CALLER_SECONDS, Database
from ivr.store.days import Days
from ivr.store.outbox import Consent, Limits, Order, Outbox, Row, State
from ivr.store.reasons import PAUSE_FAILED, Why
from ivr.store.stops import Keeper, Stops

# What callers hear of a text that did not arrive; of every other reason, that it failed.
_SAID: Mapping[str, str] = {
    Why.LANDLINE: "landline",
    Why.STOPPED: "stopped",
    Why.BLOCKED: "blocked",
    Why.FILTERED: "blocked",
}

log = structlog.get_logger()


@dataclass(frozen=True)
class Rules:
    """Whether and where texts are sent, how many, and the key under which numbers are counted.

    Attributes:
        phones: the only numbers (E.164) that texts go to; None where there is an account to send to any.
    """

    hash_key: bytes = field(repr=False)
    on: bool
    limits: Limits
    regions: frozenset[str]
    phones: frozenset[str] | None = None


class StoredHouse:
    """See `ivr.line.answers.House`; the database has 0.25 s for an answer (`Database.soon`)."""

    def __init__(self, outbox: Outbox, stops: Stops, days: Days, rules: Rules) -> None:
        self.outbox = outbox
        self.stops = stops
        self.days = days
        self._database = outbox.database
        self._rules = rules
        self._names = Pseudonyms(rules.hash_key)
        self._paused = False
        self._lock = threading.Lock()

    def answer(self, ask: Ask, asked: Asked) -> Answer:
        """See `House.answer`; whatever the store cannot do now is `Refused("unavailable")`."""
        try:
            if isinstance(ask, May):
                return self._database.soon(lambda: self._may(ask.item, asked))
            if isinstance(ask, Send):
                return self._database.soon(lambda: self._send(ask.item, asked))
            if isinstance(ask, Delivered):
                return self._database.soon(lambda: self._delivered(ask.item, asked))
            if e164.anonymous(asked.number):
                return Refused("hidden")
            return self._stop(asked) if isinstance(ask, StopTexts) else self._start(asked)
        except StoreError as problem:
            log.warning("house.unavailable", asked=type(ask).__name__, says=str(problem))
            return Refused("unavailable")

    def _stop(self, asked: Asked) -> Answer:
        self.stops.add(asked.number, asked.now, Keeper.PROVIDER if asked.provider_stops else Keeper.LINE)
        return Promised()

    def _start(self, asked: Asked) -> Answer:
        """By a text both stops end, the provider's and ours; a key on a call reaches only us."""
        if asked.call:
            return Promised() if self.stops.remove_ours(asked.number, asked.now) else Refused("provider")
        self.stops.remove(asked.number, asked.now)
        return Promised()

    def stopped(self, number: str) -> bool:
        """See `House.stopped`; raises StoreError where nobody can know."""
        return self.stops.has(number)

    def count_ordinary(self, number: str, now: datetime) -> int:
        """See `House.count_ordinary`; raises StoreError where it could not be counted."""
        return self._database.soon(lambda: self.days.count(self._names.of(number), now))

    def pseudonym(self, value: str) -> str:
        """See `House.pseudonym`."""
        return self._names.name(value)

    def _may(self, item: str, asked: Asked) -> Answer:
        """What a `Send` would be answered now; nothing is written."""
        return self._settled(item, asked) or self._room(asked) or Promised()

    def _send(self, item: str, asked: Asked) -> Answer:
        return self._settled(item, asked) or self._promise(item, asked)

    def _settled(self, item: str, asked: Asked) -> Answer | None:
        """The answer that is there before anything is written; None where only the limits are left to ask."""
        number = e164.normal(asked.number)
        if number is None or e164.hidden(asked.number):
            return Refused("hidden")
        if not self._rules.on or (self._rules.phones is not None and number not in self._rules.phones):
            return Refused("off")
        if self.stops.has(number):
            return Refused("stopped")
        known = self.outbox.find(self._key(item, asked))
        if known is not None:
            return _promised_before(known)
        why = self._barred(number, asked.now)
        return Refused(why) if why else None

    def _barred(self, number: str, now: datetime) -> str:
        """Why no text goes to this number now; "" where one may."""
        if e164.region(number) not in self._rules.regions:
            return "region"
        if self.outbox.landline(self._names.of(number), now):
            return "landline"
        return "off" if self._pausing(now) or self._unsent() else ""

    def _room(self, asked: Asked) -> Answer | None:
        """The refusal where a limit is reached; the promise itself asks again, under a lock."""
        limits = self._rules.limits
        if self.outbox.sent_today(self._names.of(asked.number), asked.now) >= limits.per_day:
            return _limited("limit")
        return _limited("busy") if self.outbox.sent_this_hour(asked.now) >= limits.per_hour else None

    def _promise(self, item: str, asked: Asked) -> Answer:
        number = e164.normal(asked.number) or asked.number
        hashed = self._names.of(number)
        order = Order(self._key(item, asked), number, hashed, asked.text, item, asked.language, asked.edition)
        consent = Consent(hashed, self.pseudonym(asked.call), asked.prompt, asked.now)
        try:
            return _promised_before(self.outbox.promise(order, consent, asked.now, self._rules.limits))
        except LimitError as problem:
            return _limited(problem.why)

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

    def _unsent(self) -> bool:
        """Whether texts wait that nobody sends, as where no worker runs: then none is promised."""
        unsent = self.outbox.unsent()
        if unsent:
            log.error("texts.unsent", says="Texts have waited for ten minutes: no worker sends them; see ivr worker.")
        return unsent

    def _key(self, item: str, asked: Asked) -> str:
        """One for each item of a call in a language: a repeated webhook finds the promise and sends nothing more."""
        known = e164.normal(asked.number) or asked.number
        return self._names.exactly(f"{asked.call}\n{item}\n{asked.language}\n{known}").hex()


def stored_house(settings: Settings, phones: frozenset[str] | None = None) -> StoredHouse:
    """The house of these settings, for a process that answers callers; its tables are not made here (`migrate`).

    Args:
        settings: the settings.
        phones: the only numbers that texts can go to (a demo's own), None for any.

    Raises:
        StoreError: the database's address is none.
    """
    database = Database(settings.database_url, within=CALLER_SECONDS)
    rules = Rules(
        hash_key=settings.hash_key.encode(),
        on=settings.texts,
        limits=Limits(settings.texts_per_day, settings.texts_per_hour),
        regions=settings.text_regions,
        phones=phones,
    )
    return StoredHouse(Outbox(database), stop_list(settings, database), Days(database), rules)


def stop_list(settings: Settings, database: Database) -> Stops:
    """The stop list of these settings, for the house and for workers."""
    return Stops(database, settings.stop_key.encode(), settings.data / "stops.journal")


def _limited(why: str) -> Refused:
    log.warning("texts.limit", why=why)
    return Refused(why)


def _promised_before(row: Row) -> Answer:
    """What may be said of a row: a promise, unless it is known by now that the text came, or cannot come."""
    if row.state is State.DELIVERED:
        return Found("delivered")
    if row.state is not State.FAILED:
        return Promised()
    why = _failure(row.why)
    return Refused(why if why in {"landline", "stopped"} else "unavailable")


def _failure(why: str) -> str:
    """The word for a caller: why the text did not arrive."""
    return _SAID.get(why, "failed")
