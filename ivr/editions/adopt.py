"""Adoption: what is published in the database comes to this machine's shelf, whole and verified, within two seconds."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from threading import Event

import structlog

from ivr.content.model import Content
from ivr.editions.shelf import KEEP_SECONDS, Shelf
from ivr.errors import EditionError, StoreError
from ivr.store.blobs import Blobs
from ivr.store.database import Database
from ivr.store.editions import Editions

# Adopting itself takes about a second; together the two stay under design section 7's two.
POLL_SECONDS = 0.5
_AGAIN_SECONDS = 15.0  # how soon an edition that could not be adopted is tried again

log = structlog.get_logger()


class Adopter:
    """Keeps one process on the published edition; `run` is its life, `look` one look."""

    def __init__(
        self, shelf: Shelf, database: Database, prepared: Callable[[Content], object] = lambda _content: None
    ) -> None:
        """Nothing is opened yet.

        Args:
            shelf: this machine's.
            database: where editions are published.
            prepared: done with the content of an edition before calls hear it, so that no caller waits for it.
        """
        self._shelf = shelf
        self._editions = Editions(database)
        self._blobs = Blobs(database)
        self._prepared = prepared
        self._leading: int | None = None
        self._refused = (0, 0.0, "")

    def look(self) -> bool:
        """Adopt what is published, where that is another edition; whether calls hear what is published now.

        Raises:
            StoreError: the database is away; what was adopted last plays on.
            EditionError: the published edition is not whole; likewise.
        """
        recent = self._editions.recent(KEEP_SECONDS)
        if not recent:
            return False
        if recent[0] != self._leading:
            self._adopt(recent)
        self._shelf.trouble = ""
        return True

    def _adopt(self, recent: Sequence[int]) -> None:
        number, (refused, until, why) = recent[0], self._refused
        if number == refused and time.monotonic() < until:
            raise EditionError(why)
        try:
            self._place(number)
            for older in recent[1:]:  # a call may have begun on one of these on another machine
                self._have(older)
            self._prepared(self._shelf.adopt(number).content)
            self._shelf.lead(number)
        except EditionError as problem:
            self._refused = (number, time.monotonic() + _AGAIN_SECONDS, str(problem))
            raise
        self._leading = number
        log.info("edition.adopted", edition=number)
        self._shelf.prune(keep=recent)

    def run(self, until: Event) -> None:
        """Look twice a second until `until` is set; a failure is told once, and what was adopted last plays on."""
        told = ""
        while not until.is_set():
            problem = self._looked()
            if problem and problem != told:
                log.error("edition.not-adopted", says=problem)
            told = problem
            until.wait(POLL_SECONDS)

    def _looked(self) -> str:
        """One look; what is in the way, in a sentence."""
        try:
            self.look()
        except StoreError as problem:
            if not problem.away:  # a database that is away says nothing of the edition
                self._shelf.trouble = str(problem)
            return str(problem)
        except EditionError as problem:
            self._shelf.trouble = str(problem)
            return str(problem)
        except Exception:
            log.exception("edition.broke")
            return "Something unforeseen happened."
        return ""

    def _place(self, number: int) -> None:
        manifest = self._editions.manifest(number)
        if manifest is None:
            raise EditionError(f"The database says that edition {number} is published, and does not have it.")
        self._shelf.place(number, manifest, self._blobs.fetch)

    def _have(self, number: int) -> None:
        """Put an edition on the shelf that is not the published one; it is done without if it must be."""
        try:
            self._place(number)
        except EditionError as problem:
            log.warning("edition.lacking", edition=number, says=str(problem))
