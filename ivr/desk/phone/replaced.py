"""Whether a recording by telephone gave way to a later one of the same person, or ended in another way."""

from __future__ import annotations

from ivr.desk.desk import Desk
from ivr.store import takings
from ivr.store.drafts import OPEN, WITHDRAWN
from ivr.store.recordings import Recordings
from ivr.store.takings import Taking


def closed_by(desk: Desk, recording: str) -> str:
    """`replaced` where a later take of theirs stands in its place, `gone` where it is closed otherwise; "" while open.

    Raises:
        StoreError: the database is away.
    """
    row = Recordings(desk.database).find(recording)
    with desk.database.reading() as connection:
        take = takings.find(connection, [row.take]).get(row.take) if row and row.take else None
        others = takings.all_open(connection) if take and take.state != OPEN else ()
    if take is None or take.state == OPEN:
        return ""
    later = any(each.id > take.id and _whose(each) == _whose(take) for each in others)
    return "replaced" if take.state == WITHDRAWN and later else "gone"


def _whose(take: Taking) -> tuple[str, str, str]:
    return take.author, take.prompt, take.language
