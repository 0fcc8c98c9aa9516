"""Guessing: five wrong tries lock for a while, longer each time, however many come at once, and right ones too."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from ivr.desk.desk import THE_LINE, Desk
from ivr.desk.people import set_pin, staff
from ivr.desk.signing_in.locking import (
    LOCKS,
    MOST_TRIES,
    LockedError,
    Way,
    attempt,
    give_back,
    got_in,
    locks_of,
    missed,
)
from ivr.desk.views.staff_list import members
from ivr.store import locks
from tests.desk.desks import Ticking, logged
from tests.desk.signing_in.holders import failed, locked_until

FIRST, MINUTE = LOCKS[0], timedelta(minutes=1)


def later(desk: Desk, by: timedelta) -> None:
    """Let time pass."""
    assert isinstance(desk.clock, Ticking)
    desk.clock.now += by


def fail(desk: Desk, who: str, way: Way, times: int = MOST_TRIES) -> None:
    """Fail so often."""
    for _ in range(times):
        failed(desk, who, way)


def test_the_fifth_failure_locks_for_a_quarter_of_an_hour(desk: Desk) -> None:
    """Not the fourth; until a whole minute, as it is told; and when it is over there are five tries again."""
    fail(desk, "ed", Way.PASSWORD, 4)
    assert locked_until(desk, "ed", Way.PASSWORD) is None

    until = failed(desk, "ed", Way.PASSWORD)

    assert until is not None
    assert locked_until(desk, "ed", Way.PASSWORD) == until
    with pytest.raises(LockedError) as locked:
        attempt(desk, "ed", Way.PASSWORD)
    assert locked.value.until == until
    assert (until.second, until.microsecond) == (0, 0)
    assert FIRST - MINUTE < until - desk.clock() <= FIRST + MINUTE
    later(desk, FIRST + MINUTE)
    assert locked_until(desk, "ed", Way.PASSWORD) is None
    fail(desk, "ed", Way.PASSWORD, 4)
    assert locked_until(desk, "ed", Way.PASSWORD) is None


def test_locks_grow_while_somebody_goes_on_guessing(desk: Desk) -> None:
    """A quarter of an hour, an hour, then four hours each time: some 30 guesses a day, and no more, for ever."""
    told = []
    for _ in range(5):
        fail(desk, "rec", Way.PHONE)
        until = locked_until(desk, "rec", Way.PHONE)
        assert until
        told.append(round((until - desk.clock()) / timedelta(minutes=15)))
        later(desk, until - desk.clock())
    assert told == [1, 4, 16, 16, 16]
    entries = [each.after.partition("locked for ")[2] for each in logged(desk, "locked")]
    assert entries == ["15 minutes", "1 hour", "4 hours", "4 hours", "4 hours"]


@pytest.mark.parametrize("ends", ["a success", "an admin", "a day"])
def test_growing_locks_begin_anew(desk: Desk, ends: str) -> None:
    """After whoever it is got in, after a new PIN, and after a day without a failure."""
    fail(desk, "rec", Way.PHONE)
    later(desk, FIRST + MINUTE)
    fail(desk, "rec", Way.PHONE)
    if ends == "a success":
        later(desk, LOCKS[1] + MINUTE)
        attempt(desk, "rec", Way.PHONE)
        got_in(desk, "rec", Way.PHONE)
    elif ends == "an admin":
        set_pin(desk, "ada", "rec", "824397")
    else:
        later(desk, timedelta(days=1, minutes=1))
    assert attempt(desk, "rec", Way.PHONE).number == 1


def test_a_try_that_is_given_back_after_a_lock_makes_no_lock(desk: Desk) -> None:
    """The sixth, that nobody looked at: what is left are the five of a lock that is over."""
    fail(desk, "ed", Way.PHONE)
    later(desk, FIRST + MINUTE)
    sixth, seventh = attempt(desk, "ed", Way.PHONE), attempt(desk, "ed", Way.PHONE)
    give_back(desk, sixth)
    assert locked_until(desk, "ed", Way.PHONE) is None
    give_back(desk, seventh)
    assert locked_until(desk, "ed", Way.PHONE) is None
    give_back(desk, attempt(desk, "ed", Way.PHONE))
    assert locked_until(desk, "ed", Way.PHONE) is None


def test_trying_while_it_is_locked_does_not_lock_it_for_longer(desk: Desk) -> None:
    """Or a stranger could keep somebody out for ever with one try in a quarter of an hour."""
    fail(desk, "ed", Way.CODE)
    until = locked_until(desk, "ed", Way.CODE)

    later(desk, FIRST / 2)

    assert failed(desk, "ed", Way.CODE) == until
    assert locked_until(desk, "ed", Way.CODE) == until


def test_each_way_and_each_person_locks_by_itself(desk: Desk) -> None:
    """Guessing a password keeps nobody from the desk by phone."""
    fail(desk, "ed", Way.PASSWORD)

    assert locked_until(desk, "ed", Way.CODE) is None
    assert locked_until(desk, "ed", Way.PHONE) is None
    assert locked_until(desk, "eve", Way.PASSWORD) is None


def test_getting_in_forgets_the_failures_of_that_way_only(desk: Desk) -> None:
    """A right password must not let the guessing of codes begin anew."""
    fail(desk, "ed", Way.CODE, 4)
    fail(desk, "ed", Way.PASSWORD, 4)

    got_in(desk, "ed", Way.PASSWORD)

    assert attempt(desk, "ed", Way.PASSWORD).number == 1
    assert attempt(desk, "ed", Way.CODE).number == 5


def test_failures_are_forgotten_after_a_day(desk: Desk) -> None:
    """Four slips of the fingers in a month are no guessing."""
    fail(desk, "ed", Way.PASSWORD, 4)
    later(desk, timedelta(days=1, minutes=1))

    assert attempt(desk, "ed", Way.PASSWORD).number == 1


def test_many_at_once_are_no_more_than_five(desk: Desk) -> None:
    """Each try is counted before anybody looks whether it is right."""

    def one(_: int) -> bool:
        try:
            attempt(desk, "ed", Way.CODE)
        except LockedError:
            return False
        return True

    with ThreadPoolExecutor(12) as pool:
        assert sum(pool.map(one, range(24))) == MOST_TRIES


def test_a_lock_is_in_the_audit_log_once_and_only_of_people(desk: Desk) -> None:
    """What strangers type as an id may be anybody's password; and whose name was given is not who guessed."""
    fail(desk, "ed", Way.PASSWORD, 9)
    fail(desk, "my-secret-password", Way.PASSWORD, 9)

    entries = logged(desk, "locked")
    assert [(each.who, each.item, each.after) for each in entries] == [
        (THE_LINE, "person ed", "five wrong tries by password; locked for 15 minutes")
    ]


