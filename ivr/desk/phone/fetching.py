"""Fetching what was recorded by telephone: checked by the one intake, kept, and only then deleted at the provider."""

from __future__ import annotations

import secrets
from threading import Event
from typing import Protocol

import structlog

from ivr.audio.intake.checks import Verdict
from ivr.desk.desk import Desk
from ivr.desk.takes import FaultyError, Handed, hand_in
from ivr.errors import DeskError, IvrError, StoreError, TakeError
from ivr.going_on import go_on
from ivr.store import people, recordings
from ivr.store.audit import by_telephone
from ivr.store.recordings import Row, State
from ivr.store.takings import Taking
from ivr.store.turns import Connection

# Longer than fetching takes (25 s at most, `ivr.carrier.recordings`), and than the intake; it is prolonged in between.
# Whoever is killed holds a recording that long: less than its speaker waits in the call (60 s).
LEASE_SECONDS = 35.0
# A recording that is not there yet is asked for after 1, 2, 4 ... 60 seconds, and given up after ten minutes.
LONGEST_PAUSE, NOT_THERE_TRIES = 60.0, 16
# A provider that does not answer is asked again for about two days; so is one after whoever asked was killed.
LONGEST_AWAY, MOST_TRIES = 3600.0, 60
# What cannot be read may only be half there.
UNREADABLE_TRIES = 6
TOO_LATE = "You recorded it once more after this, and you kept that one."
NOT_GIVEN = "The telephone company did not give the recording out. Record it again."

log = structlog.get_logger()


class Recordings(Protocol):
    """Where what was recorded lies until it is fetched."""

    def fetch(self, recording: str) -> bytes | None:
        """A recording by its id; None where it is not there yet, or not any more.

        Raises:
            TakeError: it can never be used; the sentence says why.
            IvrError: it could not be had this time.
        """

    def delete(self, recording: str) -> None:
        """Delete it, unless it is gone already; raises IvrError where it may still be there."""


class _NotOursError(Exception):
    """Somebody else has the row, or the call was taken back."""


class _TooLateError(Exception):
    """The same prompt was recorded once more, and heard back and kept."""


class Fetcher:
    """Brings recordings in; `run` is its life, `one` a single step of a single recording.

    Whoever is killed at any moment loses nothing: the row says what is still to do, and the take and its row are
    written together.
    """

    def __init__(self, desk: Desk, source: Recordings, lease: float = LEASE_SECONDS) -> None:
        self._desk = desk
        self._source = source
        self._lease = lease
        self._rows = recordings.Recordings(desk.database)
        self._owner = secrets.token_hex(8)

    def run(self, until: Event) -> None:
        """Bring in what was recorded until `until` is set; a database that is gone is waited for."""
        go_on("fetcher", self.one, until)

    def one(self, until: Event | None = None) -> bool:
        """Fetch one recording and take it in, or delete one at the provider; whether there was one.

        Raises:
            StoreError: the database is away.
        """
        taken = self._rows.claim(self._owner, self._lease)
        if taken is None:
            return False
        if taken.state is State.WORKING:
            self._bring(taken, until or Event())
        else:
            self._delete(taken)
        return True

    def _bring(self, taken: Row, until: Event) -> None:
        if taken.tries > MOST_TRIES:
            self._give_up(taken, NOT_GIVEN)
            return
        try:
            upload = self._source.fetch(taken.id)
        except TakeError as problem:
            self._rows.refused(taken, [str(problem)])
            return
        except Exception as problem:  # noqa: BLE001 - whatever it is, the recording stays where it is
            self._later(taken, problem)
            return
        if upload is None:
            self._not_there(taken)
        elif until.is_set():
            self._rows.again(taken, 0.0)
        elif self._rows.going_on(taken, self._lease):
            self._take_in(taken, upload)

    def _take_in(self, taken: Row, upload: bytes) -> None:
        try:
            self._handed(taken, upload)
        except StoreError:
            raise  # it stays ours until the lease ends, and is then taken again
        except _NotOursError:
            log.info("recording.not-ours", call=taken.call)
        except _TooLateError:
            self._rows.refused(taken, [TOO_LATE])
        except FaultyError as problem:
            self._rows.refused(taken, problem.says)
            log.info("recording.refused", call=taken.call, prompt=taken.prompt)
        except DeskError as problem:  # they have left, or the prompt is gone
            self._rows.refused(taken, [str(problem)])
            log.warning("recording.refused", call=taken.call, prompt=taken.prompt, says=str(problem))
        except TakeError as problem:
            if taken.tries < UNREADABLE_TRIES:
                self._later(taken, problem)
            else:  # it is not deleted at the provider: somebody may yet be able to read it
                self._give_up(taken, str(problem))
        except Exception as problem:  # noqa: BLE001 - the recording is still at the provider
            self._later(taken, problem)

    def _handed(self, taken: Row, upload: bytes) -> None:
        with self._desk.database.reading() as connection:
            person = people.find(connection, taken.person)
        if person is None:
            raise DeskError("Whoever recorded this is not on the staff list.")

        def also(connection: Connection, take: Taking, verdict: Verdict) -> None:
            if recordings.overtaken(connection, taken):
                raise _TooLateError
            if not recordings.kept(connection, taken, take.id, [each.says for each in verdict.warnings]):
                raise _NotOursError

        given = Handed(
            taken.prompt, taken.language, upload, person.name, "telephone", script=taken.script, by_phone=True
        )
        with by_telephone():
            take, _ = hand_in(self._desk, person.id, given, also)
        log.info("recording.kept", call=taken.call, prompt=taken.prompt, take=take.id, tries=taken.tries)

    def _not_there(self, taken: Row) -> None:
        if taken.tries < NOT_THERE_TRIES:
            self._rows.again(taken, _pause(taken, LONGEST_PAUSE))
        else:  # too short or silent: the provider has made none
            self._rows.failed(taken)
            log.info("recording.never-there", call=taken.call, prompt=taken.prompt)

    def _later(self, taken: Row, problem: Exception) -> None:
        """Try again; nothing is lost meanwhile, for the provider keeps it."""
        told = {"says": str(problem)} if isinstance(problem, IvrError) else {"exc_info": problem}
        log.warning("recording.later", call=taken.call, prompt=taken.prompt, tries=taken.tries, **told)
        self._rows.again(taken, _pause(taken, LONGEST_AWAY))

    def _give_up(self, taken: Row, says: str) -> None:
        self._rows.failed(taken, [says])
        log.error("recording.given-up", call=taken.call, prompt=taken.prompt, says=says)

    def _delete(self, taken: Row) -> None:
        try:
            self._source.delete(taken.id)
        except Exception as problem:  # noqa: BLE001 - it is tried until it is gone
            told = {"says": str(problem)} if isinstance(problem, IvrError) else {"exc_info": problem}
            log.warning("recording.not-deleted", call=taken.call, tries=taken.tries, **told)
            self._rows.again(taken, _pause(taken, LONGEST_AWAY))
        else:
            self._rows.deleted(taken)


def _pause(taken: Row, most: float) -> float:
    """1, 2, 4 ... seconds."""
    return min(most, 2.0 ** min(taken.tries - 1, 20))
