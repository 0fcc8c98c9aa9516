"""The audit log, a page at a time and filtered, on both databases."""

from __future__ import annotations

from datetime import timedelta

from ivr.store import audit
from ivr.store.audit import Audit, Entry, Wanted
from ivr.store.database import Database
from tests.store.promises import NOW


def _some(database: Database) -> Audit:
    entries = [
        Entry(NOW, "anna", "edit, draft 1", "greeting.name (en)"),
        Entry(NOW + timedelta(hours=1), "ben", "edit, draft 2", "texts.50%_off (en)"),
        Entry(NOW + timedelta(hours=2), "ada", "staff roles", "person ben"),
        Entry(NOW + timedelta(hours=3), "ada", "staff pin", "person anna"),
    ]
    with database.writing() as connection:
        audit.add(connection, entries)
    return Audit(database)


def test_filters_find_just_what_they_name(database: Database) -> None:
    """In either case of letters, and a sign that a database would take for "anything" is only itself."""
    log = _some(database)

    def found(**wanted: object) -> list[str]:
        return [each.item for each in log.page(Wanted(**wanted), 10)]  # type: ignore[arg-type]

    assert found(item="GREETING") == ["greeting.name (en)"]
    assert found(item="50%_") == ["texts.50%_off (en)"]
    assert found(item="5_%") == []
    assert found(who="ada", what="staff p") == ["person anna"]
    assert found(since=NOW + timedelta(hours=1), until=NOW + timedelta(hours=3)) == ["person ben", "texts.50%_off (en)"]
    assert found(without="person ", but="person ben") == ["person ben", "texts.50%_off (en)", "greeting.name (en)"]
    assert log.count(Wanted(without="person ")) == 2


def test_pages_go_on_and_back(database: Database) -> None:
    """By the number of an entry, so that what is added meanwhile shifts nothing."""
    log = _some(database)
    first = log.page(Wanted(), 2)
    assert [each.item for each in first] == ["person anna", "person ben"]
    second = log.page(Wanted(), 2, older_than=first[-1].number)
    assert [each.item for each in second] == ["texts.50%_off (en)", "greeting.name (en)"]
    assert log.page(Wanted(), 2, newer_than=second[0].number) == first
    assert log.page(Wanted(), 2, newer_than=first[0].number) == ()
