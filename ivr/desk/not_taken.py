"""What somebody recorded by telephone and was not taken in: they may have hung up before they heard why."""

from __future__ import annotations

from datetime import timedelta

from ivr.desk.by_phone import TAKEN_BACK
from ivr.desk.desk import Desk
from ivr.desk.editing import named
from ivr.store.audit import Audit, Wanted
from ivr.store.refusals import Refusal, of_person

SHOWN_FOR = timedelta(days=7)  # as long as the line remembers the recording
_MOST = 500


def not_taken(desk: Desk, person: str) -> tuple[Refusal, ...]:
    """The last refusal of each prompt that they have not recorded since, the newest first; raises StoreError."""
    since = desk.clock() - SHOWN_FOR
    with desk.database.reading() as connection:
        refused = of_person(connection, person, since)
    if not refused:
        return ()
    log = Audit(desk.database).page(Wanted(who=person, what="record", since=since), _MOST)
    kept = {each.item: each.at for each in reversed(log)}
    found: dict[str, Refusal] = {}
    for each in refused:
        item = named(each.prompt, each.language)
        if each.says != (TAKEN_BACK,) and (item not in kept or kept[item] < each.at):
            found.setdefault(item, each)
    return tuple(found.values())
