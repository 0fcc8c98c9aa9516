"""The statistics that people see: lists of counts over some days, with everything hidden that must be (`hiding`).

Each list shares out one total: by day, by place, by language ... There is no table of one thing by another, and nothing
is counted in two lists: two ways to the same number are how hidden ones are worked out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

from ivr.flow.counted import Count, Kind
from ivr.flow.hiding import shown, shown_total

OTHERS, ALL = "others", "all"


@dataclass(frozen=True)
class Hourly:
    """How often something was counted in one hour (its beginning, UTC) on one edition."""

    hour: datetime
    edition: int
    count: Count
    times: int


@dataclass(frozen=True)
class Period:
    """Whole days of a time zone, the last one included.

    An hour of UTC belongs to the day in which it begins, also where a zone is half an hour off.
    """

    first: date
    last: date
    zone: str

    @property
    def start(self) -> datetime:
        """The first moment, in UTC."""
        return _midnight(self.first, self.zone)

    @property
    def end(self) -> datetime:
        """The first moment after it, in UTC."""
        return _midnight(self.last + timedelta(days=1), self.zone)

    @property
    def days(self) -> tuple[date, ...]:
        """Each of its days."""
        return tuple(self.first + timedelta(days=day) for day in range((self.last - self.first).days + 1))

    def local(self, moment: datetime) -> datetime:
        """A moment on the clocks of the zone."""
        return moment.astimezone(ZoneInfo(self.zone))


@dataclass(frozen=True)
class Row:
    """One line of a list; a cell is None where it is hidden."""

    name: str
    cells: tuple[int | None, ...]


@dataclass(frozen=True)
class List:
    """Totals, shared out.

    Attributes:
        figures: what its columns count; one or more, and no column has to do with another.
        rows: the parts; the last is the total.
    """

    title: str
    figures: tuple[str, ...]
    rows: tuple[Row, ...]


BY_DAY = {
    "calls": Kind.CALL,
    "texts in": Kind.TEXT,
    "texts promised on calls": Kind.TEXT_PROMISED,
    "connections": Kind.CONNECT,
}
# Lists of what happened to be counted: their hidden lines are summed up as "others", for even a name tells something.
BY_NAME: tuple[tuple[str, str, Kind], ...] = (
    ("Places that callers came to", "visits", Kind.PLACE),
    ("Where callers left", "calls", Kind.LEFT),
    ("Keys that mean nothing there, by place", "keys", Kind.WRONG),
    ("Silence, by place", "times", Kind.SILENCE),
    ("Texts promised on calls", "texts", Kind.TEXT_PROMISED),
    ("What became of them", "texts", Kind.DELIVERY),
    ("Texts asked for on calls that could not be sent", "texts", Kind.TEXT_REFUSED),
    ("Texts in, by what they got", "texts", Kind.TEXT),
    ("Connections, by service", "connections", Kind.CONNECT),
    ("How connections ended", "connections", Kind.CONNECT_ENDED),
)


def statistics(rows: Iterable[Hourly], period: Period) -> tuple[List, ...]:
    """Every list over a period; rows outside of it do not count."""
    start, end = period.start, period.end
    inside: dict[Kind, list[Hourly]] = {kind: [] for kind in Kind}
    for row in rows:
        if start <= row.hour < end:
            inside[row.count.kind].append(row)
    calls, texts = inside[Kind.CALL], inside[Kind.TEXT]
    return (
        _by_day(inside, period),
        _by_hour(calls, period),
        _named("Calls, by language", "calls", _shared(calls, lambda row: row.count.language)),
        _named("Calls, by edition", "calls", _shared(calls, lambda row: str(row.edition))),
        _named("Texts in, by language", "texts", _shared(texts, lambda row: row.count.language)),
        *(_named(title, figure, _shared(inside[kind], lambda row: row.count.name)) for title, figure, kind in BY_NAME),
    )


def _by_day(inside: Mapping[Kind, Iterable[Hourly]], period: Period) -> List:
    """Days without any are cells like others: that nobody called is a number under 5, too."""
    days = [day.isoformat() for day in period.days]
    shared = [_shared(inside[kind], lambda row: period.local(row.hour).date().isoformat()) for kind in BY_DAY.values()]
    columns = [[each[day] for day in days] for each in shared]
    cells = zip(*(shown(column) for column in columns), strict=True)
    total = Row(ALL, tuple(shown_total(column) for column in columns))
    listed = (Row(day, found) for day, found in zip(days, cells, strict=True))
    return List("By day", tuple(BY_DAY), (*listed, total))


def _by_hour(calls: Iterable[Hourly], period: Period) -> List:
    shared = _shared(calls, lambda row: f"{period.local(row.hour).hour:02}:00")
    hours = {f"{hour:02}:00": shared[f"{hour:02}:00"] for hour in range(24)}
    return _listed("Calls, by hour of the day", "calls", list(hours.items()))


def _named(title: str, figure: str, shared: Counter[str]) -> List:
    """The largest first, as far as they are shown."""
    return _listed(title, figure, sorted(shared.items(), key=lambda part: (-part[1], part[0])))


def _listed(title: str, figure: str, parts: Sequence[tuple[str, int]]) -> List:
    """The parts that may be shown, one line for all others, and the total."""
    values = [times for _, times in parts]
    cells = shown(values)
    listed = [Row(name, (cell,)) for (name, _), cell in zip(parts, cells, strict=True) if cell is not None]
    others = [Row(OTHERS, (None,))] if listed and None in cells else []
    return List(title, (figure,), tuple(chain(listed, others, [Row(ALL, (shown_total(values),))])))


def _shared(rows: Iterable[Hourly], part: Callable[[Hourly], str]) -> Counter[str]:
    """How often something was counted, by its parts."""
    found = Counter[str]()
    for row in rows:
        found[part(row)] += row.times
    return found


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
