"""Puts the parts of the line together from the settings; tests swap any of them by argument."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import structlog

from ivr.audio.render import Progress
from ivr.audio.takes import TakesFolder
from ivr.audio.voice import Voice
from ivr.carrier.recordings import TwilioRecordings
from ivr.carrier.reports import Reports
from ivr.carrier.rest import Account, TwilioSender, status_address
from ivr.carrier.sender import Sender
from ivr.carrier.signature import Signature, TwilioSignature
from ivr.carrier.twiml import Addresses
from ivr.content.model import Content
from ivr.desk.beginning import begin
from ivr.desk.checking import Checks
from ivr.desk.desk import Desk
from ivr.desk.next_edition import unsigned_words
from ivr.desk.phone.fetching import Fetcher
from ivr.desk.rendering import Renderer
from ivr.editions.adopt import Adopter
from ivr.editions.freeze import Given, make, read_folder
from ivr.editions.made import Made
from ivr.editions.shelf import Shelf
from ivr.errors import StoreError
from ivr.line.answers import House
from ivr.line.counting import Counter
from ivr.line.stored import stop_list, stored_house
from ivr.phones.delivered import NUMBERS
from ivr.phones.recordings import FolderRecordings
from ivr.settings import Settings
from ivr.store.counts import Counts
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
    counter: Counter
    desk: Desk


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
        # A database of its own: what counts may wait longer for it than a caller.
        counter=Counter(Counts(Database(settings.database_url))),
        desk=open_desk(settings),
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


def open_adopter(settings: Settings, shelf: Shelf, prepared: Callable[[Content], object]) -> Adopter:
    """What keeps a process on the published edition; `prepared` is done with an edition before calls hear it."""
    forbidden = (lambda _words: "") if settings.demo else unsigned_words
    return Adopter(shelf, Database(settings.database_url), prepared, forbidden)


def open_desk(settings: Settings) -> Desk:
    """The desk of these settings; nothing is opened yet."""
    database = Database(settings.database_url)
    return Desk(database, Shelf(settings.data), settings.voice, not settings.demo, clock(settings))


def open_renderer(settings: Settings) -> Renderer:
    """What makes the sounds of drafts in a process that may; nothing is opened yet."""
    return Renderer(open_desk(settings))


def open_fetcher(settings: Settings) -> Fetcher | None:
    """What brings in recordings made by telephone; None where no phone could record. Nothing is opened yet."""
    account = Account(settings.account_sid, settings.auth_token, "")
    twilio = TwilioRecordings(account) if settings.account_sid else None
    source = FolderRecordings(recordings_folder(settings), twilio) if settings.demo else twilio
    return Fetcher(open_desk(settings), source) if source else None


def recordings_folder(settings: Settings) -> Path:
    """Where a demo's own phones put what they record, until it is fetched."""
    return settings.data / "recordings"


def open_checks(settings: Settings) -> Checks | None:
    """What drops services that are past their check; None in a demo, which only marks them (design section 5)."""
    return None if settings.demo else Checks(open_desk(settings))


def can_send(settings: Settings) -> bool:
    """Whether there is an account to send real texts with."""
    return bool(settings.account_sid and (settings.messaging_service_sid or settings.sms_from))


def _twilio(settings: Settings) -> TwilioSender:
    sends_from = settings.messaging_service_sid or settings.sms_from
    account = Account(settings.account_sid, settings.auth_token, sends_from)
    return TwilioSender(account, lambda row: status_address(settings.public_url, row))


def prepare(settings: Settings, progress: Progress | None = None, voice: Voice | None = None) -> int:
    """Have an edition on this machine's shelf, published or made of the folder of words (`ivr.desk.beginning`).

    Returns:
        Its number.

    Raises:
        ContentError, RenderError, EditionError, DeskError: in plain sentences.
    """
    desk = open_desk(settings)

    def folder() -> Made:
        spoken_by, takes = voice or settings.voice, TakesFolder(settings.prompts)
        return make(read_folder(settings.content), spoken_by, desk.shelf.cache, progress, Given(takes))

    try:
        return begin(desk, folder)
    finally:
        desk.database.close()
