"""Accounts: one-time passwords, passwords of one's own, and what ends a session."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from ivr.desk.desk import Desk
from ivr.desk.people import end, release, require
from ivr.desk.signing_in import passwords
from ivr.desk.signing_in.accounts import (
    ONE_TIME_FOR,
    change,
    choose_password,
    give_password,
    knows_password,
    new_session,
    of_session,
    sign_out,
)
from ivr.desk.signing_in.locking import LockedError, Way, attempt
from ivr.desk.signing_in.passwords import BusyError, matches
from ivr.desk.signing_in.second_factor import take_code
from ivr.desk.views.staff_list import Door, member, members
from ivr.errors import DeskError
from ivr.store.accounts import AccountRow
from tests.desk.desks import START, Ticking, logged
from tests.desk.signing_in.holders import OWN, failed, keep, row, settled


def test_somebody_chooses_a_password_with_a_one_time_one(desk: Desk) -> None:
    """Which is worth nothing then; the log says that it happened, and no word of it."""
    once = give_password(desk, "ada", "ed")
    found = knows_password(desk, "ed", once.upper().replace("-", " "))
    assert found is not None
    assert found[1].must_change

    choose_password(desk, "ed", OWN)

    assert knows_password(desk, "ed", once) is None
    own = knows_password(desk, "ed", OWN)
    assert own is not None
    assert not own[1].must_change
    entries = logged(desk, "staff password")
    assert [(each.who, each.item, each.after) for each in entries] == [
        ("ada", "person ed", "a one-time password"),
        ("ed", "person ed", "a password of their own"),
    ]
    assert once not in repr(entries) + repr(own)


def test_only_an_admin_gives_passwords(desk: Desk) -> None:
    """For themselves too, on the machine; to nobody who has left."""
    with pytest.raises(DeskError, match="That is for an admin"):
        give_password(desk, "ed", "ed")
    end(desk, "ada", "eve")
    with pytest.raises(DeskError, match="has left"):
        give_password(desk, "ada", "eve")
    assert knows_password(desk, "ada", give_password(desk, "ada", "ada"))


def test_a_weak_or_the_same_password_is_not_taken(desk: Desk) -> None:
    """The one-time password stays until a good one is chosen."""
    once = give_password(desk, "ada", "ed")
    for wrong in ("short", "password1234", once, once.upper()):
        with pytest.raises(DeskError):
            choose_password(desk, "ed", wrong)
    assert row(desk, "ed").must_change


def test_a_one_time_password_grows_old(desk: Desk) -> None:
    """A slip of paper that is found next month opens nothing; only whoever knows it is told."""
    once = give_password(desk, "ada", "ed")
    assert isinstance(desk.clock, Ticking)
    desk.clock.now += ONE_TIME_FOR + timedelta(hours=1)
    with pytest.raises(DeskError, match="older than 7 days"):
        knows_password(desk, "ed", once)
    assert knows_password(desk, "ed", "something else") is None


def test_the_sixth_try_is_refused_right_or_wrong_and_for_nobody_alike(desk: Desk) -> None:
    """From outside there is no telling an id that somebody has."""
    settled(desk)
    told = {}
    for who in ("ed", "no-such-id"):
        said = []
        for _ in range(6):
            try:
                said.append(str(knows_password(desk, who, "wrong")))
            except LockedError as locked:
                said.append(str(locked).rpartition(" until ")[0])
        told[who] = said
    assert told["ed"] == told["no-such-id"] == ["None"] * 4 + ["There were 5 wrong tries. Nobody gets in like this"] * 2
    with pytest.raises(LockedError):
        knows_password(desk, "ed", OWN)
    give_password(desk, "ada", "ed")  # an admin may end it
    assert knows_password(desk, "ed", "wrong") is None


def test_strangers_who_guess_keep_nobody_from_confirming(desk: Desk) -> None:
    """Who is signed in and gives the password once more is counted apart; an admin's password ends both locks."""
    settled(desk)
    for _ in range(5):
        failed(desk, "ed", Way.PASSWORD)
    assert knows_password(desk, "ed", OWN, Way.CONFIRMING)
    with pytest.raises(LockedError):
        knows_password(desk, "ed", OWN)
    for _ in range(5):
        failed(desk, "ed", Way.CONFIRMING)
    with pytest.raises(LockedError):
        knows_password(desk, "ed", OWN, Way.CONFIRMING)
    once = give_password(desk, "ada", "ed")
    assert knows_password(desk, "ed", once)
    assert knows_password(desk, "ed", once, Way.CONFIRMING)


