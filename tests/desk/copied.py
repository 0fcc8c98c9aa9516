"""Desks that many tests begin with: made once a process, and copied for each test where the database is a file."""

from __future__ import annotations

import functools
import os
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from ivr.desk.desk import Desk
from ivr.store.database import Database
from tests.desk.desks import Ticking, empty_desk
from tests.folders import shared_folder
from tests.postgres import put

Make = Callable[[Database, Path], Desk]


def copied(make: Make, database: Database, data: Path) -> Desk:
    """What `make` makes of an empty database and a data folder. Files in it are links: replace them, never write."""
    if not database.lite:
        return make(database, data)
    folder, now = _made(make)
    put(folder / "line.db", database)
    shutil.copytree(folder / "data", data, copy_function=os.link, dirs_exist_ok=True)
    return empty_desk(database, data, clock=Ticking(now))


@functools.cache
def _made(make: Make) -> tuple[Path, datetime]:
    folder = shared_folder("desk-")
    data = folder / "data"
    data.mkdir()
    database = Database(f"sqlite:///{folder / 'line.db'}")
    database.migrate()
    now = make(database, data).clock()
    database.forget()  # all of it into the one file that is copied
    database.close()
    return folder, now
