"""Brings a database's tables up to date, one process at a time, and refuses one that is newer than this program."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine

from ivr.errors import StoreError
from ivr.store.engine import PATIENT_SECONDS, WRITES, connect, file_of, only_one

SCRIPTS = Path(__file__).parent / "migrations"
PURPOSE = 0x69767201  # PostgreSQL's advisory lock for this; any number that is ours
NEWER = "The database was made by a newer version of this program; update the program, or restore an older database."


def migrate(url: URL) -> None:
    """Make or change the tables of the database at `url` in one transaction.

    Raises:
        StoreError: it is newer than this program, or its folder cannot be written.
        sqlalchemy.exc.SQLAlchemyError: the database failed.
    """
    file = file_of(url)
    engine = connect(url, 6 * PATIENT_SECONDS)
    try:
        with _alone(file) if file else nullcontext(), engine.connect() as opened:
            if file:
                # Outside of a transaction, as SQLite wants it; the file remembers it for good.
                opened.connection.driver_connection.execute("PRAGMA journal_mode=WAL")  # type: ignore[union-attr]
            connection = opened.execution_options(**{WRITES: True})
            with connection.begin():
                _upgrade(connection)
    finally:
        engine.dispose()


def current(engine: Engine) -> bool:
    """Whether the tables are already as this program wants them, found out by one look that keeps nobody waiting.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: the database failed.
    """
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_heads() == _newest()


@cache
def _newest() -> tuple[str, ...]:
    return tuple(ScriptDirectory(SCRIPTS).get_heads())


def _upgrade(connection: Connection) -> None:
    only_one(connection, PURPOSE)
    scripts = ScriptDirectory(SCRIPTS)
    known = {script.revision for script in scripts.walk_revisions()}
    there = MigrationContext.configure(connection).get_current_heads()
    if not known.issuperset(there):
        raise StoreError(NEWER)
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """One process at a time, and a file that nobody else on the machine may read: it holds numbers for a while."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
        lock = os.open(file.with_name(file.name + ".migrating"), os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as problem:
        raise StoreError(f"The database's file {file} cannot be written ({problem.strerror}).", away=True) from problem
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
