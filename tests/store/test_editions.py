"""Editions in the database: whole or not at all, one pointer, and an audit log that takes additions only."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, text, update

from ivr.errors import OvertakenError, StoreError
from ivr.store.audit import Audit, Entry
from ivr.store.blobs import Blobs, blob_hash
from ivr.store.database import Database
from ivr.store.desk_tables import AUDIT
from ivr.store.editions import OVERTAKEN, Editions, New

NOW = datetime(2026, 11, 21, 17, 0, tzinfo=UTC)
DAY = 24 * 3600.0


def new(says: str = "", by: str = "cleo", drafts: tuple[int, ...] = ()) -> New:
    """An edition whose manifest tells its number."""
    return New(lambda number: f"manifest {number}".encode(), "content", by, NOW, says, drafts)


def test_an_edition_gets_the_next_number_and_is_what_new_calls_hear(database: Database) -> None:
    """Nothing is published at first; then each publishing moves the pointer and is in the list and in the log."""
    editions = Editions(database)
    assert editions.published() is None
    assert editions.recent(DAY) == ()

    assert editions.publish(new("the first"), None) == 1
    assert editions.publish(new("a second"), 1) == 2

    assert editions.published() == 2
    assert editions.manifest(1) == b"manifest 1"
    assert editions.manifest(3) is None
    assert [(each.number, each.base, each.says) for each in editions.listed()] == [
        (2, 1, "a second"),
        (1, 0, "the first"),
    ]
    told = [(each.who, each.what, each.before, each.after) for each in Audit(database).listed()]
    assert told == [("cleo", "publish", "edition 1", "edition 2"), ("cleo", "publish", "", "edition 1")]


def test_whoever_publishes_on_what_is_no_longer_published_is_told(database: Database) -> None:
    """The second of two who began with the same edition changes nothing."""
    editions = Editions(database)
    editions.publish(new(), None)
    editions.publish(new(), 1)

    for base in (None, 1):
        with pytest.raises(OvertakenError, match="Somebody else has published"):
            editions.publish(new(), base)
    assert editions.published() == 2
    assert len(Audit(database).listed()) == 2


def test_of_many_who_publish_at_once_one_is_first(database: Database) -> None:
    """However many there are, each number is given once, and the others are told to look again."""
    editions, told = Editions(database), []
    editions.publish(new(), None)

    def publish() -> None:
        try:
            editions.publish(new(), 1)
        except OvertakenError as problem:
            told.append(str(problem))

    racing = [threading.Thread(target=publish) for _ in range(6)]
    for each in racing:
        each.start()
    for each in racing:
        each.join()
    assert told == [OVERTAKEN] * 5
    assert [each.number for each in editions.listed()] == [2, 1]


def test_a_rollback_moves_the_pointer_and_nothing_else(database: Database) -> None:
    """The newer edition stays, and calls that began on it still find it among the recent ones."""
    editions = Editions(database)
    for base in (None, 1, 2):
        editions.publish(new(), base)
    editions.move(1, "bea", NOW, 3)

    assert editions.published() == 1
    assert editions.recent(DAY) == (1, 3, 2)
    (told,) = Audit(database).listed(1)
    assert replace(told, login="") == Entry(NOW, "bea", "rollback", "edition 1", "edition 3", "edition 1")
    assert editions.publish(new(), 1) == 4, "a number is never used twice"
    with pytest.raises(StoreError, match="There is no edition 9"):
        editions.move(9, "bea", NOW, 4)
    with pytest.raises(StoreError, match="Somebody else has published"):
        editions.move(2, "bea", NOW, 3)
    assert editions.published() == 4


def test_an_edition_that_was_replaced_a_day_ago_is_not_recent(database: Database) -> None:
    """What counts is when the next one came: the edition of a month ago is recent for a day after that."""
    editions = Editions(database)
    for base in (None, 1, 2):
        editions.publish(new(), base)
    with database.writing() as connection:
        connection.execute(
            text("UPDATE published SET moved_at = :then WHERE edition < 3"), {"then": "2026-01-01 00:00:00"}
        )

    assert editions.recent(DAY) == (3, 2)
    assert editions.recent(1e9) == (3, 2, 1)


def test_a_draft_is_published_once(database: Database) -> None:
    """An edition that would close a draft that is not open any more is not made."""
    with pytest.raises(StoreError, match="withdrawn or published"):
        Editions(database).publish(new(drafts=(7,)), None)
    assert Editions(database).published() is None


def test_the_audit_log_refuses_changes_and_removals(database: Database) -> None:
    """Whoever holds the connection: the database itself says no."""
    Editions(database).publish(new(), None)
    for harm in (update(AUDIT).values(who="somebody else"), delete(AUDIT)):
        with pytest.raises(StoreError), database.writing() as connection:
            connection.execute(harm)
    assert [each.who for each in Audit(database).listed()] == ["cleo"]


def test_the_audit_log_is_asked_by_person_and_item(database: Database) -> None:
    """The newest first."""
    editions = Editions(database)
    editions.publish(new(by="anna"), None)
    editions.publish(new(by="bea"), 1)
    audit = Audit(database)

    assert [each.item for each in audit.listed(who="anna")] == ["edition 1"]
    assert [each.who for each in audit.listed(item="edition 2")] == ["bea"]
    assert len(audit.listed(most=1)) == 1


def test_blobs_are_kept_once_and_come_back_verified(database: Database) -> None:
    """Named by their bytes; keeping them again is no harm, and what is not there is told."""
    blobs, raws = Blobs(database), [f"sound {number}".encode() for number in range(100)]
    names = [blob_hash(raw) for raw in raws]
    assert blobs.missing(names) == set(names)

    blobs.keep(raws[:60])
    blobs.keep(raws)

    assert blobs.missing([*names, "0" * 64]) == {"0" * 64}
    assert dict(blobs.fetch(names)) == dict(zip(names, raws, strict=True))
    with pytest.raises(StoreError, match="lacks"):
        list(blobs.fetch(["0" * 64]))


def test_altered_bytes_are_never_given_out(database: Database) -> None:
    """A disk that lies, or a hand in the table."""
    blobs = Blobs(database)
    blobs.keep([b"a sound"])
    with database.writing() as connection:
        connection.execute(text("UPDATE blobs SET bytes = :other"), {"other": b"another"})

    with pytest.raises(StoreError, match="altered"):
        list(blobs.fetch([blob_hash(b"a sound")]))
