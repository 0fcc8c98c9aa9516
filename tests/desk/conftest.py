"""A desk with a staff and published words, once with SQLite and once with PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr.desk.desk import Desk
from ivr.store.database import Database
from tests.desk.desks import empty_desk, publish_words, staffed


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    """The shipped words are edition 1, without sounds."""
    made = staffed(empty_desk(database, tmp_path / "data"))
    publish_words(made)
    return made
