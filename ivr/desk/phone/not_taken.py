"""What somebody recorded by telephone and was not taken in, or has not come yet: they may have hung up before."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from ivr.desk.desk import Desk
from ivr.desk.editing import named
from ivr.desk.phone.by_phone import TAKEN_BACK
from ivr.store.audit import Audit, Wanted
from ivr.store.recordings import REMEMBERED, Recordings
from ivr.store.refusals import Coming, Refusal, coming_of, of_person

NEVER_CAME = "The telephone company had no recording of it: nothing was said, or it was too short. Record it again."
# Somebody who has just hung up is still on the way; after this long they want to know where their recording is.
AT_ONCE = timedelta(minutes=1)
MOST_TOLD = 3  # as somebody signs in by telephone; the rest stands on Today
_MOST = 500


def not_taken(desk: Desk, person: str) -> tuple[Refusal, ...]:
    """The last refusal of each prompt that they have not recorded since, the newest first; raises StoreError."""
    since = desk.clock() - REMEMBERED
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
            found.setdefault(item, each if each.says else replace(each, says=(NEVER_CAME,)))
    return tuple(found.values())


def on_the_way(desk: Desk, person: str) -> tuple[Coming, ...]:
    """What they recorded a while ago and is not here yet, the oldest first; raises StoreError."""
    with desk.database.reading() as connection:
        found = coming_of(connection, person)
    return tuple(each for each in found if desk.clock() - each.at >= AT_ONCE)


def tell_untold(desk: Desk, person: str, call_began: int) -> tuple[Refusal, ...]:
    """Of what was not taken, three at most that they have not heard of on the telephone, and it is noted as told.

    A request that the provider makes twice has the same answer twice.

    Args:
        desk: the line's.
        person: the id of whoever has signed in.
        call_began: when their call was answered, in seconds since 1970.

    Raises:
        StoreError: the database is away; nothing is noted then.
    """
    found = tuple(each for each in not_taken(desk, person) if each.told_in in {0, call_began})[:MOST_TOLD]
    if found:
        Recordings(desk.database).heard_why([each.id for each in found], call_began)
    return found
