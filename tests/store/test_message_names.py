"""Each of the provider's messages answers one promise: two rows never take the same one, whoever asks first."""

from __future__ import annotations

import threading

import pytest

from ivr.store.database import Database
from ivr.store.outbox import Outbox, Outcome, Row, State
from tests.store.promises import claimed, promise


@pytest.fixture
def outbox(database: Database) -> Outbox:
    """An empty one."""
    return Outbox(database)


@pytest.fixture
def both(outbox: Outbox) -> tuple[Row, Row]:
    """Two promises of the same words to the same number, each in the hands of a worker."""
    promise(outbox, "call 1")
    promise(outbox, "call 2")
    return claimed(outbox, "worker 1"), claimed(outbox, "worker 2")


def now(outbox: Outbox, row: Row) -> Row:
    """The row as it is now."""
    found = outbox.by_id(row.id)
    assert found is not None
    return found


def test_a_message_that_is_another_row_s_is_not_taken(outbox: Outbox, both: tuple[Row, Row]) -> None:
    """The row goes back at once, and whoever takes it looks again."""
    first, second = both
    assert outbox.accepted(first, "SM1")
    assert not outbox.accepted(second, "SM1")

    assert (now(outbox, second).state, now(outbox, second).sid) == (State.WAITING, "")
    again = claimed(outbox, "worker 3")
    assert again.id == second.id
    assert outbox.others(again, ["SM1"]) == {"SM1"}
    assert outbox.accepted(again, "SM2")


def test_two_workers_at_once_take_one_message_once(outbox: Outbox) -> None:
    """Ten times two threads."""
    for each in range(10):
        promise(outbox, f"call {each}, one")
        promise(outbox, f"call {each}, two")
        rows, start, said = [claimed(outbox), claimed(outbox)], threading.Barrier(2), list[bool]()

        def take(row: Row, sid: str, start: threading.Barrier = start, said: list[bool] = said) -> None:
            start.wait(10)
            said.append(outbox.accepted(row, sid))

        threads = [threading.Thread(target=take, args=(row, f"SM{each}")) for row in rows]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(said) == [False, True]
        assert outbox.accepted(claimed(outbox), f"SM{each} two")


def test_a_report_tells_whose_message_it_is(outbox: Outbox, both: tuple[Row, Row]) -> None:
    """The second row had found the first one's message: it is looked for again, and nobody's promise is lost."""
    first, second = both
    assert outbox.accepted(second, "SM1")
    assert outbox.status(first.id, "SM1", Outcome.DELIVERED)

    assert (now(outbox, first).state, now(outbox, first).sid) == (State.DELIVERED, "SM1")
    assert (now(outbox, second).state, now(outbox, second).sid) == (State.WAITING, "")
    assert claimed(outbox).id == second.id


def test_a_report_of_an_earlier_try_takes_nothing_away(outbox: Outbox, both: tuple[Row, Row]) -> None:
    """The first row has a message of its own by now; sending the second again would be one too many."""
    first, second = both
    assert outbox.accepted(second, "SM1")
    assert outbox.accepted(first, "SM2")
    assert outbox.status(first.id, "SM1", Outcome.DELIVERED)

    assert now(outbox, first).sid == "SM2"
    assert (now(outbox, second).state, now(outbox, second).sid) == (State.ACCEPTED, "SM1")


def test_what_is_closed_is_not_opened_again(outbox: Outbox, both: tuple[Row, Row]) -> None:
    """A final state never goes back, whoever's the message was."""
    first, second = both
    assert outbox.accepted(second, "SM1")
    assert outbox.status(second.id, "SM1", Outcome.DELIVERED)
    assert outbox.status(first.id, "SM1", Outcome.SENT)

    assert (now(outbox, second).state, now(outbox, second).sid) == (State.DELIVERED, "")
    assert (now(outbox, first).state, now(outbox, first).sid) == (State.ACCEPTED, "SM1")
