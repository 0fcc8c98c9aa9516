"""Accounts for the tests: whose they are, and a password that somebody has chosen."""

from __future__ import annotations

from ivr.desk.desk import Desk
from ivr.desk.signing_in.accounts import choose_password, give_password, of_person
from ivr.store.accounts import AccountRow

OWN = "violet kettle runs north"


def row(desk: Desk, person: str) -> AccountRow:
    """Somebody's account."""
    found = of_person(desk, person)
    assert found is not None
    return found[1]


def settled(desk: Desk, person: str = "ed") -> None:
    """Somebody who has chosen a password."""
    give_password(desk, "ada", person)
    choose_password(desk, person, OWN)
