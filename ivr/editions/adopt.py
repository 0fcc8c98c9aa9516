"""Adoption: what is published in the database comes to this machine's shelf, whole and verified, within two seconds."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from threading import Event

import structlog

from ivr.content.model import Content, Edition
from ivr.editions.shelf import KEEP_SECONDS, Shelf
from ivr.errors import DamagedError, EditionError, StoreError
from ivr.store.blobs import Blobs
from ivr.store.database import Database
from ivr.store.editions import Editions

# Adopting itself takes about a second; together the two stay under design section 7's two.
POLL_SECONDS = 0.25
VERIFY_SECONDS = 60.0  # how often every byte of what calls hear is compared with the manifest again
_AGAIN_SECONDS = 15.0  # how soon an edition that could not be adopted is tried again
_LATELY = 5.0  # a database that answered so lately is asked while a caller waits

log = structlog.get_logger()


class Adopter:
    """Keeps one process on the published edition; `run` is its life, `look` one look."""

    def __init__(
        self,
        shelf: Shelf,
        database: Database,
        prepared: Callable[[Content], object] = lambda _content: None,
        forbidden: Callable[[Mapping[str, bytes]], str] = lambda _words: "",
    ) -> None:
        """Nothing is opened yet.

        Args:
            shelf: this machine's.
            database: where editions are published.
            prepared: done with the content of an edition before calls hear it, so that no caller waits for it.
            forbidden: why calls may not hear these words, whoever published them; "" where they may.
        """
        self._shelf = shelf
        self._editions = Editions(database)
        self._blobs = Blobs(database)
        self._prepared = prepared
        self._forbidden = forbidden
        self._leading: int | None = None
        self._older: list[int] = []
        self._verified = self._answered = -math.inf
        self._refused = (0, 0.0, "")
        self._one = threading.Lock()  # a caller's question may come in the middle of a look

    def look(self) -> bool:
        """Adopt what is published, where that is another edition; whether calls hear what is published now.

        Of the editions that older calls may still need, one is fetched at each look.

        Raises:
            StoreError: the database is away; what was adopted last plays on.
            EditionError: the published edition is not whole; likewise.
        """
        with self._one:
            recent = self._editions.recent(KEEP_SECONDS)
            self._answered = time.monotonic()
            if not recent:
                return False
            if recent[0] != self._leading:
                self._adopt(recent)
            elif self._older:
                self._have(self._older.pop(0))
            elif time.monotonic() - self._verified > VERIFY_SECONDS:
                self._place(recent[0])
                self._verified = time.monotonic()
            self._shelf.trouble = ""
            return True

    def bring(self, number: int | None = None) -> None:
        """Fetch an edition that a call began with on another machine a moment ago; silent where that cannot be.

        Without a number it is the published one, where this process has not adopted it yet: a sound of it was asked
        for. Nothing is done where the database has not answered lately, for the caller waits.
        """
        if time.monotonic() - self._answered > _LATELY:
            return
        with suppress(StoreError, EditionError), self._one:
            recent = self._editions.recent(KEEP_SECONDS)
            wanted = number if number is not None else recent[0]
            if wanted in recent and (number is not None or wanted != self._leading):
                self._place(wanted)

    def run(self, until: Event) -> None:
        """Look four times a second until `until` is set; a failure is told once, and what was adopted last plays on."""
        told = ""
        self._shelf.bring = self.bring
        while not until.is_set():
            problem = self._looked()
            if problem and problem != told:
                log.error("edition.not-adopted", says=problem)
            told = problem
            until.wait(POLL_SECONDS)

    def _adopt(self, recent: Sequence[int]) -> None:
        number, (refused, until, told) = recent[0], self._refused
        if number == refused and time.monotonic() < until:
            raise EditionError(told)
        try:
            self._prepared(self._allowed(number).content)
            self._shelf.lead(number)
        except EditionError as problem:
            self._refused = (number, time.monotonic() + _AGAIN_SECONDS, str(problem))
            raise
        self._leading, self._older, self._verified = number, list(recent[1:]), time.monotonic()
        log.info("edition.adopted", edition=number)
        self._shelf.prune(keep=recent)

    def _allowed(self, number: int) -> Edition:
        found = self._place(number)
        if why := self._forbidden(self._shelf.words(number)):
            raise EditionError(f"Edition {number} is published and not played here. {why}")
        return found

    def _looked(self) -> str:
        """One look; what is in the way, in a sentence."""
        try:
            self.look()
        except StoreError as problem:
            return str(problem)  # that says nothing of the edition
        except EditionError as problem:
            self._shelf.trouble = str(problem)
            return str(problem)
        except Exception:
            log.exception("edition.broke")
            return "Something unforeseen happened."
        return ""

    def _place(self, number: int) -> Edition:
        manifest = self._editions.manifest(number)
        if manifest is None:
            raise EditionError(f"The database says that edition {number} is published, and does not have it.")
        try:
            return self._shelf.place(number, manifest, self._blobs.fetch)
        except DamagedError as problem:
            raise EditionError(str(problem)) from problem

    def _have(self, number: int) -> None:
        """Put an edition on the shelf that is not the published one; it is done without if it must be."""
        try:
            self._place(number)
        except EditionError as problem:
            log.warning("edition.lacking", edition=number, says=str(problem))
