"""The statistics as people read them: for each list a sentence that says what it shows, its bars and its table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ivr.content.model import Content
from ivr.desk.counts.count_names import called
from ivr.flow.counted import Kind
from ivr.flow.statistics import ALL, BY_NAME, OTHERS, List, Row

MOST_BARS = 12
_NOON = 12
_WINDOW = 3  # hours
_TOO_FEW = "Too few to show: under 5 in all, or none."
_SOME_HIDDEN = "Each part is under 5 or stands beside one that is, so only the total is shown: {total}."


@dataclass(frozen=True)
class Bar:
    """One bar: what it is of, and how high; None where that is hidden."""

    label: str
    value: int | None


@dataclass(frozen=True)
class Line:
    """One line of a table: what people call it, the name under which it is counted, and its numbers."""

    label: str
    name: str
    cells: tuple[int | None, ...]


@dataclass(frozen=True)
class Figure:
    """One list of the statistics.

    Attributes:
        key: short, for the address of a part of the page.
        title: what it is about.
        says: what it shows, in a sentence.
        unit: what the bars count.
        bars: to be drawn; none where all is hidden.
        columns: what the table's columns count.
        lines: the table.
        in_order: whether the bars are days or hours, one after another.
    """

    key: str
    title: str
    says: str
    unit: str
    bars: Sequence[Bar]
    columns: Sequence[str]
    lines: Sequence[Line]
    in_order: bool = False


# The title for people, and a sentence with the largest part, by what is counted.
_TOLD: Mapping[Kind, tuple[str, str]] = {
    Kind.PLACE: (
        "Topics heard",
        "Of the topics, callers came most often to {most}: {n} of {total} visits to all places.",
    ),
    Kind.LEFT: ("Where callers leave", "Most calls were left here: {most}, {n} of {total}."),
    Kind.WRONG: ("Keys that were not understood", "Most such keys were pressed here: {most}, {n} of {total}."),
    Kind.SILENCE: ("Silence", "Most often nobody pressed a key here: {most}, {n} of {total}."),
    Kind.TEXT_PROMISED: ("Texts asked for on calls", "Most were of this kind: {most}, {n} of {total}."),
    Kind.DELIVERY: ("What became of these texts", "The commonest was: {most}, {n} of {total}."),
    Kind.TEXT_REFUSED: ("Texts that could not be sent", "The commonest reason was: {most}, {n} of {total}."),
    Kind.TEXT: ("Texts in, by what they got", "Most of the texts that came in got this: {most}, {n} of {total}."),
    Kind.CONNECT: ("Services rung", "The service that was rung most: {most}, {n} of {total}."),
    Kind.CONNECT_ENDED: ("How these calls to a person ended", "The commonest was: {most}, {n} of {total}."),
}
_ORDER = (
    Kind.PLACE, Kind.LEFT, Kind.WRONG, Kind.SILENCE, Kind.TEXT, Kind.TEXT_PROMISED, Kind.DELIVERY, Kind.TEXT_REFUSED,
    Kind.CONNECT, Kind.CONNECT_ENDED,
)  # fmt: skip


def figures(content: Content, lists: Iterable[List]) -> tuple[Figure, ...]:
    """The lists of `ivr.desk.counts.statistics.counted`, as people read them."""
    titled = {each.title: each for each in lists}
    by_kind = {kind: titled[title] for title, _, kind in BY_NAME}
    return (
        _by_day(titled["By day"]),
        _by_hour(titled["Calls, by hour of the day"]),
        *(_named(content, kind, by_kind[kind]) for kind in _ORDER),
        *(_plain(titled[title]) for title in ("Calls, by language", "Texts in, by language", "Calls, by edition")),
    )


def nothing(lists: Iterable[List]) -> bool:
    """Whether there is nothing at all to show."""
    return all(cell is None for each in lists for row in each.rows for cell in row.cells)


def day_named(day: date) -> str:
    """A day as people write it, with its day of the week: `Wed 17 Jun`."""
    return f"{day:%a} {day.day} {day:%b}"


def hour_named(hour: int) -> str:
    """A full hour as people say it: `9 am`, `12 noon`."""
    if hour % 24 in {0, _NOON}:
        return "12 noon" if hour == _NOON else "midnight"
    return f"{hour % _NOON} {'am' if hour < _NOON else 'pm'}"


def _by_day(found: List) -> Figure:
    *days, total = found.rows
    bars = [Bar(day_named(date.fromisoformat(row.name)), row.cells[0]) for row in days]
    lines = [Line(bar.label, row.name, row.cells) for bar, row in zip(bars, days, strict=True)]
    most = max((bar.value for bar in bars if bar.value is not None), default=None)
    if most is None:
        says = _none(total.cells[0], "calls")
    else:
        best = [bar.label for bar in bars if bar.value == most]
        where = best[0] if len(best) == 1 else f"{len(best)} days, the first of them {best[0]}"
        says = f"{total.cells[0]} calls came in these {_days(len(days))}. Most came on {where}: {most}{_each(best)}."
    drawn = bars if most is not None else []
    return Figure("days", "Calls a day", says, "calls", drawn, found.figures, [*lines, _sum(total)], in_order=True)


def _by_hour(found: List) -> Figure:
    shown = {int(row.name[:2]): row.cells[0] for row in found.rows if row.name not in {ALL, OTHERS}}
    known = {hour: value for hour, value in shown.items() if value is not None}
    total = found.rows[-1].cells[0]
    lines = [Line(_hour(row.name), row.name, row.cells) for row in found.rows]
    hours = range(min(known), max(known) + 1) if known else range(0)
    bars = [Bar(_hour(f"{hour:02}:00"), known.get(hour)) for hour in hours]
    says = _busiest(known, total) if known else _none(total, "calls")
    return Figure("hours", "Calls by the hour of the day", says, "calls", bars, found.figures, lines, in_order=True)


def _busiest(known: Mapping[int, int], total: int | None) -> str:
    """The three hours with the most calls, where nothing that is hidden could come to more; else the one hour.

    What is hidden is never more than the least that is shown (`ivr.flow.hiding`).
    """
    least = min(known.values())
    sums = {first: sum(known.get(hour, least) for hour in range(first, first + _WINDOW)) for first in range(22)}
    whole = [first for first in sums if all(hour in known for hour in range(first, first + _WINDOW))]
    best = max(whole, key=lambda first: sums[first], default=None)
    if best is not None and all(sums[best] > other for first, other in sums.items() if first != best):
        return f"Most calls came between {hour_named(best)} and {hour_named(best + _WINDOW)}: {sums[best]} of {total}."
    hour = max(known, key=lambda each: known[each])
    return f"Most calls came between {hour_named(hour)} and {hour_named(hour + 1)}: {known[hour]} of {total}."


def _named(content: Content, kind: Kind, found: List) -> Figure:
    title, told = _TOLD[kind]
    *parts, total = found.rows
    lines = [Line(called(content, kind, row.name), row.name, row.cells) for row in parts]
    drawn = [line for line in lines if line.cells[0] is not None and (kind is not Kind.PLACE or _is_topic(line))]
    bars = [Bar(line.label, line.cells[0]) for line in drawn[:MOST_BARS]]
    if bars:
        says = told.format(most=bars[0].label, n=bars[0].value, total=total.cells[0])
        same = sum(bar.value == bars[0].value for bar in bars)
        says += f" {same} have as many." if same > 1 else ""
    else:
        says = _none(total.cells[0], found.figures[0])
    if len(drawn) > MOST_BARS:
        says += f" The {MOST_BARS} most frequent are drawn; the table has them all."
    return Figure(kind.value, title, says, found.figures[0], bars, found.figures, [*lines, _sum(total)])


def _plain(found: List) -> Figure:
    """A list whose names are ours already: languages and editions."""
    *parts, total = found.rows
    lines = [
        Line({OTHERS: "All others together", "": "none"}.get(row.name, row.name), row.name, row.cells) for row in parts
    ]
    shown = [line for line in lines if line.cells[0] is not None]
    says = f"The most: {shown[0].label}, {shown[0].cells[0]} of {total.cells[0]}." if shown else ""
    key = found.title.lower().replace(", by ", "-").replace(" ", "-")
    says = says or _none(total.cells[0], found.figures[0])
    return Figure(key, found.title, says, found.figures[0], (), found.figures, [*lines, _sum(total)])


def _is_topic(line: Line) -> bool:
    return line.name.startswith("topic.")


def _sum(total: Row) -> Line:
    return Line("All", total.name, total.cells)


def _none(total: int | None, unit: str) -> str:
    return _TOO_FEW if total is None else _SOME_HIDDEN.format(total=f"{total} {unit}")


def _each(best: Sequence[str]) -> str:
    return " each" if len(best) > 1 else ""


def _days(count: int) -> str:
    return f"{count} days" if count > 1 else "24 hours"


def _hour(name: str) -> str:
    if name in {ALL, OTHERS}:
        return "All" if name == ALL else "All other hours together"
    return f"{hour_named(int(name[:2]))} to {hour_named(int(name[:2]) + 1)}"
