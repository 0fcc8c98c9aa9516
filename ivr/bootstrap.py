"""Puts the parts of the line together from the settings; tests swap any of them by argument."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from ivr.audio.render import Progress
from ivr.audio.takes import TakesFolder
from ivr.audio.voice import Voice
from ivr.carrier.reports import Reports
from ivr.carrier.rest import Account, TwilioSender, status_address
from ivr.carrier.sender import Sender
from ivr.carrier.signature import Signature, TwilioSignature
from ivr.carrier.twiml import Addresses
from ivr.editions.freeze import freeze, read_folder
from ivr.editions.shelf import Shelf
from ivr.errors import StoreError
from ivr.line.answers import House
from ivr.line.stored import stop_list, stored_house
from ivr.phones.delivered import NUMBERS
from ivr.settings import Settings
from ivr.store.database import Database
from ivr.store.outbox import Outbox
from ivr.store.upkeep import Upkeep
from ivr.worker import Worker

log = structlog.get_logger()

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Parts:
    """Everything that the web side needs to answer a call or a text."""

    settings: Settings
    shelf: Shelf
    house: House
    signature: Signature
    addresses: Addresses
    clock: Clock
    reports: Reports


def build(settings: Settings) -> Parts:
    """The parts for these settings, with the tables of the database brought up to date.

    A database that is away, damaged or newer than this program stops texts and no call; the log tells it as an alarm.
    """
    stored = stored_house(settings, NUMBERS if settings.demo and not can_send(settings) else None)
    _tables(stored.outbox.database)
    return Parts(
        settings=settings,
        shelf=Shelf(settings.data),
        house=stored,
        reports=Reports(stored.outbox, stored.stops),
        signature=TwilioSignature(settings.auth_token),
        addresses=Addresses(settings.public_url, settings.audio_url),
        clock=clock(settings),
    )


def clock(settings: Settings) -> Clock:
    """The real time, or the one that a demo fixes."""
    fixed = settings.now
    return (lambda: fixed) if fixed is not None else (lambda: datetime.now(UTC))


def _tables(database: Database) -> None:
    try:
        database.migrate()
    except StoreError as problem:
        log.error("store.unusable", says=str(problem))  # noqa: TRY400 - the sentence says it all


def open_worker(settings: Settings, sender: Sender | None = None) -> Worker:
    """A worker over the store of these settings, which sends through the account unless it is given another way.

    Nothing is opened yet: the worker makes or changes the tables itself, as soon as the database is there.
    """
    database = Database(settings.database_url)
    return Worker(Outbox(database), stop_list(settings, database), sender or _twilio(settings), clock(settings))


def open_upkeep(settings: Settings) -> Upkeep:
    """The upkeep of the store of these settings, for a process that has no worker; nothing is opened yet."""
    database = Database(settings.database_url)
    return Upkeep(Outbox(database), stop_list(settings, database), clock(settings))


def can_send(settings: Settings) -> bool:
    """Whether there is an account to send real texts with."""
    return bool(settings.account_sid and (settings.messaging_service_sid or settings.sms_from))


def _twilio(settings: Settings) -> TwilioSender:
    sends_from = settings.messaging_service_sid or settings.sms_from
    account = Account(settings.account_sid, settings.auth_token, sends_from)
    return TwilioSender(account, lambda row: status_address(settings.public_url, row))


def prepare(settings: Settings, progress: Progress | None = None, voice: Voice | None = None) -> int:
    """Check the content, render what is missing, and put an edition on the shelf where it changed; its number.

    Raises:
        ContentError, RenderError, EditionError: in plain sentences.
    """
    shelf = Shelf(settings.data)
    takes = TakesFolder(settings.prompts)
    number = freeze(read_folder(settings.content), voice or settings.voice, shelf, progress, takes)
    shelf.prune()
    return number