def test_where_too_many_sign_in_no_try_is_counted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has looked whether it was right."""
    settled(desk)
    monkeypatch.setattr(passwords, "_PATIENCE", 0.01)
    with passwords._Turn(), passwords._Turn():  # noqa: SLF001
        for _ in range(7):
            with pytest.raises(BusyError, match="Too many people"):
                knows_password(desk, "ed", OWN)
    assert attempt(desk, "ed", Way.PASSWORD).number == 1


def test_an_id_that_nobody_has_takes_as_long(desk: Desk) -> None:
    """Both work out a hash; without it the answer would come in a tenth of the time."""
    settled(desk)

    def work(who: str) -> float:
        began = time.thread_time()
        assert knows_password(desk, who, "wrong") is None
        return time.thread_time() - began

    matches("", "")  # what nobody has is worked out once
    known, unknown = (min(work(who) for _ in range(3)) for who in ("ed", "nobody-at-all"))
    assert known / 2 < unknown < known * 2


def test_what_is_typed_as_an_id_is_written_down_nowhere(desk: Desk) -> None:
    """It may be a password in the wrong field."""
    assert knows_password(desk, "e\0d", "\0") is None
    for _ in range(6):
        try:
            knows_password(desk, "my password!", "ed")
        except LockedError:
            continue
    with desk.database.reading() as connection:
        kept = connection.exec_driver_sql("SELECT who FROM locks").scalars().all()
    assert len(kept) == 2
    assert not [each for each in kept if "password" in each]
    assert logged(desk, "locked") == []


def test_leaving_another_password_and_signing_out_end_every_session(desk: Desk) -> None:
    """What stands in the cookie is nobody's from then on."""
    settled(desk)
    for deed in (
        lambda: sign_out(desk, "ed"),
        lambda: choose_password(desk, "ed", OWN + " again"),
        lambda: give_password(desk, "ada", "ed"),
        lambda: end(desk, "ada", "ed"),
    ):
        session = row(desk, "ed").uniquifier
        assert of_session(desk, session)
        deed()
        assert of_session(desk, session) is None
    assert of_session(desk, "") is None


def test_whoever_has_left_has_no_password_any_more(desk: Desk) -> None:
    """Nothing that opens anything stays in the database."""
    settled(desk)
    end(desk, "ada", "ed")
    assert knows_password(desk, "ed", OWN) is None
    with desk.database.reading() as connection:
        kept = connection.exec_driver_sql("SELECT password, totp, recovery FROM accounts").first()
    assert kept is not None
    assert tuple(kept) == ("", "", "[]")


def test_a_change_leaves_alone_what_others_changed_meanwhile(desk: Desk) -> None:
    """A code that was used up stays used up, whatever was read before it is written after."""
    settled(desk)
    before = row(desk, "ed")
    assert take_code(desk, "ed", 100)

    change(desk, before, replace(before, uniquifier=new_session()))

    assert row(desk, "ed").totp_counter == 100
    assert row(desk, "ed").uniquifier != before.uniquifier


def test_who_agreed_that_callers_hear_them_is_noted(desk: Desk) -> None:
    """By themselves or an admin; and taken back as easily."""
    release(desk, "rec", "rec", "today, by themselves")
    release(desk, "ada", "rec", " 21 November 2026, on paper ")
    assert require(desk, "rec").released == "21 November 2026, on paper"
    with pytest.raises(DeskError, match="That is for an admin"):
        release(desk, "ed", "rec", "yes")
    with pytest.raises(DeskError, match="one line"):
        release(desk, "rec", "rec", "two\nlines")
    release(desk, "rec", "rec", "")
    assert require(desk, "rec").released == ""
    assert [each.after for each in logged(desk, "staff voice")] == [
        "today, by themselves",
        "21 November 2026, on paper",
        "not released",
    ]


def test_the_list_shows_how_everybody_stands_with_the_door(desk: Desk) -> None:
    """No password, a one-time one, no authenticator, open, locked."""
    give_password(desk, "ada", "eve")
    settled(desk)
    before = row(desk, "ed")
    doors = {each.person.id: each.door for each in members(desk)}
    assert (doors["ann"], doors["eve"], doors["ed"]) == (Door.NONE, Door.ONCE, Door.DEVICE)

    change(desk, before, replace(before, totp="a key"))
    for _ in range(5):
        failed(desk, "ed", Way.CODE)

    found = member(desk, "ed")
    assert found is not None
    assert found.door is Door.OPEN
    assert found.locked_until is not None
    assert found.last is not None
    assert found.last.what == "locked"
    assert member(desk, "nobody") is None


def test_a_whole_account_is_kept_as_it_is(desk: Desk) -> None:
    """And its repr tells no secret."""
    made = AccountRow("ed", new_session(), START, "hash", must_change=False, totp="key", recovery=("a", "b"))
    keep(desk, made)
    assert row(desk, "ed") == made
    assert "hash" not in repr(made)
    assert "key" not in repr(made)
