"""A desk with a staff and published words, once with SQLite and once with PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr.desk.desk import Desk
from ivr.store.database import Database
from tests.desk.sounding import begun_silent


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    """The shipped words are edition 1, without sounds."""
    return begun_silent(database, tmp_path / "data")
