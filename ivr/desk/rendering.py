"""Rendering drafts: what a draft would sound like, made before anybody approves it, by whichever worker comes first."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from contextlib import suppress
from threading import Event, Lock

import structlog

from ivr.audio.order import Order
from ivr.audio.render import Progress
from ivr.audio.sound_cache import SoundCache
from ivr.content.items import slot, words_hash, written
from ivr.content.model import Content
from ivr.content.readers import errors, read_content
from ivr.desk.desk import Desk, current
from ivr.desk.read_once import content_of
from ivr.desk.rendered import NotYet, Rendered, kept_as, sounds
from ivr.editions.freeze import orders, voiced
from ivr.errors import ContentError, DeskError, EditionError, IvrError, StoreError
from ivr.going_on import USUAL, go_on
from ivr.store import drafts
from ivr.store.blobs import Blobs, blob_hash
from ivr.store.drafts import Draft
from ivr.store.renders import Render, Renders

LEASE_SECONDS = 60.0  # asked for anew while sounds are made; after a kill the next worker waits that long at most
MOST_TRIES = 4  # a draft whose rendering kills its worker is given up
_FIRST_WAIT = 10.0  # before a failure of our own is tried again
_BROKE = "Something unforeseen happened while its sounds were made; the log has it."
_KILLED = "Whoever made its sounds was stopped before the end, several times."

# One at a time in a process: its threads use every core already, and the calls beside it need some, too.
_one_at_a_time = Lock()

Files = Mapping[str, bytes]

log = structlog.get_logger()


class _GivenBackError(Exception):
    """The rendering is not ours any more, or the process shall end."""


def sounds_now(desk: Desk, draft: int, progress: Progress | None = None) -> Rendered:
    """The sounds of a draft: waits for whoever makes them, or makes them here; what had failed is tried once more.

    Raises:
        DeskError: there is no such draft, it is closed, or its sounds could not be made; says why.
        StoreError, EditionError: as `sounds`.
    """
    renders, renderer = Renders(desk.database), Renderer(desk)
    renders.afresh(draft)
    while True:
        found = sounds(desk, draft)
        if isinstance(found, Rendered):
            return found
        if isinstance(found, str):
            raise DeskError(found)
        if not renderer.one(only=draft, progress=progress):
            _refuse_closed(desk, draft)
            time.sleep(USUAL.poll)  # somebody else has it; if they were killed, their lease ends


class Renderer:
    """Makes the sounds of drafts; `run` is its life, `one` a single draft. Never more than one a process."""

    def __init__(self, desk: Desk, lease: float = LEASE_SECONDS) -> None:
        self._desk = desk
        self._lease = lease
        self.patience = lease / 4  # seconds between two prolongations
        self._renders = Renders(desk.database)
        self._owner = secrets.token_hex(8)

    def run(self, until: Event) -> None:
        """Make what waits until `until` is set; what is in hand then is given back.

        A database that is gone is waited for, with one line in the log.
        """
        go_on("renderer", self.one, until)

    def one(self, until: Event | None = None, only: int | None = None, progress: Progress | None = None) -> bool:
        """Make the sounds of one draft; whether there was one.

        Args:
            until: when it is set, the draft is given back.
            only: this draft and no other.
            progress: told how many sounds are done.

        Raises:
            StoreError: the database is away.
        """
        with _one_at_a_time:
            taken = self._renders.claim(self._owner, self._lease, only)
            if taken is None:
                return False
            if taken.tries > MOST_TRIES:
                self._renders.failed(taken, taken.says or _KILLED)
                return True
            self._made(taken, _Watch(self, taken, until or Event(), progress))
            return True

    def going_on(self, taken: Render) -> bool:
        """Keep a draft for as long again; whether it is still ours, as it is where the database does not answer."""
        try:
            return self._renders.going_on(taken, self._lease)
        except StoreError:
            return True

    def _made(self, taken: Render, watch: _Watch) -> None:
        try:
            made = _rendered(self._desk, taken.draft, watch)
        except _GivenBackError:
            self._renders.again(taken, 0.0, "")
        except StoreError:
            raise  # it stays ours until the lease ends, and is then taken again
        except IvrError as problem:
            self._renders.failed(taken, str(problem))
            log.info("draft.not-rendered", draft=taken.draft)
        except Exception:
            log.exception("draft.broke", draft=taken.draft)
            self._renders.again(taken, _FIRST_WAIT * taken.tries, _BROKE)
        else:
            ours = self._renders.done(taken, made)
            log.info("draft.rendered", draft=taken.draft, tries=taken.tries, ours=ours)


class _Watch:
    """Follows one rendering: passes its progress on, keeps its lease, and ends it where it must end."""

    def __init__(self, renderer: Renderer, taken: Render, until: Event, progress: Progress | None) -> None:
        self._renderer, self._taken, self._until, self._progress = renderer, taken, until, progress
        self._kept = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        if self._until.is_set():
            raise _GivenBackError
        if time.monotonic() - self._kept > self._renderer.patience:
            if not self._renderer.going_on(self._taken):
                raise _GivenBackError
            self._kept = time.monotonic()
        if self._progress:
            self._progress(done, total)


def _rendered(desk: Desk, number: int, progress: Progress) -> str:
    """Make the sounds of a draft and keep them among the blobs; what the row is told of them."""
    base = current(desk)
    before, after = _with_and_without(desk, base.content, number)
    wanted = _changed(before, after)
    made = voiced(wanted, after.line, desk.voice, desk.shelf.cache, progress) if wanted else {}
    folder = SoundCache(desk.shelf.cache).sounds
    files = {}
    for name in sorted({sound.file for sound in made.values() if sound.file}):
        try:
            raw = (folder / name).read_bytes()
        except OSError as error:
            raise EditionError(f"A sound that was just made cannot be read: {error.strerror or error}.") from error
        Blobs(desk.database).keep([raw])
        files[name] = blob_hash(raw)
    return kept_as(Rendered(base.number, made, files))


def _with_and_without(desk: Desk, files: Files, number: int) -> tuple[Content, Content]:
    """The published content, and the same with a draft.

    Some drafts belong together (a new topic, and the menu that names it). One that cannot stand alone is put on top of
    those that its author wrote before it and that wait, too.
    """
    draft = _draft(desk, number)
    try:
        after, problems = read_content(_with(files, draft))
        if not errors(problems):
            return content_of(files), after
    except ContentError:
        pass
    with desk.database.reading() as connection:
        waiting = drafts.all_open(connection)
    for each in waiting:
        if each.author == draft.author and each.id < draft.id:
            with suppress(ContentError, DeskError):  # it will be told of by its own rendering
                files = _with(files, each)
    return content_of(files), content_of(_with(files, draft))


def _with(files: Files, draft: Draft) -> dict[str, bytes]:
    there = slot(files, draft.item, draft.language)
    if (words_hash(there.words) if there else "") != draft.base:
        raise DeskError(f"The words that draft {draft.id} changes have changed since; write it again on those of now.")
    return written(files, draft.item, draft.language, draft.words)


def _changed(before: Content, after: Content) -> list[Order]:
    """What would have to be spoken anew: other words, or the same in another way or by another voice."""
    known = {order.key: order for order in orders(before)}
    voices = before.line.voices, after.line.voices
    other = {language for language in after.line.languages if voices[0].get(language) != voices[1].get(language)}
    wanted = [order for order in orders(after) if order.language in other or known.get(order.key) != order]
    return [order for order in wanted if order.stretches]


def _refuse_closed(desk: Desk, number: int) -> None:
    draft = _draft(desk, number)
    if draft.state != drafts.OPEN and isinstance(sounds(desk, number), NotYet):
        raise DeskError(f"Draft {number} is {draft.state}, so its sounds are not made any more.")


def _draft(desk: Desk, number: int) -> Draft:
    with desk.database.reading() as connection:
        found = drafts.find(connection, [number]).get(number)
    if found is None:
        raise DeskError(f"There is no draft {number}; `ivr drafts` lists them.")
    return found
