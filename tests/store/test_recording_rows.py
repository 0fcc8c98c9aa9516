"""What was recorded by telephone is in one hand at a time, however often it is told, until it is deleted."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from ivr.store import recordings, takings
from ivr.store.database import Database
from ivr.store.recordings import REMEMBERED, Recordings, Row, State
from ivr.store.takings import UNHEARD, Taking

NOW = datetime(2026, 11, 21, 17, tzinfo=UTC)
TAKING = Taking(0, "where.main", "en", "0" * 64, "1" * 64, "Rec", "rec", NOW, phone=UNHEARD)


def told(rows: Recordings, recording: str = "RE1", now: datetime = NOW) -> str:
    """The line hears of a recording."""
    rows.told({"id": recording, "call": "call", "person": "rec", "prompt": "where.main", "language": "en"}, now)
    return recording


def claimed(rows: Recordings, owner: str = "one", seconds: float = 60) -> Row:
    """What is due."""
    taken = rows.claim(owner, seconds)
    assert taken
    return taken


def found(rows: Recordings, recording: str = "RE1") -> Row:
    """How a recording stands."""
    row = rows.find(recording)
    assert row
    return row


@pytest.fixture
def rows(database: Database) -> Recordings:
    """Nothing was recorded yet."""
    return Recordings(database)


def test_what_is_told_twice_is_one_recording(rows: Recordings) -> None:
    """The action and the status callback both tell, in any order and at any time."""
    told(rows)
    told(rows)
    taken = claimed(rows)
    told(rows)
    assert rows.claim("two", 60) is None
    assert rows.refused(taken, ["It is too quiet."])
    told(rows)
    assert (found(rows).state, found(rows).says) == (State.REFUSED, ("It is too quiet.",))
    assert rows.deleted(claimed(rows))
    told(rows)
    assert rows.claim("two", 60) is None
    assert (found(rows).state, found(rows).says) == (State.DELETED, ("It is too quiet.",))


def test_one_that_waits_is_fetched_at_once_when_it_is_told_again(rows: Recordings) -> None:
    """The provider says that it is there now."""
    told(rows)
    assert rows.again(claimed(rows), 60)
    assert rows.claim("two", 60) is None
    told(rows)
    assert claimed(rows, "two").tries == 2


def test_one_that_was_given_up_is_looked_for_again_when_it_is_told_again(rows: Recordings) -> None:
    """It was late."""
    told(rows)
    assert rows.failed(claimed(rows))
    assert rows.claim("two", 60) is None
    told(rows)
    assert claimed(rows, "two").tries == 1


def test_whoever_waits_comes_before_what_is_to_be_deleted(rows: Recordings) -> None:
    """A caller listens meanwhile."""
    told(rows)
    assert rows.refused(claimed(rows), ["No."])
    told(rows, "RE2")
    assert (claimed(rows).id, claimed(rows).id) == ("RE2", "RE1")


def test_a_late_worker_changes_nothing_that_is_another_s(database: Database, rows: Recordings) -> None:
    """Its lease ended, and the row was taken again: it keeps no take either."""
    told(rows)
    late, current = claimed(rows, "late", 0.0), claimed(rows, "current")
    assert not rows.going_on(late, 60)
    assert not rows.again(late, 0)
    assert not rows.refused(late, ["Late."])
    assert not rows.failed(late)
    assert not rows.deleted(late)
    with database.writing() as connection:
        assert not recordings.kept(connection, late, 7, [])
        assert recordings.kept(connection, current, 8, ["A hum."])
    assert (found(rows).state, found(rows).take, found(rows).says) == (State.KEPT, 8, ("A hum.",))


def test_what_is_taken_back_is_kept_by_nobody(database: Database, rows: Recordings) -> None:
    """Though somebody is at it."""
    told(rows)
    taken = claimed(rows)
    assert rows.drop("RE1", "You took it back.")
    with database.writing() as connection:
        assert not recordings.kept(connection, taken, 7, [])
    assert claimed(rows).state is State.REFUSED
    assert not rows.drop("RE1", "Once more."), "too late"


def test_a_later_recording_of_the_same_words_overtakes(database: Database, rows: Recordings) -> None:
    """As soon as its speaker has heard it back and kept it; before, both stand beside each other."""
    told(rows)
    first = claimed(rows)
    told(rows, "RE2", NOW + timedelta(seconds=30))
    second = claimed(rows)
    with database.writing() as connection:
        assert not recordings.overtaken(connection, first)
        take = takings.add(connection, TAKING)
        assert recordings.kept(connection, second, take, [])
        assert not recordings.overtaken(connection, first)
        takings.keep(connection, take)
        assert recordings.overtaken(connection, first)
        assert not recordings.overtaken(connection, second)
        assert recordings.later_takes(connection, first) == {take}
        assert recordings.later_takes(connection, second) == frozenset()


def test_what_is_long_done_is_forgotten(rows: Recordings) -> None:
    """What still has to be deleted at the provider is not."""
    told(rows)
    assert rows.failed(claimed(rows))
    told(rows, "RE2")
    assert rows.refused(claimed(rows), ["No."])

    told(rows, "RE3", NOW + REMEMBERED + timedelta(seconds=1))

    assert rows.find("RE1") is None
    assert found(rows, "RE2").state is State.REFUSED


def test_what_its_speaker_was_told_is_noted_once(rows: Recordings) -> None:
    """In which call; and forgotten again where the recording is looked for once more."""
    told(rows)
    assert found(rows).told_in == 0
    assert rows.failed(claimed(rows))
    rows.heard_why(["RE1", "RE9"], 1_781_712_000)
    rows.heard_why(["RE1"], 1_781_799_999)
    assert found(rows).told_in == 1_781_712_000
    told(rows)
    assert found(rows).told_in == 0


def test_the_words_that_were_read_out_stand_in_the_row(rows: Recordings) -> None:
    """Whoever tells first says so."""
    row = {"id": "RE1", "call": "call", "person": "rec", "prompt": "where.main", "language": "en"}
    rows.told({**row, "script": "5f70bf18a0860070"}, NOW)
    rows.told(row, NOW)
    assert claimed(rows).script == "5f70bf18a0860070"


def test_workers_at_once_never_take_the_same_recording(rows: Recordings) -> None:
    """Four threads, twenty recordings, each taken once."""
    names = [told(rows, f"RE{each}") for each in range(20)]
    taken: list[str] = []

    def work(name: str) -> None:
        while (row := rows.claim(name, 60)) is not None:
            taken.append(row.id)

    threads = [threading.Thread(target=work, args=(f"worker {each}",)) for each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(taken) == sorted(names)
