"""The statistics over some days, as the report and the desk show them, and as a file for a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from ivr.desk.counts.spreadsheet import Cell as Value
from ivr.desk.counts.spreadsheet import as_csv
from ivr.errors import DeskError
from ivr.flow.counted import Count, Kind
from ivr.flow.statistics import Hourly, List, Period, statistics
from ivr.store.counts import Cell, Counts
from ivr.store.database import Database

WEEK = timedelta(days=6)
LONGEST = timedelta(days=366)
YEARS = range(2000, 3000)  # beyond them a slip of the finger, and some days have no midnight in UTC
HIDDEN = "hidden"
WHY = "hidden: under 5, or a number from which one under 5 could be worked out."
HEADER = ("table", "row", "figure", "count")


def asked(first: date | None, last: date | None, today: date, zone: str) -> Period:
    """The days that are meant: up to today, and a week, where nothing else is said.

    Raises:
        DeskError: they are in the wrong order, or too many.
    """
    end = last or (today if first is None else max(today, first))
    begin = first or (end - WEEK if end.year in YEARS else end)
    if begin > end:
        raise DeskError("The first day lies after the last one.")
    if begin.year not in YEARS or end.year not in YEARS:
        raise DeskError("Days lie in the years 2000 to 2999, such as 2026-11-01.")
    if end - begin >= LONGEST:
        raise DeskError(f"A report covers {LONGEST.days} days at most.")
    return Period(begin, end, zone)


def counted(database: Database, period: Period) -> tuple[List, ...]:
    """Every list over a period, with everything hidden that must be; raises StoreError."""
    counts = Counts(database).between(period.start, period.end)
    return statistics([row for cell, times in counts.items() if (row := hourly(cell, times))], period)


def hourly(cell: Cell, times: int) -> Hourly | None:
    """A row of the counts; None for a kind that a newer program counts."""
    if cell.kind not in tuple(Kind):
        return None
    return Hourly(cell.hour, cell.edition, Count(Kind(cell.kind), cell.name, cell.language), times)


def as_file(lists: Sequence[List], period: Period) -> bytes:
    """The lists as CSV, a number a line."""
    about = [("period", name, "", value) for name, value in _about(period)]
    rows = [
        (each.title, row.name, figure, in_words(cell))
        for each in lists
        for row in each.rows
        for figure, cell in zip(each.figures, row.cells, strict=True)
    ]
    return as_csv(HEADER, [*about, *rows])


def in_words(cell: int | None) -> Value:
    """A number, or that it is hidden."""
    return HIDDEN if cell is None else cell


def _about(period: Period) -> tuple[tuple[str, str], ...]:
    return (
        ("from", period.first.isoformat()),
        ("to", period.last.isoformat()),
        ("time zone", period.zone),
        (HIDDEN, WHY.partition(": ")[2]),
    )
