"""The staff list: who may do what at the desk; nobody is ever removed, so that every history keeps its names."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection, RowMapping, func, insert, select, update

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
        number: what they type on a telephone instead of their id; `add` gives it.
        released: when and with whom they agreed that callers hear their voice; "" where nobody noted it.
    """

    id: str
    name: str
    roles: frozenset[str]
    made_at: datetime
    pin: str = field(default="", repr=False)
    ended: bool = False
    number: int = 0
    released: str = ""


FIRST_NUMBER = 101


def everyone(connection: Connection) -> tuple[Person, ...]:
    """The whole list, those who have left too, by their ids."""
    return tuple(_person(row) for row in connection.execute(select(PEOPLE).order_by(PEOPLE.c.id)).mappings())


def find(connection: Connection, person: str) -> Person | None:
    """Whoever has this id."""
    row = connection.execute(select(PEOPLE).where(PEOPLE.c.id == person)).mappings().first()
    return _person(row) if row else None


def by_number(connection: Connection, number: int) -> Person | None:
    """Whoever has this number."""
    row = connection.execute(select(PEOPLE).where(PEOPLE.c.number == number)).mappings().first()
    return _person(row) if row else None


def add(connection: Connection, person: Person) -> Person:
    """Put somebody on the list whose id is not there yet, with the next number."""
    last = connection.execute(select(func.max(PEOPLE.c.number))).scalar() or 0
    added = replace(person, number=max(last + 1, FIRST_NUMBER))
    connection.execute(
        insert(PEOPLE).values(id=added.id, made_at=added.made_at, number=added.number, **_changing(added))
    )
    return added


def change(connection: Connection, person: Person) -> None:
    """Write down the name, roles, PIN, end and release of somebody who is on the list."""
    connection.execute(update(PEOPLE).where(PEOPLE.c.id == person.id).values(**_changing(person)))


def _changing(person: Person) -> dict[str, str | bool]:
    roles = " ".join(sorted(person.roles))
    return {"name": person.name, "roles": roles, "pin": person.pin, "ended": person.ended, "released": person.released}


def _person(row: RowMapping) -> Person:
    return Person(
        id=row["id"],
        name=row["name"],
        roles=frozenset(row["roles"].split()),
        made_at=row["made_at"],
        pin=row["pin"],
        ended=row["ended"],
        number=row["number"],
        released=row["released"],
    )
