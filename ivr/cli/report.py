"""`ivr report`: how often the line was used and for what, with small numbers hidden; also as CSV for a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import structlog

from ivr.bootstrap import clock
from ivr.cli import start
from ivr.editions.shelf import Shelf
from ivr.errors import EditionError
from ivr.flow.counted import Count, Kind
from ivr.flow.statistics import Hourly, List, Period, statistics
from ivr.settings import Settings
from ivr.store.counts import Cell, Counts
from ivr.store.look import looking

DAY = click.DateTime(["%Y-%m-%d"])
WEEK = timedelta(days=6)
LONGEST = timedelta(days=366)
YEARS = range(2000, 3000)  # beyond them a slip of the finger, and some days have no midnight in UTC
HIDDEN = "hidden"
WHY = "hidden: under 5, or a number from which one under 5 could be worked out."
HEADER = ("table", "row", "figure", "count")
# OWASP, "CSV Injection": what a spreadsheet may take for a formula when a cell begins with it; the last four are
# = + - @ in full width.
FORMULA = tuple("=+-@\t\r\n\0\uff1d\uff0b\uff0d\uff20")
WIDTH = 47  # columns for a name


@click.command("report")
@click.option("--from", "first", type=DAY, metavar="DATE", help="The first day, such as 2026-11-01.")
@click.option("--to", "last", type=DAY, metavar="DATE", help="The last day, included; today if it is not given.")
@click.option("--csv", "file", type=click.Path(dir_okay=False, path_type=Path), help="Write it to a file as well.")
def command(first: datetime | None, last: datetime | None, file: Path | None) -> None:
    """Show how often the line was used: calls, places, texts, connections, and where callers left.

    Without dates it shows the last seven days; days are those of the line's time zone. Numbers under 5 are hidden, and
    as many others as it takes that none of them can be worked out. The counts of a call that goes on come within
    seconds, and where it was left soon after its end.

    Example, a month for a spreadsheet: `ivr report --from 2026-10-01 --to 2026-10-31 --csv october.csv`
    """
    found = start.settings()
    period = asked(first, last, found)
    with looking(found.database_url) as database:
        counts = Counts(database).between(period.start, period.end)
    lists = statistics([row for cell, times in counts.items() if (row := hourly(cell, times))], period)
    for line in printed(lists, period):
        click.echo(line)
    if file:
        write(file, lists, period)
        click.echo(f"\nWritten to {file}.")


def asked(first: datetime | None, last: datetime | None, found: Settings) -> Period:
    """The days that are meant: up to today, and a week, where nothing else is said.

    Raises:
        click.UsageError: they are in the wrong order, or too many.
    """
    zone = _zone(found)
    today = clock(found)().astimezone(ZoneInfo(zone)).date()
    end = last.date() if last else today if first is None else max(today, first.date())
    begin = first.date() if first else end - WEEK if end.year in YEARS else end
    if begin > end:
        raise click.UsageError("The first day (--from) lies after the last one (--to).")
    if begin.year not in YEARS or end.year not in YEARS:
        raise click.UsageError("Days lie in the years 2000 to 2999, such as 2026-11-01.")
    if end - begin >= LONGEST:
        raise click.UsageError(f"A report covers {LONGEST.days} days at most.")
    return Period(begin, end, zone)


def hourly(cell: Cell, times: int) -> Hourly | None:
    """A row of the counts; None for a kind that a newer program counts."""
    if cell.kind not in tuple(Kind):
        return None
    return Hourly(cell.hour, cell.edition, Count(Kind(cell.kind), cell.name, cell.language), times)


def printed(lists: Sequence[List], period: Period) -> list[str]:
    """The report for people, line by line."""
    lines = [f"{period.first} to {period.last}, days in {period.zone}. {WHY}"]
    for each in lists:
        widths = [max(len(figure), len(HIDDEN), 9) for figure in each.figures]
        named = "  ".join(f"{figure:>{width}}" for figure, width in zip(each.figures, widths, strict=True))
        lines += ["", f"{each.title:<{WIDTH}}  {named}"]
        for row in each.rows:
            cells = "  ".join(f"{_cell(cell):>{width}}" for cell, width in zip(row.cells, widths, strict=True))
            lines.append(f"  {row.name:<{WIDTH - 2}}  {cells}")
    return lines


def write(file: Path, lists: Sequence[List], period: Period) -> None:
    """The same as CSV that spreadsheets open right: UTF-8 with its mark, CRLF, a number a line, no formula.

    Raises:
        click.FileError: it cannot be written.
    """
    about = [("period", name, "", value) for name, value in _about(period)]
    rows = [
        (each.title, row.name, figure, _cell(cell))
        for each in lists
        for row in each.rows
        for figure, cell in zip(each.figures, row.cells, strict=True)
    ]
    try:
        with file.open("w", encoding="utf-8-sig", newline="") as opened:
            writer = csv.writer(opened, lineterminator="\r\n")
            writer.writerows([safe(value) for value in row] for row in (HEADER, *about, *rows))
    except OSError as problem:
        raise click.FileError(str(file), problem.strerror or "it cannot be written") from problem


def safe(value: int | str) -> int | str:
    """A cell that no spreadsheet takes for a formula: an apostrophe before it says that it is text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _about(period: Period) -> tuple[tuple[str, str], ...]:
    return (
        ("from", period.first.isoformat()),
        ("to", period.last.isoformat()),
        ("time zone", period.zone),
        (HIDDEN, WHY.partition(": ")[2]),
    )


def _cell(cell: int | None) -> int | str:
    return HIDDEN if cell is None else cell


def _zone(found: Settings) -> str:
    """The time zone of the line as it plays; before the first edition, that of the content folder."""
    try:
        return Shelf(found.data).current().content.line.time_zone
    except EditionError as problem:
        structlog.get_logger().info("report.no-edition", says=str(problem))
        return start.read()[0].line.time_zone
