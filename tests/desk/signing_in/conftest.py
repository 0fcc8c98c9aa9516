"""A desk whose staff sign in: nothing there needs any words."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr.desk.desk import Desk
from ivr.store.database import Database
from tests.desk.sounding import staffed_only


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    """A desk with its staff, once with SQLite and once with PostgreSQL."""
    return staffed_only(database, tmp_path)
