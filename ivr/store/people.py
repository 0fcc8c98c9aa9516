"""The staff list: who may do what at the desk; nobody is ever removed, so that every history keeps its names."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, RowMapping, insert, select, update

from ivr.store.desk_tables import PEOPLE


@dataclass(frozen=True)
class Person:
    """One of the staff.

    Attributes:
        id: short, and for ever theirs.
        name: as people say it.
        roles: words of `ivr.desk.people.Role`.
        made_at: when they were put on the list; aware.
        pin: argon2's hash of it; "" for none.
        ended: whether they have left.
    """

    id: str
    name: str
    roles: frozenset[str]
    made_at: datetime
    pin: str = field(default="", repr=False)
    ended: bool = False


def everyone(connection: Connection) -> tuple[Person, ...]:
    """The whole list, those who have left too, by their ids."""
    return tuple(_person(row) for row in connection.execute(select(PEOPLE).order_by(PEOPLE.c.id)).mappings())


def find(connection: Connection, person: str) -> Person | None:
    """Whoever has this id."""
    row = connection.execute(select(PEOPLE).where(PEOPLE.c.id == person)).mappings().first()
    return _person(row) if row else None


def add(connection: Connection, person: Person) -> None:
    """Put somebody on the list whose id is not there yet."""
    connection.execute(insert(PEOPLE).values(id=person.id, made_at=person.made_at, **_changing(person)))


def change(connection: Connection, person: Person) -> None:
    """Write down the name, roles, PIN and end of somebody who is on the list."""
    connection.execute(update(PEOPLE).where(PEOPLE.c.id == person.id).values(**_changing(person)))


def _changing(person: Person) -> dict[str, str | bool]:
    roles = " ".join(sorted(person.roles))
    return {"name": person.name, "roles": roles, "pin": person.pin, "ended": person.ended}


def _person(row: RowMapping) -> Person:
    return Person(row["id"], row["name"], frozenset(row["roles"].split()), row["made_at"], row["pin"], row["ended"])
