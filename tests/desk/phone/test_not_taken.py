"""Nothing that somebody recorded by telephone vanishes: what was refused, what is still to come, what never came."""

from __future__ import annotations

from datetime import timedelta

from ivr.desk.desk import Desk
from ivr.desk.phone.by_phone import TAKEN_BACK
from ivr.desk.phone.not_taken import MOST_TOLD, NEVER_CAME
from ivr.desk.phone.untold import untold_aloud
from ivr.desk.views.waiting import waiting
from ivr.store.recordings import Recordings
from tests.desk.desks import Ticking
from tests.desk.views.test_waiting import person


def test_what_is_not_here_yet_and_what_never_came_is_told_too(desk: Desk) -> None:
    """Nothing that somebody recorded vanishes: after a minute it is listed, and so it is after it was given up."""
    rows, clock = Recordings(desk.database), desk.clock
    assert isinstance(clock, Ticking)
    row = {"call": "call", "person": "rec", "prompt": "greeting.emergency", "language": "en"}
    rows.told({"id": "RE1", **row}, desk.clock())
    assert waiting(desk, person(desk, "rec")).on_the_way == ()
    clock.now += timedelta(minutes=2)
    seen = waiting(desk, person(desk, "rec"))
    assert [each.prompt for each in seen.on_the_way] == ["greeting.emergency"]
    assert not seen.nothing
    assert waiting(desk, person(desk, "ed")).on_the_way == ()

    taken = rows.claim("one", 60)
    assert taken
    rows.failed(taken)
    clock.now += timedelta(days=29)
    seen = waiting(desk, person(desk, "rec"))
    assert seen.on_the_way == ()
    assert [each.says for each in seen.not_taken] == [(NEVER_CAME,)]
    clock.now += timedelta(days=2)
    assert waiting(desk, person(desk, "rec")).not_taken == ()


def test_what_was_refused_after_a_call_is_told_at_the_next_one(desk: Desk) -> None:
    """Three at most, each in one call only, and again where the provider asks twice; not what they know of."""
    rows = Recordings(desk.database)
    wanted = ("greeting.emergency", "greeting.name", "where.main", "goodbye")
    for number, prompt in enumerate((*wanted, "broke", "lost")):
        row = {"call": "call", "person": "rec", "prompt": prompt, "language": "en"}
        rows.told({"id": f"RE{number}", **row}, desk.clock())
        rows.drop(f"RE{number}", TAKEN_BACK if prompt == "lost" else f"Too quiet, {number}.")
    rows.heard_why(["RE4"], 100)
    first = untold_aloud(desk, "rec", 200)
    assert len(first) == MOST_TOLD
    assert untold_aloud(desk, "rec", 200) == first
    (left,) = untold_aloud(desk, "rec", 300)
    told = {each.name: each.says for each in (*first, left)}
    assert len(told) == len(wanted)
    assert told["Greeting: emergency"] == "Too quiet, 0."
    assert untold_aloud(desk, "rec", 400) == ()
    assert untold_aloud(desk, "ed", 400) == ()
