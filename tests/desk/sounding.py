"""Desks with the shipped words published as edition 1: each prompt a tone, or quicker without any sound."""

from __future__ import annotations

from pathlib import Path

from ivr.desk.beginning import publish_first
from ivr.desk.desk import Desk
from ivr.editions.freeze import make
from ivr.store.database import Database
from tests.desk.copied import copied
from tests.desk.desks import empty_desk, publish_words, staffed
from tests.editions.shelves import empty_shelf, shipped


def begun(database: Database, data: Path) -> Desk:
    """A staffed desk whose prompts are tones, on a database without anything in it."""
    return copied(_sounding, database, data)


def begun_silent(database: Database, data: Path) -> Desk:
    """The same without sounds."""
    return copied(_silent, database, data)


def staffed_only(database: Database, data: Path) -> Desk:
    """A staffed desk where nothing is published yet."""
    return copied(_staffed, database, data)


def _staffed(database: Database, data: Path) -> Desk:
    return staffed(empty_desk(database, data))


def _silent(database: Database, data: Path) -> Desk:
    desk = _staffed(database, data)
    publish_words(desk)
    return desk


def _sounding(database: Database, data: Path) -> Desk:
    desk = _staffed(database, empty_shelf(data))
    publish_first(desk, make(shipped(), desk.voice, desk.shelf.cache))
    return desk
