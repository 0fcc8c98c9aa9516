"""Statistics: how often the line is used and for what, as charts, sentences and tables; small numbers stay hidden."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, render_template, request

from ivr.content.model import Content
from ivr.desk.counts.figures import figures, nothing
from ivr.desk.counts.statistics import HIDDEN, as_file, asked, counted
from ivr.desk.desk import Desk, current
from ivr.desk.read_once import content_of
from ivr.errors import DeskError
from ivr.flow.statistics import Period
from ivr.web.desk.access import ANYBODY, desk, roles
from ivr.web.desk.charts import chart

routes = Blueprint("statistics", __name__, url_prefix="/statistics")


@routes.get("/")
@roles(*ANYBODY)
def page() -> str | tuple[str, int]:
    """The statistics of some days; of the last seven where none are given."""
    here, says = desk(), ""
    content = content_of(current(here).content)
    today = _today(here, content)
    try:
        period = _period(request.args, today, content)
    except DeskError as problem:
        period, says = asked(None, None, today, content.line.time_zone), str(problem)
    lists = counted(here.database, period)
    shown = render_template(
        "statistics/page.html",
        figures=[(each, chart(each)) for each in figures(content, lists)],
        nothing=nothing(lists),
        period=period,
        quick=_quick(today),
        hidden=HIDDEN,
        typed=request.args if says else {},
        says=[says] if says else [],
    )
    return (shown, 400) if says else shown


@routes.get("/statistics.csv")
@roles(*ANYBODY)
def file() -> Response:
    """The same as `ivr report --csv` writes."""
    here = desk()
    content = content_of(current(here).content)
    period = _period(request.args, _today(here, content), content)
    name = f"statistics-{period.first}-{period.last}.csv"
    return Response(
        as_file(counted(here.database, period), period),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _period(given: Mapping[str, str], today: date, content: Content) -> Period:
    return asked(_day(given.get("from", "")), _day(given.get("to", "")), today, content.line.time_zone)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError as error:
        raise DeskError(f"{text!r} is no day. Write it as 2026-11-21.") from error


def _quick(today: date) -> list[tuple[str, date, date]]:
    """What people ask for most often, with its first and last day."""
    month = today.replace(day=1)
    before = month - timedelta(days=1)
    return [
        ("The last 7 days", today - timedelta(days=6), today),
        ("The last 30 days", today - timedelta(days=29), today),
        ("This month", month, today),
        ("Last month", before.replace(day=1), before),
        ("A year", today - timedelta(days=364), today),
    ]


def _today(here: Desk, content: Content) -> date:
    return here.clock().astimezone(ZoneInfo(content.line.time_zone)).date()
