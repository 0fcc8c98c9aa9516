"""Desks whose published words have sounds, every one of them rendered before."""

from __future__ import annotations

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
