"""What stands in the desk's books at one moment, so short that it can be compared with that of another moment."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from ivr.store.desk_tables import APPROVALS, DRAFTS, PEOPLE, TAKES

State = tuple[object, ...]
_STAFF = tuple(PEOPLE.c[name] for name in ("id", "name", "roles", "ended", "released"))


def state(connection: Connection) -> State:
    """Who is on the staff and may do what, what is open, and how far agreeing has come.

    Drafts and recordings never change but for their state, and approvals are only ever added: so while this is the
    same, so is whatever the rules make of it.
    """
    asked = (
        select(*_STAFF).order_by(PEOPLE.c.id),
        select(DRAFTS.c.id).where(DRAFTS.c.state == "open").order_by(DRAFTS.c.id),
        select(TAKES.c.id).where(TAKES.c.state == "open").order_by(TAKES.c.id),
        select(func.max(APPROVALS.c.id)),
    )
    return tuple(tuple(map(tuple, connection.execute(each))) for each in asked)
