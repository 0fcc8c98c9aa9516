"""Every table of the database, whichever file describes it."""

from __future__ import annotations

from ivr.store import count_tables, desk_tables, edition_tables, tables

METADATA = tables.METADATA

__all__ = ["METADATA", "count_tables", "desk_tables", "edition_tables"]
