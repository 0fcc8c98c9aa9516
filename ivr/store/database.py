"""The database: one transaction at a time, every failure one plain sentence, and no caller kept waiting."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from ivr.errors import UnansweredError
from ivr.store import hurry, migrate
from ivr.store.engine import PATIENT_SECONDS, WRITES, address, connect, file_of, fold_back
from ivr.store.hurry import AWAY, REST_SECONDS, Hurry

CALLER_SECONDS = 0.25  # a question from a call is answered within 0.3 s (design section 3)
BUSY = "The database is too busy just now."
UNLIKE = "The database did not understand: it may be older than this program, or damaged."
# PostgreSQL's lock_not_available, query_canceled (by its time limit) and too many connections.
_BUSY_STATES = frozenset({"55P03", "57014", "53300"})

Answer = TypeVar("Answer")


class Database:
    """One database; safe to use from several threads and after a fork.

    Attributes:
        engine: SQLAlchemy's.
        lite: whether it is SQLite.
    """

    def __init__(self, url: str, within: float | None = None, rest: float = REST_SECONDS) -> None:
        """Open nothing yet.

        Args:
            url: `sqlite:////folder/line.db` or `postgresql://...`.
            within: seconds that a caller may wait for `soon`; None where nobody waits, as in a worker.
            rest: seconds after a failure in which `soon` does not try again.

        Raises:
            StoreError: the address is none.
        """
        self._address = address(url)
        self.lite = self._address.get_backend_name() == "sqlite"
        # A statement gives up before the caller does, so that a lock is not taken for a database that is away.
        self.engine = connect(self._address, within * 0.6 if within else PATIENT_SECONDS)
        self._hurry = Hurry(within, rest) if within else None
        weakref.finalize(self, self.engine.dispose)  # whoever forgets to close it leaves no connection behind

    def migrate(self) -> None:
        """Bring the tables up to date; several processes may do it at once.

        Raises:
            StoreError: the database is newer than this program, or cannot be reached.
        """
        with self._plainly():
            if not self._is_current():
                migrate.migrate(self._address)

    def soon(self, question: Callable[[], Answer], until: float | None = None) -> Answer:
        """The answer of a question that reads and writes, within the seconds that a caller may wait.

        Args:
            question: whatever uses this database.
            until: `deadline()` of an earlier moment, where several questions share the seconds.

        Raises:
            StoreError: the database is away or slow; then nothing was changed, but for a commit in its last moment.
        """
        return self._hurry.ask(question, until) if self._hurry else question()

    def deadline(self) -> float:
        """Until when (`time.monotonic`) a caller waits who comes now; endless where nobody waits."""
        return self._hurry.deadline() if self._hurry else float("inf")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that reads; raises StoreError."""
        with self._plainly(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes, committed at its end; raises StoreError."""
        with self._plainly(), self.engine.connect() as opened:
            connection = opened.execution_options(**{WRITES: True})
            with connection.begin():
                yield connection
                hurry.check()

    def forget(self) -> None:
        """Let nothing that was erased stay in the files beside an SQLite database; raises StoreError.

        Where somebody reads or writes at the moment, that happens the next time.
        """
        if self.lite:
            with self._plainly():
                fold_back(self.engine)

    def close(self) -> None:
        """Close every connection; the next use opens new ones."""
        self.engine.dispose()

    def _is_current(self) -> bool:
        file = file_of(self._address)
        if file and not file.exists():  # a look would make one that anybody may read
            return False
        try:
            return migrate.current(self.engine)
        except SQLAlchemyError:
            if self.lite:
                return False  # another process may be making the tables just now; migrating waits for it
            raise

    @contextmanager
    def _plainly(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as problem:
            told = _told(problem)
            _empty(problem)
            raise told from None


def _told(problem: SQLAlchemyError) -> UnansweredError:
    if isinstance(problem, PoolTimeoutError):
        return UnansweredError(BUSY)
    if not isinstance(problem, OperationalError | InterfaceError):
        return UnansweredError(UNLIKE)
    said = str(problem.orig)
    if getattr(problem.orig, "sqlstate", None) in _BUSY_STATES or "locked" in said:
        return UnansweredError(BUSY)
    if "no such table" in said or "no such column" in said:
        return UnansweredError(UNLIKE)
    return UnansweredError(AWAY, away=True)


def _empty(problem: SQLAlchemyError) -> None:
    """Keep the kind and place of a failure and drop its words: PostgreSQL's may quote a whole row."""
    problem.__cause__ = problem.__context__ = None
    problem.args = (type(problem.orig).__name__ if isinstance(problem, DBAPIError) else "",)
    if isinstance(problem, StatementError):
        problem.orig = problem.params = problem.statement = None
        problem.detail = []
