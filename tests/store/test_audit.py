"""The audit log takes additions only, whatever statement is tried."""

from __future__ import annotations

import pytest
from sqlalchemy import Executable, delete, insert, text, update

from ivr.errors import StoreError
from ivr.store import audit
from ivr.store.audit import Audit, Entry
from ivr.store.database import Database
from ivr.store.desk_tables import AUDIT
from tests.store.promises import NOW

ROW = {"at": NOW, "who": "eve", "login": "x", "what": "publish", "item": "", "before": "", "after": ""}


def test_no_statement_changes_replaces_or_removes_an_entry(database: Database) -> None:
    """Also not a row put in place of another, nor the table emptied at once; what comes after is added as ever."""
    entries = [Entry(NOW, "anna", "publish"), Entry(NOW, "ben", "publish")]
    with database.writing() as connection:
        audit.add(connection, entries)
    before = Audit(database).listed()
    harms: list[Executable] = [update(AUDIT).values(who="eve"), delete(AUDIT), insert(AUDIT).values(id=1, **ROW)]
    if database.lite:
        harms += [insert(AUDIT).prefix_with("OR REPLACE").values(id=number, **ROW) for number in (1, 2)]
        harms += [text("INSERT INTO audit SELECT 2, at, 'eve', login, what, item, before, after FROM audit LIMIT 1")]
    else:
        harms += [text("TRUNCATE audit"), text("TRUNCATE audit, drafts CASCADE")]

    for harm in harms:
        with pytest.raises(StoreError), database.writing() as connection:
            connection.execute(harm)

    assert Audit(database).listed() == before
    with database.writing() as connection:
        audit.add(connection, [Entry(NOW, "cleo", "publish"), Entry(NOW, "dora", "publish")])
    assert [each.who for each in Audit(database).listed()] == ["dora", "cleo", "ben", "anna"]
