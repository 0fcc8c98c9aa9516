"""A real PostgreSQL for tests, from a wheel, and databases of both kinds: fresh, migrated, and gone afterwards."""

from __future__ import annotations

import functools
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bench.postgres import command, started, within
from ivr.store.database import Database
from ivr.store.schema import METADATA
from tests.folders import shared_folder

BOTH = ("sqlite", "postgresql")
OTHERS_END = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
NO_SERVER = "*** No PostgreSQL can run here ({why}): its tests are SKIPPED. ***"


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a server of our own, `postgresql+psycopg://...`; it ends with the tests, whatever they leave."""
    # A fresh folder each run, not below a home: as root the server runs as a user of its own and must get in.
    folder = Path(tempfile.mkdtemp(prefix="ivr-pg-"))
    try:
        stop, address = started(folder)
    except Exception as problem:  # noqa: BLE001 - whatever keeps it from running is told, loudly
        shutil.rmtree(folder, ignore_errors=True)
        told = NO_SERVER.format(why=f"{type(problem).__name__}: {problem}".splitlines()[0])
        sys.__stderr__.write(f"\n{told}\n") if sys.__stderr__ else None
        pytest.skip(told)
    yield address
    stop()


@pytest.fixture(scope="session")
def postgres_migrated(postgres: str) -> str:
    """The address of a migrated database; each test finds it emptied, which is quicker than a new one."""
    command(postgres, "CREATE DATABASE migrated")
    url = within(postgres, "migrated")
    database = Database(url)
    database.migrate()
    database.close()
    return url


@pytest.fixture
def postgres_empty(postgres: str) -> Iterator[str]:
    """The address of a database of the test's own, without any table."""
    name = f"test_{secrets.token_hex(6)}"
    command(postgres, f"CREATE DATABASE {name}")
    yield within(postgres, name)
    command(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh, migrated database: one test with SQLite and one with PostgreSQL."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'database' / 'line.db'}"
        put(_migrated(), Database(url))
        yield url
        return
    url = request.getfixturevalue("postgres_migrated")
    # What an earlier test left behind is ended first, or it would hold locks.
    command(url, OTHERS_END)
    emptied(url)
    yield url


@functools.cache
def _migrated() -> Path:
    folder = shared_folder("ivr-lite-")
    database = Database(f"sqlite:///{folder / 'line.db'}")
    database.migrate()
    database.forget()  # all of it into the one file that is copied
    database.close()
    return folder / "line.db"


def put(file: Path, database: Database) -> None:
    """A copy of a file in place of an SQLite database that nobody uses yet."""
    database.close()
    there = Path(database.engine.url.database or "")
    there.parent.mkdir(parents=True, exist_ok=True)
    for ending in ("-wal", "-shm"):
        there.with_name(there.name + ending).unlink(missing_ok=True)
    shutil.copy(file, there)


def emptied(url: str) -> None:
    """Empty every table of a PostgreSQL; the audit log refuses that, so its trigger is asleep meanwhile."""
    tables = ", ".join(table.name for table in METADATA.sorted_tables)
    command(
        url,
        "ALTER TABLE audit DISABLE TRIGGER audit_not_emptied",
        f"TRUNCATE {tables} RESTART IDENTITY",
        "ALTER TABLE audit ENABLE TRIGGER audit_not_emptied",
    )


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh database whose user is patient, as a worker is."""
    opened = Database(database_url)
    yield opened
    opened.close()


@contextmanager
def outage(database: Database) -> Iterator[None]:
    """The database is away, and back again afterwards: a folder moved, or a server that lets nobody in."""
    url = database.engine.url
    if database.lite:
        database.close()  # an open file is not away
        folder = Path(url.database or "").parent
        moved = folder.rename(folder.with_name("moved away"))
        try:
            yield
        finally:
            database.close()
            moved.rename(folder)
        return
    server = within(url.render_as_string(hide_password=False), "postgres")
    name = url.database
    command(server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    command(server, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")  # noqa: S608 - ours
    try:
        yield
    finally:
        command(server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
