"""Insert or change in one statement, which SQLite and PostgreSQL spell alike and SQLAlchemy apart."""

from __future__ import annotations

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from ivr.store.database import Database


def put(database: Database, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows ON CONFLICT."""
    return sqlite.insert(table) if database.lite else postgresql.insert(table)
