"""Connections to SQLite and PostgreSQL with the pragmas and time limits that keep promises and keep nobody waiting."""

from __future__ import annotations

import os
import weakref
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text

from ivr import addresses
from ivr.errors import StoreError

WRITES = "ivr_writes"
PATIENT_SECONDS = 10.0  # how long a worker or a command waits for a lock, a connection or a statement
_FOLDING_MS = 50
# Dead connections are noticed within half a minute even where nothing says so (libpq's parameters).
_NOTICING = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 10000}


def address(url: str) -> URL:
    """The database's address, with the driver that we use.

    Raises:
        StoreError: it is none; the sentence does not repeat it, for it may hold a password.
    """
    found = addresses.database(url)
    if found is None:
        raise StoreError(
            "IVR_DATABASE_URL is not the address of a database that the line can use: "
            "sqlite:////folder/line.db or postgresql://user@host/name."
        )
    return make_url(found)


def file_of(url: URL) -> Path | None:
    """The file of an SQLite database; None for a server."""
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def connect(url: URL, waits: float) -> Engine:
    """An engine whose every lock, statement and connection waits `waits` seconds at most.

    PostgreSQL's driver waits 2 seconds for a new connection whatever it is told (libpq, connect_timeout).
    """
    # hide_parameters: what SQLAlchemy raises would quote the number otherwise.
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, hide_parameters=True, pool_timeout=waits, connect_args={"timeout": waits})
        _as_sqlite(engine)
    else:
        milliseconds = max(1, int(waits * 1000))
        limits = {
            "connect_timeout": max(2, int(waits)),
            "options": f"-c statement_timeout={milliseconds} -c lock_timeout={milliseconds} "
            "-c idle_in_transaction_session_timeout=30000 -c timezone=UTC",
            **_NOTICING,
        }
        engine = create_engine(url, hide_parameters=True, pool_timeout=waits, pool_pre_ping=True, connect_args=limits)
    _known.add(engine)
    return engine


def only_one(connection: Connection, purpose: int) -> None:
    """Let no other writer with the same purpose in until this transaction ends; on SQLite there is no other writer."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:purpose)"), {"purpose": purpose})


def fold_back(engine: Engine) -> None:
    """Write SQLite's journal (`-wal`) back into its file and empty it, unless somebody is at it just now.

    A row that was changed stays in that journal as it was, and with it an erased number.
    """
    with engine.connect() as opened:
        driver: Any = opened.connection.driver_connection
        before = driver.execute("PRAGMA busy_timeout").fetchone()[0]
        # While it waits no other writer gets in, and callers do not wait for long.
        driver.execute(f"PRAGMA busy_timeout={_FOLDING_MS}")
        try:
            # A reader or writer that is not done by then is no failure: the answer says so, and a minute later it is
            # tried again.
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            driver.execute(f"PRAGMA busy_timeout={before}")


def _as_sqlite(engine: Engine) -> None:
    """The settings without which two processes lose each other's writes without any error."""

    @event.listens_for(engine, "connect")
    def opened(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own
        connection.isolation_level = None  # SQLAlchemy's begin below is the only one
        connection.execute("PRAGMA synchronous=FULL")  # NORMAL may lose a promised row at a power cut
        connection.execute("PRAGMA secure_delete=ON")  # an erased number is not left in the file

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES, False)
        # A writer that begins as a reader may find at its first write that it has read what is no longer so.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _forked() -> None:
    """A process that the server forks opens connections of its own: a shared one would break both."""
    for engine in tuple(_known):
        engine.dispose(close=False)


_known: weakref.WeakSet[Engine] = weakref.WeakSet()
os.register_at_fork(after_in_child=_forked)