def test_of_the_locks_only_those_asked_for_are_read(desk: Desk) -> None:
    """However many strangers have left theirs, the page People reads those of the staff alone."""
    for who in ("ed", "eve", "?stranger"):
        fail(desk, who, Way.PASSWORD)
    with desk.database.reading() as connection:
        assert set(locks.failures_of(connection, ["ed", "ann"])) == {("ed", "password")}
    assert set(locks_of(desk, ["ed", "?stranger"])) == {("ed", Way.PASSWORD), ("?stranger", Way.PASSWORD)}
    asked: list[list[object]] = []

    def ask(_connection: object, _cursor: object, _statement: str, given: Any, *_: object) -> None:  # noqa: ANN401 - the driver's own
        asked.append(list(given.values() if isinstance(given, dict) else given))

    event.listen(desk.database.engine, "before_cursor_execute", ask)
    assert [each.person.id for each in members(desk) if each.locked_until] == ["ed", "eve"]
    (those,) = [given for given in asked if "ed" in given]
    assert set(those) == {each.id for each in staff(desk)}


def test_an_endless_id_is_counted_too(desk: Desk) -> None:
    """It is cut where the column ends."""
    fail(desk, "x" * 200, Way.PASSWORD)
    with pytest.raises(LockedError):
        attempt(desk, "x" * 300, Way.PASSWORD)


def test_the_fifth_try_may_be_right(desk: Desk) -> None:
    """Counting it before looking locks nobody out who then gets in."""
    fail(desk, "ed", Way.PASSWORD, 4)
    assert attempt(desk, "ed", Way.PASSWORD).number == MOST_TRIES
    got_in(desk, "ed", Way.PASSWORD)
    assert locked_until(desk, "ed", Way.PASSWORD) is None
    assert missed(desk, attempt(desk, "ed", Way.PASSWORD)) is None


def test_a_try_that_nobody_looked_at_is_given_back(desk: Desk) -> None:
    """It counts as none, the first and the fifth alike; what others tried meanwhile stays, and so does their lock."""
    give_back(desk, attempt(desk, "ed", Way.PASSWORD))
    assert attempt(desk, "ed", Way.PASSWORD).number == 1
    fail(desk, "ed", Way.PASSWORD, 3)
    fifth = attempt(desk, "ed", Way.PASSWORD)
    assert locked_until(desk, "ed", Way.PASSWORD)
    give_back(desk, fifth)
    assert locked_until(desk, "ed", Way.PASSWORD) is None

    unseen = attempt(desk, "eve", Way.PASSWORD)
    fail(desk, "eve", Way.PASSWORD, 4)
    give_back(desk, unseen)
    assert locked_until(desk, "eve", Way.PASSWORD)
    got_in(desk, "eve", Way.PASSWORD)
    give_back(desk, unseen)
    assert attempt(desk, "eve", Way.PASSWORD).number == 1
