"""Three people for a demo, so that whoever tries the desk has somebody to sign in as; never in production."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from ivr.desk.beginning import folder_leads
from ivr.desk.desk import THE_LINE, Desk
from ivr.desk.people import MADE_UP, Role
from ivr.desk.signing_in.accounts import of_person
from ivr.desk.signing_in.passwords import hashed, matches, one_time_of
from ivr.store import accounts, audit, people
from ivr.store.accounts import AccountRow
from ivr.store.audit import Entry
from ivr.store.people import Person
from ivr.store.turns import alone


@dataclass(frozen=True)
class Newcomer:
    """Somebody of the demo who has not chosen a password yet.

    Attributes:
        id: their staff id.
        name: as people say it.
        role: what they may do.
        password: to sign in with for the first time.
    """

    id: str
    name: str
    role: Role
    password: str


_MADE_UP = (
    ("rosa", "Rosa Recorder", Role.RECORDER),
    ("abel", "Abel Approver", Role.APPROVER),
    ("ada", "Ada Admin", Role.ADMIN),
)


def newcomers(desk: Desk, key: str) -> tuple[Newcomer, ...]:
    """Who can sign in to a demo for the first time; where nobody has worked on the line yet they are made.

    Their passwords follow from the demo's key, so that they are the same at every start and lie nowhere.

    Args:
        desk: the line's; a production's has no newcomers.
        key: the demo's secret key.

    Raises:
        StoreError: the database is away.
    """
    if desk.production:
        return ()
    given = [Newcomer(who, name, role, one_time_of(key, f"demo password {who}")) for who, name, role in _MADE_UP]
    if folder_leads(desk):
        _make(desk, given)
    return tuple(each for each in given if _waits(desk, each))


def _make(desk: Desk, given: list[Newcomer]) -> None:
    kept = {each.id: hashed(each.password) for each in given} if not _anybody(desk) else {}
    with alone(desk.database) as connection:
        if people.everyone(connection):
            return
        now = desk.clock()
        for each in given:
            people.add(connection, Person(each.id, each.name, frozenset({each.role.value}), now))
            session = MADE_UP + secrets.token_hex(24)
            accounts.put(connection, AccountRow(each.id, session, now, password=kept[each.id]))
            told = f"{each.role}, for the demo"
            audit.add(connection, [Entry(now, THE_LINE, "staff add", f"person {each.id}", "", told)])


def _anybody(desk: Desk) -> bool:
    with desk.database.reading() as connection:
        return bool(people.everyone(connection))


def _waits(desk: Desk, newcomer: Newcomer) -> bool:
    """Whether somebody still has the password that they were made with; then it is as good as new."""
    found = of_person(desk, newcomer.id)
    if found is None or not found[1].must_change or not matches(found[1].password, newcomer.password):
        return False
    with alone(desk.database) as connection:
        row = accounts.of_person(connection, newcomer.id)
        if row is not None:
            accounts.put(connection, replace(row, changed_at=desk.clock()))
    return True
