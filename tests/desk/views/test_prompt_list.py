"""The list of prompts: who is heard in each, what waits, and which ones callers hear most."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from ivr.desk.desk import Desk
from ivr.desk.takes import Handed, hand_in, withdraw_take
from ivr.desk.views.prompt_list import Filter, Listing, Row, State, chosen, prompt_list
from ivr.store.counts import Cell, Counts, hour_of
from tests.audio.intake.speech import EMERGENCY, recorded, said, wav
from tests.desk.desks import edit

PROMPT, CHOSEN = "greeting.emergency", "choice.main.coping"


def row(desk: Desk, prompt: str) -> Row:
    """One prompt of the list."""
    found = prompt_list(desk).row(prompt, "en")
    assert found is not None
    return found


def brought(desk: Desk, prompt: str = PROMPT, spoken: str = EMERGENCY.spoken) -> int:
    """A recording that was handed in."""
    return hand_in(desk, "rec", Handed(prompt, "en", wav(recorded(said(spoken))), "Maria Lopez"))[0].id


def test_at_first_the_machine_speaks_everything(desk: Desk) -> None:
    """Every prompt once, with a number of its own, and nothing waits."""
    listing = prompt_list(desk)
    assert {each.state for each in listing.rows} == {State.SPOKEN}
    assert len({each.number for each in listing.rows}) == len(listing.rows) > 200
    assert not any(each.waits for each in listing.rows)
    assert all(each.wanted for each in listing.rows)


def test_what_waits_is_seen_at_its_prompt_alone(desk: Desk) -> None:
    """A recording and a draft of the prompt's own words; a shared pattern waits at none of the prompts made of it."""
    take = brought(desk)
    edit(desk, "ed", "topic.coping.2", "en", "People may want to help. Let them.")
    edit(desk, "ada", "press", "en", "{name}. Press key {key}.")
    waiting = {each.prompt.id: each for each in prompt_list(desk).rows if each.waits}
    assert set(waiting) == {PROMPT, "topic.coping.2"}
    assert [each.id for each in waiting[PROMPT].takes] == [take]
    assert not waiting[PROMPT].wanted
    withdraw_take(desk, "rec", take)
    assert not row(desk, PROMPT).waits


def test_filters_are_all_of_them_at_once() -> None:
    """State, topic, language, words in any order and case, the number, the twelve."""
    rows = [_row(1), _row(2, state=State.STALE, first=True), _row(3, group="keys", name="Speed (slower)")]
    assert [each.number for each in chosen(rows, Filter())] == [1, 2, 3]
    assert [each.number for each in chosen(rows, Filter(state="stale"))] == [2]
    assert [each.number for each in chosen(rows, Filter(state="wanted", group="coping"))] == [1, 2]
    assert [each.number for each in chosen(rows, Filter(search="SLOWER speed"))] == [3]
    assert [each.number for each in chosen(rows, Filter(search="3"))] == [3]
    assert [each.number for each in chosen(rows, Filter(first=True))] == [2]
    assert chosen(rows, Filter(state="waiting")) == chosen(rows, Filter(language="es")) == []
    assert chosen(rows, Filter(search="slower nowhere")) == []


def _row(number: int, **more: object) -> Row:
    listing = _LISTING[0]
    made = replace(listing.rows[0], number=number, name="A name", group="coping", first=False, state=State.SPOKEN)
    return replace(made, **more)  # type: ignore[arg-type]


_LISTING: list[Listing] = []


@pytest.fixture(autouse=True)
def _listed(desk: Desk) -> None:
    _LISTING[:] = [prompt_list(desk)]


def test_the_first_twelve_are_what_every_caller_hears_until_something_else_is_counted(desk: Desk) -> None:
    """Small counts stay hidden: a topic that four people heard is no news to anybody."""
    first = [each.prompt.id for each in prompt_list(desk).rows if each.first]
    assert len(first) == 12
    assert {"greeting.name", "greeting.emergency", "where.main", "choice.main.person", "topic.what.1"} <= set(first)

    hour = hour_of(desk.clock() - timedelta(days=3))
    counts = {"topic.relief.1": 40, "topic.coping.3": 4, "main": 60, "numbers": 30}
    cells = {Cell(hour, "en", 1, "place", name): times for name, times in counts.items()}
    Counts(desk.database).add({**cells, Cell(hour, "en", 1, "call", ""): 100})
    after = [each.prompt.id for each in prompt_list(desk).rows if each.first]
    assert "topic.relief.1" in after
    assert "topic.coping.3" not in after
    assert len(after) == 12
