"""`ivr report`: how often the line was used and for what, with small numbers hidden; also as CSV for a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import structlog

from ivr.bootstrap import clock
from ivr.cli import start
from ivr.desk.counts import statistics as desk_statistics
from ivr.desk.counts.statistics import HIDDEN, WHY, as_file, counted, in_words
from ivr.editions.shelf import Shelf
from ivr.errors import DeskError, EditionError
from ivr.flow.statistics import List, Period
from ivr.settings import Settings
from ivr.store.look import looking

DAY = click.DateTime(["%Y-%m-%d"])
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
        lists = counted(database, period)
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
    try:
        return desk_statistics.asked(first and first.date(), last and last.date(), today, zone)
    except DeskError as problem:
        raise click.UsageError(str(problem)) from problem


def printed(lists: Sequence[List], period: Period) -> list[str]:
    """The report for people, line by line."""
    lines = [f"{period.first} to {period.last}, days in {period.zone}. {WHY}"]
    for each in lists:
        widths = [max(len(figure), len(HIDDEN), 9) for figure in each.figures]
        named = "  ".join(f"{figure:>{width}}" for figure, width in zip(each.figures, widths, strict=True))
        lines += ["", f"{each.title:<{WIDTH}}  {named}"]
        for row in each.rows:
            cells = "  ".join(f"{in_words(cell):>{width}}" for cell, width in zip(row.cells, widths, strict=True))
            lines.append(f"  {row.name:<{WIDTH - 2}}  {cells}")
    return lines


def write(file: Path, lists: Sequence[List], period: Period) -> None:
    """The same as CSV that spreadsheets open right (`ivr.desk.counts.spreadsheet`), a number a line.

    Raises:
        click.FileError: it cannot be written.
    """
    try:
        file.write_bytes(as_file(lists, period))
    except OSError as problem:
        raise click.FileError(str(file), problem.strerror or "it cannot be written") from problem


def _zone(found: Settings) -> str:
    """The time zone of the line as it plays; before the first edition, that of the content folder."""
    try:
        return Shelf(found.data).current().content.line.time_zone
    except EditionError as problem:
        structlog.get_logger().info("report.no-edition", says=str(problem))
        return start.read()[0].line.time_zone
