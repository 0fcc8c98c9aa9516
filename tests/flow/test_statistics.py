"""The lists of the statistics: days of the line's zone, what may be shown of each, and nothing that gives more away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.flow.counted import Count, Kind
from ivr.flow.statistics import ALL, BY_DAY, BY_NAME, OTHERS, Hourly, List, Period, statistics
from tests.flow.test_hiding import shares

ZONE = "America/New_York"
WEEK = Period(date(2026, 6, 15), date(2026, 6, 21), ZONE)
MONDAY = datetime(2026, 6, 15, 4, tzinfo=UTC)  # midnight in New York


def calls(times: int, hour: datetime = MONDAY, language: str = "en", edition: int = 1) -> Hourly:
    """Some calls in an hour."""
    return Hourly(hour, edition, Count(Kind.CALL, "", language), times)


def named(kind: Kind, **times: int) -> list[Hourly]:
    """Something counted under names, all in one hour; those that did not happen are no rows."""
    return [Hourly(MONDAY, 1, Count(kind, name, "en"), count) for name, count in times.items() if count]


def listed(rows: Iterable[Hourly], title: str, period: Period = WEEK) -> List:
    """One list."""
    return next(each for each in statistics(rows, period) if each.title == title)


def column(found: List, figure: str) -> dict[str, int | None]:
    """One figure of a list by row."""
    at = found.figures.index(figure)
    return {row.name: row.cells[at] for row in found.rows}


def test_days_are_those_of_the_line() -> None:
    """An hour that is Tuesday in UTC is Monday evening in New York."""
    rows = [calls(6, MONDAY - timedelta(hours=1)), calls(7), calls(8, datetime(2026, 6, 16, 3, tzinfo=UTC))]
    rows += [calls(9, MONDAY + timedelta(days=day)) for day in range(1, 8)]
    found = column(listed(rows, "By day"), "calls")
    assert found["2026-06-15"] == 15
    assert [found[f"2026-06-{day}"] for day in range(16, 22)] == [9] * 6
    assert found[ALL] == 15 + 6 * 9, "the hour before the first day and the hour after the last are outside"


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25), (date(2026, 6, 1), 24)])
def test_a_day_has_all_its_hours_when_the_clocks_change(day: date, hours: int) -> None:
    """And each hour belongs to one day only."""
    period = Period(day, day, ZONE)
    assert period.end - period.start == timedelta(hours=hours)
    rows = [calls(5, period.start + timedelta(hours=hour)) for hour in range(hours)]
    assert column(listed(rows, "By day", period), "calls") == {day.isoformat(): 5 * hours, ALL: 5 * hours}


def test_every_kind_is_in_a_list() -> None:
    """What is counted is seen, and each in one list of names only."""
    kinds = [kind for _, _, kind in BY_NAME]
    assert {*kinds, *BY_DAY.values()} == set(Kind)
    assert len(kinds) == len(set(kinds))


def test_each_list_adds_up_to_what_was_counted() -> None:
    """Languages and editions side by side, hours of the day over all days."""
    rows = [calls(10), calls(20, MONDAY + timedelta(hours=24), "es"), calls(6, MONDAY + timedelta(hours=9), "es", 2)]
    assert column(listed(rows, "Calls, by language"), "calls") == {"es": 26, "en": 10, ALL: 36}
    assert column(listed(rows, "Calls, by edition"), "calls") == {"1": 30, "2": 6, ALL: 36}
    hours = column(listed(rows, "Calls, by hour of the day"), "calls")
    assert hours == {"00:00": 30, OTHERS: None, ALL: 36}, "hours without any are small numbers, too"


def test_small_names_are_not_even_named() -> None:
    """That somebody left at a place at all is known of nobody."""
    rows = named(Kind.LEFT, main=20, goodbye=9, stopping=2, limit=3)
    assert column(listed(rows, "Where callers left"), "calls") == {"main": 20, "goodbye": 9, OTHERS: None, ALL: 34}
    assert column(listed(rows[2:3], "Where callers left"), "calls") == {ALL: None}
    assert column(listed([], "Where callers left"), "calls") == {ALL: None}


def same_names(seen: dict[str, int | None], names: Sequence[str]) -> Iterator[tuple[int, ...]]:
    """Every count of these names that an attacker, who knows them all and the rule, must think possible."""
    total = seen[ALL]
    gaps = [name for name in names if name not in seen]
    known = sum(value or 0 for name, value in seen.items() if name != ALL)
    for each in range(5) if total is None else [total - known]:
        for hidden in shares(each, len(gaps)) if gaps else [()]:
            tried = dict(zip(gaps, hidden, strict=True))
            values = {name: tried.get(name, seen.get(name)) or 0 for name in names}
            if column(listed(named(Kind.LEFT, **values), "Where callers left"), "calls") == seen:
                yield tuple(values[name] for name in names)


@pytest.mark.parametrize(("names", "most"), [("a", 9), ("ab", 9), ("abc", 6)])
def test_no_attacker_can_pin_a_name_that_is_not_shown(names: str, most: int) -> None:
    """Though all names are known that there could be: for each of the others several numbers are possible.

    Where no others are mentioned nothing is hidden, and what never happened has no number.
    """
    lists = [dict(zip(names, values, strict=True)) for values in product(range(most + 1), repeat=len(names))]
    unlike = {tuple(column(listed(named(Kind.LEFT, **each), "Where callers left"), "calls").items()) for each in lists}
    for each in unlike:
        seen = dict(each)
        gaps = [at for at, name in enumerate(names) if name not in seen]
        nothing = seen[ALL] is not None and sum(seen[name] or 0 for name in names if name in seen) == seen[ALL]
        found = set(same_names(seen, names))
        assert nothing or all(len({values[at] for values in found}) > 1 for at in gaps), seen


PARTS = st.lists(st.integers(0, 12), min_size=1, max_size=4)


def together(days: Sequence[int], languages: Sequence[int], editions: Sequence[int]) -> list[Hourly]:
    """Calls with these numbers by day, by language and by edition; as many as the smallest total."""
    each = ([at for at, count in enumerate(counts) for _ in range(count)] for counts in (days, languages, editions))
    grouped = Counter(zip(*each, strict=False))
    return [
        calls(count, MONDAY + timedelta(days=day), f"l{language}", edition)
        for (day, language, edition), count in grouped.items()
    ]


def alike(values: Sequence[int]) -> Iterator[list[int]]:
    """Other numbers with the same total: two that change places, or one that gives to another."""
    for at, other in product(range(len(values)), repeat=2):
        for moved in {1, values[at], values[at] - values[other]} - {0}:
            tried = list(values)
            tried[at] -= moved
            tried[other] += moved
            if at != other and min(tried) >= 0:
                yield tried


@settings(deadline=None, max_examples=60)
@given(days=PARTS, languages=PARTS, editions=PARTS)
def test_no_hidden_day_is_pinned_by_all_lists_together(
    days: list[int], languages: list[int], editions: list[int]
) -> None:
    """For each hidden day there are calls that give the very same report with another number on that day."""
    total = min(sum(days), sum(languages), sum(editions))
    days, languages, editions = (_cut(each, total) for each in (days, languages, editions))
    period = Period(WEEK.first, WEEK.first + timedelta(days=len(days) - 1), ZONE)
    report = statistics(together(days, languages, editions), period)
    cells = list(column(report[0], "calls").values())
    hidden = {at for at in range(len(days)) if cells[at] is None}
    if cells[-1] is None:
        hidden = set()  # even the total is unknown: tried in the test of one list
    for tried in alike(days):
        if {at for at in hidden if tried[at] != days[at]} and statistics(
            together(tried, languages, editions), period
        ) == report:
            hidden -= {at for at in hidden if tried[at] != days[at]}
    assert not hidden


def _cut(values: Sequence[int], total: int) -> list[int]:
    """The first so many of all."""
    found = list[int]()
    for value in values:
        found.append(min(value, total - sum(found)))
    return found
