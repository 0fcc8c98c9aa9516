"""The prompts that callers hear most, so that whoever records begins with those."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from ivr.content.model import Content, Pace, PromptId
from ivr.content.prompts import prompts
from ivr.desk.counts.statistics import counted
from ivr.desk.desk import Desk
from ivr.flow.counted import Kind
from ivr.flow.places import place_at
from ivr.flow.session import Cue, View
from ivr.flow.statistics import ALL, BY_NAME, OTHERS, List, Period

TWELVE = 12
DAYS = timedelta(days=30)
_PLACES = next(title for title, _, kind in BY_NAME if kind is Kind.PLACE)
_CALLS = "By day"


def most_heard(desk: Desk, content: Content) -> tuple[PromptId, ...]:
    """The twelve prompts that were heard most in the last thirty days, the most heard first.

    Numbers that nobody may see count for nothing here. Where too little was counted yet, it is what every caller hears
    first: the greeting, the main menu, the first parts.

    Raises:
        StoreError: the database is away.
    """
    today: date = desk.clock().astimezone(ZoneInfo(content.line.time_zone)).date()
    lists = counted(desk.database, Period(today - DAYS, today, content.line.time_zone))
    heard = _heard(content, _visits(lists))
    order = [*_first(content), *(each.id for each in prompts(content) if each.language == content.default_language)]
    listed = list(dict.fromkeys(order))
    return tuple(sorted(listed, key=lambda prompt: (-heard.get(prompt, 0), listed.index(prompt)))[:TWELVE])


def _visits(lists: Iterable[List]) -> dict[str, int]:
    """How often each place was come to, as far as that may be shown; every call comes to the greeting."""
    found: dict[str, int] = {}
    for each in lists:
        if each.title == _CALLS:
            found["greeting"] = next((row.cells[0] or 0 for row in each.rows if row.name == ALL), 0)
        elif each.title == _PLACES:
            found |= {row.name: row.cells[0] or 0 for row in each.rows if row.name not in {OTHERS, ALL}}
    return found


def _heard(content: Content, visits: Mapping[str, int]) -> dict[PromptId, int]:
    found: dict[PromptId, int] = {}
    for place, times in visits.items():
        for prompt in _said(content, f"{place}.1" if place == "tip" or place.startswith("service.") else place):
            found[prompt] = found.get(prompt, 0) + times
    return found


def _first(content: Content) -> tuple[PromptId, ...]:
    """What every caller hears first, then the first parts."""
    parts = [f"topic.{topic}.1" for topic in content.line.menu]
    return (*_said(content, "greeting"), *_said(content, "main"), *parts)


def _said(content: Content, place: str) -> tuple[PromptId, ...]:
    """What is said at a place to whoever has just come there; nothing where it is gone by now."""
    language = content.default_language
    found = place_at(content, View(language, Pace.NORMAL, place))
    cues = (*found.intro, *found.choices) if found else ()
    return tuple(each.prompt if isinstance(each, Cue) else each for each in cues)
