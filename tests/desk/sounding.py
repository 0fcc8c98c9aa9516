"""Desks whose published words have sounds, every one of them rendered before."""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import tempfile
from pathlib import Path

from ivr.desk.beginning import publish_first
from ivr.desk.desk import Desk
from ivr.editions.freeze import make
from ivr.store.database import Database
from tests.desk.desks import empty_desk, staffed
from tests.editions.shelves import empty_shelf, shipped


def begun(database: Database, data: Path) -> Desk:
    """A staffed desk with the shipped words as edition 1, each prompt a tone."""
    desk = staffed(empty_desk(database, empty_shelf(data)))
    publish_first(desk, make(shipped(), desk.voice, desk.shelf.cache))
    return desk


def begun_copy(file: Path, data: Path) -> Desk:
    """The same desk on an SQLite file of its own, copied from one that was made before: quicker by a second."""
    stocked = _stocked()
    shutil.copytree(stocked / "data", data, copy_function=os.link)
    shutil.copy(stocked / "line.db", file)
    return empty_desk(Database(f"sqlite:///{file}"), data)


@functools.cache
def _stocked() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="desk-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    database = Database(f"sqlite:///{folder / 'line.db'}")
    database.migrate()
    begun(database, folder / "data")
    database.forget()  # all of it into the one file that is copied
    database.close()
    return folder
