"""Who may do what: the first admin, the last admin, whoever has left, and PINs that nobody guesses."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.desk.desk import Desk
from ivr.desk.people import Role, add, change_roles, end, knows_pin, require, set_pin, staff
from ivr.desk.signing_in.passwords import hashed
from ivr.desk.signing_in.pins import refuse_pin
from ivr.errors import DeskError
from ivr.store import people
from ivr.store.database import Database
from ivr.store.turns import alone
from tests.desk.desks import empty_desk, logged


def test_the_first_person_becomes_admin_and_nobody_is_asked(database: Database, tmp_path: Path) -> None:
    """There is nobody who could be."""
    desk = empty_desk(database, tmp_path)
    with pytest.raises(DeskError, match="Nobody is on the staff list yet"):
        require(desk, "ada", Role.ADMIN)

    assert add(desk, "", "ada", "Ada", [Role.EDITOR]).roles == {"admin", "editor"}
    assert require(desk, "ada", Role.ADMIN).name == "Ada"


def test_of_two_first_persons_one_is_asked_who_they_are(database: Database, tmp_path: Path) -> None:
    """Both came at the same moment; only one of them is an admin."""
    desk = empty_desk(database, tmp_path)

    def come(person: str) -> str:
        try:
            return " ".join(add(desk, person, person, person, []).roles)
        except DeskError:
            return "refused"

    with ThreadPoolExecutor(4) as pool:
        came = list(pool.map(come, ["ada", "ben", "cleo", "dora"]))

    assert sorted(came) == ["admin", "refused", "refused", "refused"]


def test_only_an_admin_changes_the_list(desk: Desk) -> None:
    """Everybody else is told whose work that is."""
    for change in (
        lambda: add(desk, "ed", "new", "New", [Role.ADMIN]),
        lambda: change_roles(desk, "ed", "ed", [Role.ADMIN]),
        lambda: end(desk, "ed", "ann"),
        lambda: set_pin(desk, "ed", "ann", "709351"),
    ):
        with pytest.raises(DeskError, match=r"That is for an admin; Ed of ed \(ed\) is editor\."):
            change()
    with pytest.raises(DeskError, match="There is nobody called 'zoe' on the staff list"):
        add(desk, "zoe", "new", "New", [])


def test_the_last_admin_stays_one(desk: Desk) -> None:
    """Or nobody could ever change the list again."""
    with pytest.raises(DeskError, match="the last admin"):
        end(desk, "ada", "ada")
    with pytest.raises(DeskError, match="the last admin"):
        change_roles(desk, "ada", "ada", [Role.EDITOR])
    assert require(desk, "ada", Role.ADMIN)

    change_roles(desk, "ada", "ann", [Role.ADMIN])
    end(desk, "ann", "ada")
    with pytest.raises(DeskError, match="the last admin"):
        end(desk, "ann", "ann")


def test_whoever_has_left_can_do_nothing_and_stays_in_the_list(desk: Desk) -> None:
    """Their id is never given to anybody else, nor can they come back by it."""
    set_pin(desk, "ed", "ed", "709351")
    end(desk, "ada", "ed")

    with pytest.raises(DeskError, match="has left the staff and can do nothing here"):
        require(desk, "ed")
    with pytest.raises(DeskError, match="has left the staff"):
        change_roles(desk, "ada", "ed", [Role.EDITOR])
    with pytest.raises(DeskError, match=r"ed is Ed of ed, who has left\. Choose another id"):
        add(desk, "ada", "ed", "Edgar", [])
    assert not knows_pin(desk, "ed", "709351")
    assert [person.ended for person in staff(desk) if person.id == "ed"] == [True]


@pytest.mark.parametrize(
    "person", ["", "Anna", "an na", "the line", "the-line", "import", "änna", "a" * 65, "-a", "a\n"]
)
def test_an_id_is_short_and_plain(desk: Desk, person: str) -> None:
    """And never a name that the program uses for itself."""
    with pytest.raises(DeskError, match="cannot be an id"):
        add(desk, "ada", person, "Anna", [])


@pytest.mark.parametrize("name", ["", "  ", "two\nlines", "x" * 121])
def test_a_name_is_one_line(desk: Desk, name: str) -> None:
    """Or lists could not be read."""
    with pytest.raises(DeskError, match="A name has 1 to 120 letters"):
        add(desk, "ada", "anna", name, [])


@pytest.mark.parametrize(
    "pin",
    [
        *("123456", "654321", "111111", "000000", "121212", "112233", "111222", "246802", "789012", "12345678"),
        *("482482", "48214821", "147258", "159753", "123654"),
        *("170655", "061755", "550617", "17061955", "06171955", "19550617", "311299", "20260617"),
    ],
)
def test_a_pin_that_strangers_try_first_is_refused(pin: str) -> None:
    """Repeats, rows, days of birth, shapes."""
    with pytest.raises(DeskError, match="guessed too easily"):
        refuse_pin(pin)


@pytest.mark.parametrize("pin", ["824397", "729486", "7093518", "82439716"])
def test_most_pins_are_good_enough(pin: str) -> None:
    """No day, no row, no shape."""
    refuse_pin(pin)


@given(st.text(max_size=10).filter(lambda text: not (text.isascii() and text.isdigit() and 6 <= len(text) <= 8)))
def test_a_pin_is_6_to_8_digits(pin: str) -> None:
    """Nothing else can be keyed on every phone; other alphabets' digits least of all."""
    with pytest.raises(DeskError, match="6 to 8 digits"):
        refuse_pin(pin)


def test_a_shorter_pin_from_before_opens_the_line_until_it_is_changed(desk: Desk) -> None:
    """Nobody is locked out by a rule that came later."""
    with alone(desk.database) as connection:
        found = people.find(connection, "ed")
        assert found
        people.change(connection, replace(found, pin=hashed("7093")))
    assert knows_pin(desk, "ed", "7093")


def test_a_pin_is_known_again_and_written_down_nowhere(desk: Desk) -> None:
    """Only argon2's hash of it is kept; neither list nor log shows even that."""
    set_pin(desk, "ed", "ed", "709351")

    assert knows_pin(desk, "ed", "709351")
    assert not knows_pin(desk, "ed", "709451")
    assert not knows_pin(desk, "eve", "709351")
    assert not knows_pin(desk, "nobody", "709351")
    (kept,) = [person for person in staff(desk) if person.id == "ed"]
    assert kept.pin.startswith("$argon2id$v=19$m=19456,t=2,p=1$"), "as passwords are kept: callers need the machine"
    assert kept.pin not in repr(kept)
    written = [text for each in logged(desk) for text in (each.before, each.after, each.what)]
    assert not [text for text in written if "709351" in text or "argon2" in text]


def test_every_change_of_the_list_is_logged(desk: Desk) -> None:
    """Who did it, under which account of the machine, and what it was before."""
    change_roles(desk, "ada", "ed", [Role.EDITOR, Role.APPROVER])
    end(desk, "ada", "eve")

    roles, ended = logged(desk, "staff roles")[-1], logged(desk, "staff end")[-1]
    assert (roles.who, roles.item, roles.before, roles.after) == ("ada", "person ed", "editor", "approver, editor")
    assert (ended.who, ended.item, ended.before, ended.after) == (
        "ada",
        "person eve",
        "editor",
        "somebody who has left",
    )
    assert all(each.login for each in logged(desk))
